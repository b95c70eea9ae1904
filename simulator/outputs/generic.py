"""A well-formed value for any output, from its name and type."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from simulator.outputs import arns, ids
from simulator.outputs.context import Context
from simulator.schema.model import described
from simulator.schema.types import Type

STAMP = "2025-01-01T00:00:00Z"
"""The time at which everything simulated was made. A fixed one, so that goldens do not change."""

_STATUS = {
    "ecs": "ACTIVE",
    "eks": "ACTIVE",
    "dynamodb": "ACTIVE",
    "kinesis": "ACTIVE",
    "acm": "ISSUED",
    "lambda": "Active",
    "cloudfront": "Deployed",
    "kms": "Enabled",
    "sfn": "ACTIVE",
    "iam": "Active",
}


def host(context: Context, name: str) -> str:
    """A DNS name of the service, as endpoints have it."""
    label = re.sub(r"[^a-z0-9-]", "-", (ids.named(context) or context.id or name).lower()).strip("-")[-40:].strip("-")
    service = arns.SERVICES.get(context.module, context.module)
    return f"{label}.{context.letters(12, 'host')}.{context.region}.{service}.{context.partition.dns_suffix}"


_RULES: tuple[tuple[str, Callable[[Context, str], Any]], ...] = (
    (r"^arn$", lambda context, _: arns.of(context)),
    (r"Arns?$", lambda context, name: f"{arns.of(context)}/{name[:-3].lower()}"),
    (
        r"^(ownerId|accountId|awsAccountId|registryId|owner|ownerAccountId|catalogId)$",
        lambda context, _: context.account,
    ),
    (r"^region$", lambda context, _: context.region),
    (r"(^hostedZoneId|HostedZoneId|[zZ]oneId)$", lambda context, name: "Z" + context.letters(13, name).upper()),
    (r"(^status|Status|^state|State)$", lambda context, _: _STATUS.get(context.module, "available")),
    (r"(Date|Time|At|Timestamp|lastModified|Since)$", lambda _context, _name: STAMP),
    (r"(?i)(dns|domain)_?name$|^fqdn$|(?i:hostname)$|^address$|Address$", host),
    (r"(?i)endpoint$", host),
    (r"(?i)(url|uri)$", lambda context, name: f"https://{host(context, name)}"),
    (r"^(name|.*Name)$", lambda context, name: ids.named(context) or f"{context.letters(8, name)}"),
    (r"(?i)(cidr|cidrBlock)$", lambda _context, _name: "10.0.0.0/16"),
    (r"(?i)availabilityZone$", lambda context, _: f"{context.region}a"),
    (r"(?i)(ipAddress|privateIp|publicIp|ip)$", lambda context, name: f"10.0.{int(context.digits(2, name), 16)}.10"),
    (r"(?i)(version|revision)$", lambda _context, _name: "1"),
    (r"(?i)(uniqueId)$", lambda context, name: "A" + context.letters(20, name).upper()),
    (r"(Id|Ids)$", lambda context, name: context.letters(20, name)),
    (r"(?i)(secret|password|token|key)$", lambda context, name: context.letters(40, name)),
    (r"(?i)(etag|hash|fingerprint|checksum)$", lambda context, name: context.digits(32, name)),
)
_COMPILED = tuple((re.compile(pattern), build) for pattern, build in _RULES)


_EMPTY: dict[str, Callable[[], Any]] = {"number": int, "boolean": bool, "list": list, "map": dict}


def value(context: Context, name: str, kind: Type, depth: int = 0) -> Any:
    """A value of the type that looks as AWS's own does; None when nothing sensible is known."""
    if kind.kind == "string":
        return next((build(context, name) for pattern, build in _COMPILED if pattern.search(name)), "")
    if kind.kind == "integer":
        return 1 if re.search(r"(?i)version|revision|count", name) else 0
    if kind.kind in _EMPTY:
        return _EMPTY[kind.kind]()
    if kind.kind == "object" and depth < 3:
        shape = described(context.resource.package, kind.ref)
        if shape is None:
            return {}
        # An object of an input type is a block that AWS fills in: what it must hold is all that is certain.
        return {
            key: value(context, key, rule.type, depth + 1) for key, rule in shape.properties.items() if rule.required
        }
    return None
