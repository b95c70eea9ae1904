"""Inputs for `pulumi import`: what an id tells of a resource that the simulator never made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator import facts, naming
from simulator.check import policy_document
from simulator.check.formats import POLICIES
from simulator.facts.names import NAMES
from simulator.outputs import generic
from simulator.outputs.context import Context
from simulator.schema.model import described
from simulator.schema.types import Type

_POLICY = {
    policy_document.IDENTITY: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
    policy_document.TRUST: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"ec2.amazonaws.com"}}]}',
    policy_document.RESOURCE: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*",'
    '"Principal":"*"}]}',
}

_VALUES: dict[str, dict[str, Any]] = {
    "aws:ec2/vpc:Vpc": {"cidrBlock": "10.0.0.0/16"},
    "aws:ec2/subnet:Subnet": {"cidrBlock": "10.0.0.0/24"},
    "aws:rds/instance:Instance": {
        "engine": "postgres",
        "instanceClass": "db.t4g.micro",
        "allocatedStorage": 20,
        "manageMasterUserPassword": True,
        "username": "main",
    },
    "aws:rds/cluster:Cluster": {"engine": "aurora-postgresql"},
    "aws:dynamodb/table:Table": {
        "hashKey": "id",
        "attributes": [{"name": "id", "type": "S"}],
        "billingMode": "PAY_PER_REQUEST",
    },
    "aws:lambda/function:Function": {"runtime": "python3.13", "handler": "handler.handler"},
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
        "cidrIpv4": "10.0.0.0/8",
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {"ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"},
}
"""Inputs of types that need more than what their schema requires."""


_ARN = "arn:aws:iam::123456789012:role/simulated"

_TEXTS: dict[str, str | Callable[[Context], str]] = {
    "instanceType": "t4g.micro",
    "instanceClass": "db.t4g.micro",
    "nodeType": lambda context: "cache.t4g.micro" if context.module == "elasticache" else "db.t4g.small",
    "schedule": "rate(1 day)",
    "scheduleExpression": "rate(1 day)",
    "expression": "rate(1 day)",
}
"""Texts that a property of this name takes in every type."""


def inputs_for(context: Context) -> dict[str, Any]:
    """Well-formed inputs for an id: what is known already, the name that the id is, and values for what is required."""
    out = {**_VALUES.get(context.token, {}), **context.inputs}
    named = naming.name_property(context.resource) or next(
        (name for name in ("name", "bucket", "domainName") if name in context.resource.inputs.properties), ""
    )
    rule = NAMES.get((context.token, named))
    tail = context.id.rpartition("/")[2].rpartition(":")[2]
    if named and named not in out and (rule is None or not rule.problem(tail)) and tail:
        out[named] = tail
    for name, prop in context.resource.inputs.properties.items():
        if prop.required and out.get(name) is None:
            out[name] = sample(context, name, name, prop.type)
    return out


def sample(context: Context, name: str, path: str, kind: Type) -> Any:
    """A value that the checks accept for a property."""
    if kind.kind == "list":
        return [sample(context, name.removesuffix("s"), path, kind.element or Type("string"))]
    if kind.kind == "map":
        return {"key": sample(context, "value", f"{path}.key", kind.element or Type("string"))}
    if kind.kind == "object":
        shape = described(context.resource.package, kind.ref)
        inner = shape.properties.items() if shape else ()
        return {key: sample(context, key, f"{path}.{key}", rule.type) for key, rule in inner if rule.required}
    return _scalar(context, name, path, kind)


def _scalar(context: Context, name: str, path: str, kind: Type) -> Any:
    rule = facts.of(context.token).rules.get(path, {})
    if "enum" in rule:
        return rule["enum"][0]
    if kind.kind in ("integer", "number"):
        low, high = rule.get("range", [1, None])
        return low if low is not None else min(1, high or 1)
    if kind.kind == "boolean":
        return False
    if (context.token, path) in POLICIES:
        return _POLICY[POLICIES[context.token, path]]
    return _text(context, name, rule) if kind.kind == "string" else None


def _text(context: Context, name: str, rule: dict[str, Any]) -> str:
    made = {
        "json": "{}",
        "arn": _ARN,
        "cidr": "10.0.0.0/16",
        "account": context.account,
        "time": generic.STAMP,
        "region": context.region,
    }.get(rule.get("kind", ""))
    if name in _TEXTS:
        text = _TEXTS[name]
        return text if isinstance(text, str) else text(context)
    if made is None and name.endswith("Arn"):
        made = _ARN
    value = (
        made if made is not None else str(generic.value(context, name, Type("string")) or f"{name.lower()}-simulated")
    )
    low, high = rule.get("length", [0, None])
    return value.ljust(low or 0, "0")[: high or None]
