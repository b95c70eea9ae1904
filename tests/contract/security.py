"""Contracts on access: the open world, IAM policies, secrets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from synthesis.model import Resource, Synthesis
from tests.contract.rule import ancestors, contract, each

_WORLD = {"0.0.0.0/0", "::/0"}
_WEB = {80, 443}
_FRONT_DOORS = {"quoin:index:LoadBalancer"}
_INGRESS = {"aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "aws:ec2/securityGroupRule:SecurityGroupRule"}
_SECRET = re.compile(
    r"(^|[a-z_-])(password|authToken|secret|secretString|secretValue|privateKey|accessKey)s?$", re.IGNORECASE
)

BOUNDLESS: Mapping[str, str] = {
    "ce:GetCostAndUsage": "Cost Explorer takes no resource; the region is a condition",
    "cloudwatch:GetMetricData": "a metric has no ARN; regions are a condition",
    "compute-optimizer:GetEC2InstanceRecommendations": "recommendations have no ARN; regions are a condition",
    "compute-optimizer:GetEnrollmentStatus": "the enrolment has no ARN; regions are a condition",
    "cost-optimization-hub:ListEnrollmentStatuses": "the hub has no ARN; the region is a condition",
    "cost-optimization-hub:ListRecommendations": "the hub has no ARN; the region is a condition",
    "ec2:DescribeAddresses": "list calls take no resource; regions are a condition",
    "ec2:DescribeImages": "list calls take no resource; regions are a condition",
    "ec2:DescribeNatGateways": "list calls take no resource; regions are a condition",
    "ec2:DescribeSnapshots": "list calls take no resource; regions are a condition",
    "ec2:DescribeVolumes": "list calls take no resource; regions are a condition",
    "elasticloadbalancing:DescribeLoadBalancers": "describe calls take no resource",
    "elasticloadbalancing:DescribeTags": "the load balancers are not known beforehand; regions are a condition",
    "s3:ListAllMyBuckets": "lists the account's buckets; takes no resource",
    "glue:GetSecurityConfiguration": "security configurations have no ARN",
    "lakeformation:GetDataAccess": "hands out what the permissions of Lake Formation allow; takes no resource",
    "cloudwatch:PutMetricData": "a metric has no ARN; a condition limits the namespace",
    "application-autoscaling:DescribeScalableTargets": "list calls take no resource; regions are a condition",
    "autoscaling:DescribeAutoScalingGroups": "list calls take no resource; regions are a condition",
    "ec2:DescribeInstances": "list calls take no resource; regions are a condition",
    "ecs:DescribeTaskDefinition": "AWS offers no resource for it; regions are a condition",
    "rds:DescribeEvents": "list calls take no resource; regions are a condition",
    "redshift:DescribeClusters": "list calls take no resource; regions are a condition",
    "tag:GetResources": "list calls take no resource; regions are a condition",
    "ecr:GetAuthorizationToken": "a token for the whole registry; what it opens is up to other statements",
    "elasticloadbalancing:DescribeListeners": "describe calls take no resource",
    "elasticloadbalancing:DescribeRules": "describe calls take no resource",
    "elasticloadbalancing:DescribeTargetGroups": "describe calls take no resource",
    "elasticloadbalancing:DescribeTargetHealth": "describe calls take no resource",
    "ec2messages:*": "Systems Manager's agent: its messages have no ARN",
    "ssm:UpdateInstanceInformation": "Systems Manager's agent registers the machine it runs on",
    "ssmmessages:CreateControlChannel": "Session Manager's channels have no ARN",
    "ssmmessages:CreateDataChannel": "Session Manager's channels have no ARN",
    "ssmmessages:OpenControlChannel": "Session Manager's channels have no ARN",
    "ssmmessages:OpenDataChannel": "Session Manager's channels have no ARN",
    "ec2:CreateNetworkInterface": "Lambda inside a network: AWS offers no narrower resource for all that it needs",
    "ec2:DescribeInstanceStatus": "describe calls take no resource",
    "ec2:DescribeNetworkInterfaces": "describe calls take no resource",
    "ec2:DescribeSubnets": "describe calls take no resource",
    "ec2:DeleteNetworkInterface": "Lambda inside a network",
    "ec2:AssignPrivateIpAddresses": "Lambda inside a network",
    "ec2:UnassignPrivateIpAddresses": "Lambda inside a network",
    "ec2:DescribeSecurityGroups": "describe calls take no resource",
    "ec2:DescribeVpcs": "describe calls take no resource",
    "ec2:GetSecurityGroupsForVpc": "Lambda inside a network: reads, takes no resource",
    "logs:CreateLogDelivery": "Step Functions: the delivery of logs is the account's own and has no ARN",
    "logs:GetLogDelivery": "Step Functions: the delivery of logs is the account's own and has no ARN",
    "logs:UpdateLogDelivery": "Step Functions: the delivery of logs is the account's own and has no ARN",
    "logs:DeleteLogDelivery": "Step Functions: the delivery of logs is the account's own and has no ARN",
    "logs:ListLogDeliveries": "Step Functions: the delivery of logs is the account's own and has no ARN",
    "logs:PutResourcePolicy": "Step Functions: the delivery of logs is the account's own and has no ARN",
    "logs:DescribeResourcePolicies": "Step Functions: the delivery of logs is the account's own and has no ARN",
    "logs:DescribeLogGroups": "lists the account's log groups: for Step Functions' delivery, and for the optimizer",
    "xray:PutTraceSegments": "a trace has no ARN",
    "xray:PutTelemetryRecords": "a trace has no ARN",
    "xray:GetSamplingRules": "a trace has no ARN",
    "xray:GetSamplingTargets": "a trace has no ARN",
}
"""Actions that may have Resource "*" in the policy of a role, each with the reason."""


@contract("the world reaches nothing but ports 80 and 443 of a load balancer")
@each
def only_load_balancers_are_open(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    for rule in _ingress(resource):
        sources = {
            rule.get("cidrIpv4"),
            rule.get("cidrIpv6"),
            *rule.get("cidrBlocks", []),
            *rule.get("ipv6CidrBlocks", []),
        }
        if not sources & _WORLD:
            continue
        ports = (rule.get("fromPort"), rule.get("toPort"))
        if ports[0] != ports[1] or ports[0] not in _WEB:
            yield f"ports {ports[0]} to {ports[1]} are open to the world"
        elif not _FRONT_DOORS & {parent.type for parent in ancestors(synthesis, resource)}:
            yield "open to the world, and no load balancer"


def _ingress(resource: Resource) -> list[Mapping[str, Any]]:
    if resource.type in _INGRESS and resource.inputs.get("type", "ingress") == "ingress":
        return [resource.inputs]
    return list(resource.inputs.get("ingress") or []) if resource.kind.endswith("SecurityGroup") else []


@contract("no policy allows every action, and none every resource without a reason")
@each
def policies_are_narrow(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    for statement in _statements(resource):
        if statement["Effect"] != "Allow":
            continue
        actions, resources = _list(statement.get("Action")), _list(statement.get("Resource"))
        of_role = "Principal" not in statement
        if "*" in actions or (
            of_role and any(re.fullmatch(r"[a-z0-9-]+:\*", a) and a not in BOUNDLESS for a in actions)
        ):
            yield f"allows {actions}"
        if not actions or "NotAction" in statement or "NotResource" in statement:
            yield "names what it does not mean (NotAction, NotResource)"
        if of_role and "*" in resources:
            yield from (f'{action} on Resource "*"' for action in actions if action not in BOUNDLESS)


@contract("whoever is allowed by a resource's policy is named, or limited by a condition")
@each
def nobody_is_everybody(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    for statement in _statements(resource):
        principal = statement.get("Principal")
        anyone = principal == "*" or (isinstance(principal, dict) and "*" in _list(principal.get("AWS")))
        if anyone and statement["Effect"] == "Allow" and not statement.get("Condition"):
            if resource.kind == "VpcEndpoint":
                continue  # who may pass the endpoint is up to the policies on both of its sides
            yield f"anybody may {statement.get('Action')}"


def _statements(resource: Resource) -> Iterator[dict[str, Any]]:
    """Yield the statements of every policy document in a resource's inputs."""
    for value in _strings(resource.inputs):
        if value.lstrip().startswith("{") and '"Statement"' in value:
            yield from _list(json.loads(value)["Statement"])


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


@contract("what is secret never travels in clear")
@each
def secrets_are_secret(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    for path, value in _leaves(resource.inputs, ""):
        key = re.sub(r"\[\d+\]$", "", path.rpartition(".")[2])
        hidden = any(path == secret or path.startswith(f"{secret}.") for secret in resource.secrets)
        if isinstance(value, str) and value and _SECRET.search(key) and not hidden:
            yield f"{path} is in clear"


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}[{index}]")
    else:
        yield path, value
