"""Databases have no public address."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="NET-007",
    name="database-not-public",
    title="Databases, warehouses and brokers have no public address",
    severity="critical",
    rationale="A public endpoint leaves only a password and a security group between the data and everybody.",
    fix="Set `publicly_accessible=False` and use private or isolated subnets. Quoin's Database does.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    frameworks=("FSBP RDS.2", "FSBP Redshift.1", "FSBP DMS.1", "CIS 3.0.0 2.3.3"),
    types=(
        "aws:rds/instance:Instance",
        "aws:rds/clusterInstance:ClusterInstance",
        "aws:neptune/clusterInstance:ClusterInstance",
        "aws:redshift/cluster:Cluster",
        "aws:dms/replicationInstance:ReplicationInstance",
        "aws:mq/broker:Broker",
    ),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Refuse the public address."""
    if resource.flag("publiclyAccessible"):
        yield "publiclyAccessible is on."
