"""The default security group of a VPC is empty."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.ingress import DEFAULT_GROUP
from policy.rule import Answer, resource_rule


@resource_rule(
    id="NET-004",
    name="default-security-group",
    title="The default security group of a VPC has no rules",
    severity="high",
    rationale="Whatever is started without a group lands in this one, and its members reach each other on every port.",
    fix="Declare `aws.ec2.DefaultSecurityGroup(vpc_id=...)` without ingress and egress. Quoin's Network does.",
    url="https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    frameworks=("FSBP EC2.2", "CIS 3.0.0 5.4"),
    types=(DEFAULT_GROUP,),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Count the rules."""
    for direction in ("ingress", "egress"):
        count = len(resource.list(direction))
        if count:
            yield f"{count} {direction} rule{'s' if count > 1 else ''}."
