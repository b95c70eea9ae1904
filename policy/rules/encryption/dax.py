"""DAX clusters are encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="ENC-008",
    name="dax-encrypted",
    title="DynamoDB Accelerator clusters are encrypted at rest and in transit",
    severity="high",
    rationale="DynamoDB encrypts its tables always; the cluster in front of them only if it is told to, and "
    "only when it is created.",
    fix="Set `server_side_encryption={'enabled': True}` and `cluster_endpoint_encryption_type='TLS'`.",
    url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionAtRest.html",
    frameworks=("FSBP DynamoDB.3", "FSBP DynamoDB.7"),
    types=("aws:dax/cluster:Cluster",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Demand both."""
    if not resource.flag("serverSideEncryption.enabled"):
        yield "serverSideEncryption.enabled is off."
    if resource.need("clusterEndpointEncryptionType") != "TLS":
        yield "clusterEndpointEncryptionType is not TLS."
