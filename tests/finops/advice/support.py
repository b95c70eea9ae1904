"""A case from plain resources, and its advice by id."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from finops.advice import Advice, Case, Options, advise
from finops.estimate import Resource, Span, Usage
from tests.finops.estimate.support import resource

D = Decimal
DISK = {"volumeSize": 8, "volumeType": "gp3"}


def instance(name: str = "web", /, type_: str = "m5.large", **inputs: Any) -> Resource:
    given = {"instanceType": type_, "rootBlockDevice": DISK, "associatePublicIpAddress": False}
    return resource("aws:ec2/instance:Instance", name, **{**given, **inputs})


def usage(**types: Mapping[str, Any]) -> Usage:
    """Figures by the name of a type in this module's table."""
    return Usage(
        types={TYPES[name]: {key: Span.of(D(str(value))) for key, value in own.items()} for name, own in types.items()}
    )


TYPES = {
    "nat": "aws:ec2/natGateway:NatGateway",
    "logs": "aws:cloudwatch/logGroup:LogGroup",
    "bucket": "aws:s3/bucket:Bucket",
    "balancer": "aws:lb/loadBalancer:LoadBalancer",
    "function": "aws:lambda/function:Function",
    "group": "aws:autoscaling/group:Group",
}


def found(
    *resources: Resource, told: Usage | None = None, only: str = "", profile: str = "", **options: Any
) -> dict[str, Advice]:
    """Return the advice by id; of several with one id the best."""
    case = Case(list(resources), usage=told or Usage(profile=profile), options=Options(**options))
    result: dict[str, Advice] = {}
    for one in advise(case, [only] if only else None):
        result.setdefault(one.id, one)
    return result


def cents(value: Span | None) -> tuple[str, str]:
    """Return low and high of a saving as text."""
    assert value is not None
    return f"{value.low:.2f}", f"{value.high:.2f}"
