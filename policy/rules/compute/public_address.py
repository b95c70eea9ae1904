"""Instances have no public address."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import UNKNOWN, Resource
from policy.rule import Answer, Undecided, resource_rule


@resource_rule(
    id="EC2-003",
    name="instance-public-address",
    title="Instances have no public address",
    severity="medium",
    rationale="A public address costs money every hour and makes a slip in a security group an exposure.",
    fix="Use private subnets; reach instances by Session Manager, and serve through a load balancer.",
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html",
    frameworks=("FSBP EC2.9", "FSBP EC2.25"),
    types=("aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Look at the instance and at each network interface of a template."""
    if resource.flag("associatePublicIpAddress"):
        yield "associatePublicIpAddress is on."
    for index, interface in enumerate(resource.list("networkInterfaces")):
        public = interface.get("associatePublicIpAddress") if isinstance(interface, dict) else UNKNOWN
        if public is UNKNOWN:
            yield Undecided(f"networkInterfaces[{index}].associatePublicIpAddress")
        elif str(public).lower() == "true":
            yield f"networkInterfaces[{index}].associatePublicIpAddress is on."
