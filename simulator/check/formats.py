"""Formats that follow from a property's name, or from its place in a type that we know."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from simulator import regions
from simulator.check import instance_types, policy_document, schedule, text
from simulator.check.policy_document import IDENTITY, RESOURCE, TRUST
from simulator.check.problem import shown
from simulator.facts import Facts
from simulator.facts.names import NAMES
from simulator.wire import Path

_CIDR = re.compile(r"^(cidrs?|.*Cidrs?|cidrIpv4|cidrIpv6|.*CidrBlocks?|cidrBlocks?)$")
_NETWORK = re.compile(r"^(cidrBlocks?|cidrIpv4|cidrIpv6|destinationCidrBlock|ipv6CidrBlocks?)$")
_PORT = re.compile(r"^(port|fromPort|toPort|containerPort|hostPort)$")

POLICIES = {
    ("aws:iam/policy:Policy", "policy"): IDENTITY,
    ("aws:iam/rolePolicy:RolePolicy", "policy"): IDENTITY,
    ("aws:iam/userPolicy:UserPolicy", "policy"): IDENTITY,
    ("aws:iam/groupPolicy:GroupPolicy", "policy"): IDENTITY,
    ("aws:iam/role:Role", "inlinePolicies.policy"): IDENTITY,
    ("aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy", "inlinePolicy"): IDENTITY,
    ("aws:iam/role:Role", "assumeRolePolicy"): TRUST,
    ("aws:s3/bucketPolicy:BucketPolicy", "policy"): RESOURCE,
    ("aws:s3/bucket:Bucket", "policy"): RESOURCE,
    ("aws:sqs/queue:Queue", "policy"): RESOURCE,
    ("aws:sqs/queuePolicy:QueuePolicy", "policy"): RESOURCE,
    ("aws:sns/topic:Topic", "policy"): RESOURCE,
    ("aws:sns/topicPolicy:TopicPolicy", "policy"): RESOURCE,
    ("aws:kms/key:Key", "policy"): RESOURCE,
    ("aws:kms/keyPolicy:KeyPolicy", "policy"): RESOURCE,
    ("aws:secretsmanager/secret:Secret", "policy"): RESOURCE,
    ("aws:secretsmanager/secretPolicy:SecretPolicy", "policy"): RESOURCE,
    ("aws:cloudwatch/eventBusPolicy:EventBusPolicy", "policy"): RESOURCE,
    ("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument"): RESOURCE,
    ("aws:backup/vaultPolicy:VaultPolicy", "policy"): RESOURCE,
    ("aws:opensearch/domainPolicy:DomainPolicy", "accessPolicies"): RESOURCE,
}
"""Properties that hold IAM policy documents, and of which kind."""

SCHEDULES = {
    ("aws:cloudwatch/eventRule:EventRule", "scheduleExpression"): schedule.problem,
    ("aws:scheduler/schedule:Schedule", "scheduleExpression"): lambda value: schedule.problem(value, at=True),
    ("aws:appautoscaling/scheduledAction:ScheduledAction", "schedule"): lambda value: schedule.problem(value, at=True),
    ("aws:backup/plan:Plan", "rules.schedule"): schedule.problem,
    ("aws:synthetics/canary:Canary", "schedule.expression"): schedule.problem,
    ("aws:autoscaling/schedule:Schedule", "recurrence"): schedule.unix_problem,
}
"""Properties that hold schedule expressions, and what judges them."""

NOT_ARNS = frozenset({"targetArn", "principalArn", "resourceArns", "subscriptionArn"})
"""Names that end in Arn but also take wildcards, names or nothing in some types."""


def problem(token: str, facts: Facts, path: Path, value: Any) -> str | None:
    """Why the form of one known leaf is refused; None when it is right or nothing is known of it."""
    steps = [step for step in path if isinstance(step, str)]
    name, where = steps[-1], ".".join(steps)
    if where.startswith("tags."):
        return _tag(name, value)
    if (token, where) in POLICIES and isinstance(value, str):
        return policy_document.problem(value, POLICIES[token, where])
    if (token, where) in SCHEDULES and isinstance(value, str):
        return SCHEDULES[token, where](value)
    if (token, where) in NAMES and isinstance(value, str):
        return NAMES[token, where].problem(value)
    if where in facts.rules and "kind" in facts.rules[where]:
        return _network_size(token, where, value)
    return _by_name(token, name, where, value)


def _by_name(token: str, name: str, where: str, value: Any) -> str | None:
    if where == "region":
        return regions.problem(value)
    if name.endswith(("Arn", "Arns")) and name not in NOT_ARNS and isinstance(value, str) and value not in ("", "*"):
        return text.arn(value)
    # Some lists that are called "…Cidrs" take single addresses too.
    if _CIDR.match(name) and isinstance(value, str) and value and ("/" in value or _NETWORK.match(name)):
        return text.cidr(value) or _network_size(token, where, value)
    if _PORT.match(name) and str(value).lstrip("-").isdigit():
        return None if -1 <= int(value) <= 65535 else f"{value} is no port. Allowed: 0 to 65535."
    if name in ("instanceType", "instanceClass", "nodeType"):
        return instance_types.problem(token, str(value))
    return None


def _network_size(token: str, where: str, value: Any) -> str | None:
    if where != "cidrBlock" or token not in ("aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"):
        return None
    network = ipaddress.ip_network(str(value), strict=False)
    if 16 <= network.prefixlen <= 28:
        return None
    return f"{shown(value)} is too {'large' if network.prefixlen < 16 else 'small'}. Allowed: /16 to /28."


def _tag(key: str, value: Any) -> str | None:
    if len(key) > 128 or len(str(value)) > 256:
        return "a tag key has at most 128 characters, a tag value at most 256."
    if key.lower().startswith("aws:"):
        return f'"{key}": tag keys that start with "aws:" are reserved for AWS.'
    if not re.fullmatch(r"[\w\s.:/=+\-@]*", str(value)):
        return f"{shown(value)} is no tag value. Allowed: letters, digits, spaces and _ . : / = + - @."
    return None
