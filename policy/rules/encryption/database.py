"""Relational and document databases are encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import MISSING, Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="ENC-004",
    name="database-encrypted",
    title="Databases are encrypted at rest",
    severity="high",
    rationale="Encryption cannot be switched on later without copying the database.",
    fix="Set `storage_encrypted=True`. Quoin's Database does, with a key of its own in Production.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
    frameworks=("FSBP RDS.3", "FSBP RDS.27", "FSBP DocumentDB.1", "FSBP Neptune.1", "CIS 3.0.0 2.3.1"),
    types=(
        "aws:rds/instance:Instance",
        "aws:rds/cluster:Cluster",
        "aws:rds/globalCluster:GlobalCluster",
        "aws:docdb/cluster:Cluster",
        "aws:neptune/cluster:Cluster",
    ),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Demand the flag; a replica takes the encryption of its source."""
    if resource.get("replicateSourceDb") is MISSING and not resource.flag("storageEncrypted"):
        yield "storageEncrypted is off."
