"""Caches are encrypted at rest."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="ENC-006",
    name="cache-encrypted-at-rest",
    title="Caches are encrypted at rest",
    severity="high",
    rationale="Backups and swap of a cache hold what it caches, sessions among it.",
    fix="Set `at_rest_encryption_enabled=True`. Quoin's Cache does.",
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html",
    frameworks=("FSBP ElastiCache.4",),
    types=("aws:elasticache/replicationGroup:ReplicationGroup",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Demand the flag."""
    # The provider's default: on for Valkey, off for Redis OSS.
    if not resource.flag("atRestEncryptionEnabled", default=resource.need("engine") == "valkey"):
        yield "atRestEncryptionEnabled is off."
