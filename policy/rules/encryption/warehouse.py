"""Warehouses are encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="ENC-012",
    name="warehouse-encrypted",
    title="Redshift clusters are encrypted at rest",
    severity="high",
    rationale="Redshift encrypts new clusters unless it is told not to.",
    fix="Drop `encrypted=False`; name a key in `kms_key_id` where one is required.",
    url="https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html",
    frameworks=("FSBP Redshift.10",),
    types=("aws:redshift/cluster:Cluster",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Refuse the opt-out."""
    if not resource.flag("encrypted", default=True):
        yield "encrypted is off."
