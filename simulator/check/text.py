"""Forms that text takes in AWS: ARNs, CIDR blocks, account ids, times, JSON."""

from __future__ import annotations

import ipaddress
import json
import re
from datetime import datetime
from typing import Any

from simulator import regions
from simulator.check.problem import shown

_PARTITION = re.compile(r"^aws(-[a-z]+)*$")
_REGION = re.compile(r"^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$")
_ACCOUNT = re.compile(r"^(aws|aws-managed|third-party|aws-marketplace|\d{12}|cw.{10})$")


def kind(name: str, value: Any) -> str | None:
    """Why a value is not of the named kind; None when it is."""
    judge = {
        "arn": arn,
        "cidr": cidr,
        "json": valid_json,
        "account": account,
        "region": regions.problem,
        "time": time,
    }.get(name)
    return judge(value) if judge else None


def arn(value: Any) -> str | None:
    """Why a value is no ARN, or an ARN with a broken part."""
    allowed = " Allowed: arn:<partition>:<service>:<region>:<account>:<resource>."
    parts = str(value).split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return f"{shown(value)} is not an ARN.{allowed}"
    _, partition, service, region, owner, rest = parts
    if not _PARTITION.match(partition):
        return f"{shown(value)} is an ARN with the partition {shown(partition)}.{allowed}"
    if not service or not rest:
        return f"{shown(value)} is an ARN without a {'resource' if service else 'service'}.{allowed}"
    if region and region != "*" and not _REGION.match(region):
        return f"{shown(value)} is an ARN with the region {shown(region)}.{allowed}"
    if owner and owner != "*" and not _ACCOUNT.match(owner):
        return f"{shown(value)} is an ARN with the account {shown(owner)}: an account id has 12 digits.{allowed}"
    return None


def cidr(value: Any) -> str | None:
    """Why a value is no CIDR block: not one at all, or with bits set beyond its prefix."""
    text = str(value)
    try:
        ipaddress.ip_network(text)
    except ValueError:
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            return f'{shown(value)} is not a CIDR block. Allowed: a network such as "10.0.0.0/16".'
        return f'{shown(value)} has host bits set. Allowed: the network itself, "{network}".'
    return None if "/" in text else f'{shown(value)} has no prefix length. Allowed: "{text}/32" or a wider network.'


def valid_json(value: Any) -> str | None:
    """Why a text is not JSON, with the place of the first error."""
    try:
        json.loads(str(value))
    except ValueError as error:
        return f"{shown(value)} is not JSON: {error}."
    return None


def account(value: Any) -> str | None:
    """Why a value is no account id."""
    return None if re.fullmatch(r"\d{12}", str(value)) else f"{shown(value)} is not an account id. Allowed: 12 digits."


def time(value: Any) -> str | None:
    """Why a value is no RFC 3339 time."""
    try:
        datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return f'{shown(value)} is not a time. Allowed: RFC 3339, such as "2030-01-31T08:00:00Z".'
    return None
