"""Caches are encrypted in transit."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="ENC-007",
    name="cache-encrypted-in-transit",
    title="Caches take encrypted connections only",
    severity="high",
    rationale="Sessions and tokens cross the network between services and the cache; without TLS there is no "
    "login either.",
    fix="Set `transit_encryption_enabled=True` (MemoryDB: `tls_enabled=True`). Quoin's Cache does.",
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html",
    frameworks=("FSBP ElastiCache.5",),
    types=(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:memorydb/cluster:Cluster",
    ),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Demand TLS, and nothing beside it."""
    if resource.type.startswith("aws:memorydb/"):
        if not resource.flag("tlsEnabled", default=True):
            yield "tlsEnabled is off."
        return
    if not resource.flag("transitEncryptionEnabled"):
        yield "transitEncryptionEnabled is off."
    elif resource.need("transitEncryptionMode") == "preferred":
        yield "transitEncryptionMode is `preferred`, which takes plain connections too."
