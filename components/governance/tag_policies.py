"""The policies of an organization that its tags follow from, made of the tag schema. Pure: plain data in and out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.iam import Statement, deny
from finops.tags import MANDATORY, SCHEMA, TagRule

ENFORCED = ("ec2:ALL_SUPPORTED", "rds:ALL_SUPPORTED", "s3:ALL_SUPPORTED")
"""Resource types whose tags a tag policy refuses when they break it. `ec2:*` is no type that AWS knows."""
MAX_TAG_POLICY, MAX_CONTROL_POLICY = 10_000, 5_120
"""Characters that AWS takes in a tag policy and in a service control policy."""

LAUNCHED = ("arn:*:ec2:*:*:instance/*", "arn:*:ec2:*:*:volume/*")
"""What a launch makes. It is judged once for each resource that it touches, so these must be named: the network and
the image, which it only uses, carry no tags of the request."""
CREATIONS = (
    "dynamodb:CreateTable",
    "ec2:CreateVolume",
    "ecs:CreateCluster",
    "ecs:CreateService",
    "eks:CreateCluster",
    "elasticache:CreateReplicationGroup",
    "elasticloadbalancing:CreateLoadBalancer",
    "lambda:CreateFunction",
    "rds:CreateDBCluster",
    "rds:CreateDBInstance",
)
"""What else may be created with the mandatory tags only: actions that carry the tags of what they make in their
request. S3 buckets are missing: most tools tag a bucket after they have made it."""


def tag_policy(rules: Sequence[TagRule] = SCHEMA) -> dict[str, Any]:
    """Return the tag policy: how each key of the schema is written, and its values where the schema lists them.

    A value that a pattern describes cannot be written in a tag policy, so those are left to the policy pack.
    """
    return {"tags": {rule.key: _tag(rule) for rule in rules}}


def _tag(rule: TagRule) -> dict[str, Any]:
    tag: dict[str, Any] = {"tag_key": {"@@assign": rule.key}}
    if rule.allowed:
        tag["tag_value"] = {"@@assign": list(rule.allowed)}
    if rule.mandatory:
        tag["enforced_for"] = {"@@assign": list(ENFORCED)}
    return tag


def control_policy(exempt: Sequence[str] = (), keys: Sequence[str] = MANDATORY) -> list[Statement]:
    """Return the statements of the service control policy: nothing that costs is created without every key.

    One statement for each key: conditions of one statement must all hold, so a single one would let pass whoever has
    set any of the tags. `exempt` are patterns of roles that are let through.
    """
    statements = []
    for key in keys:
        condition: dict[str, Any] = {"Null": {f"aws:RequestTag/{key}": "true"}}
        if exempt:
            condition["ArnNotLike"] = {"aws:PrincipalArn": list(exempt)}
        statements += [
            deny(["ec2:RunInstances"], LAUNCHED, sid=f"LaunchWithout{key}", condition=condition),
            deny(CREATIONS, ["*"], sid=f"CreateWithout{key}", condition=condition),
        ]
    return statements
