"""What the package of the instance scheduler carries beside its code: configuration, time zones, prices.

The function asks nobody for them at run time, and they change with the code in one step. Lambda's runtime promises no
time zone data of its own, so the zones in use come along, from the pinned `tzdata` package: the same bytes wherever the
deployment runs. Prices are those of the price book; a region without a book has none, and is not priced.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

import pulumi

from components.blocks.custom_metrics import metric_namespace
from components.context import StackContext
from components.settings.instance_scheduler import InstanceSchedulerSettings
from finops import prices
from functions.instance_scheduler import config as reader

_PRICED = ("ec2.instance", "rds.instance", "aurora.instance", "docdb.instance", "redshift.node", "fargate.vcpu",
"fargate.memory")  # fmt: skip
"""Beginnings of the rows that tell what an hour of something costs that a schedule can stop."""


def places(settings: InstanceSchedulerSettings, stack: StackContext) -> list[dict[str, str]]:
    """Return every account and region: the account by the role that is taken there, empty for the stack's own."""
    roles = [*([""] if settings.own_account else []), *sorted(settings.roles)]
    regions = settings.regions or [stack.region]
    return [{"region": region, "role": role} for role in roles for region in regions]


def scope(settings: InstanceSchedulerSettings, stack: StackContext) -> dict[str, str]:
    """Return the tags that a resource must carry besides the name of its schedule."""
    return {"Project": stack.project, "Environment": str(stack.environment)} if settings.scope == "stack" else {}


def configuration(name: str, settings: InstanceSchedulerSettings, stack: StackContext) -> dict[str, Any]:
    """Return the configuration of the function, judged by the very code that will read it."""
    schedules = settings.all_schedules
    data = {
        "name": f"{stack.project}-{stack.stack}-{name}",
        "namespace": metric_namespace(stack),
        "region": stack.region,
        "schedules": {key: schedules[key].plain(settings.holidays) for key in sorted(schedules)},
        "targets": places(settings, stack),
        "tag": "Schedule",
        "scope": scope(settings, stack),
        "kinds": sorted(settings.kinds),
        "externalId": settings.external_id or "",
        "minutes": settings.every_minutes,
    }
    try:
        reader.read(data)
    except reader.Refused as error:
        raise pulumi.RunError(f"the instance scheduler {name} has settings that it cannot run with: {error}") from None
    return data


def files(config: Mapping[str, Any]) -> dict[str, bytes]:
    """Return path → bytes of the files that come with the code."""
    zones = {schedule["timezone"] for schedule in config["schedules"].values()}
    regions = sorted({place["region"] for place in config["targets"]})
    return {
        reader.FILE: _json(config),
        reader.PRICES: _json(price_table(regions)),
        **{f"{reader.ZONES}/{zone}": _zone(zone) for zone in sorted(zones)},
    }


def price_table(regions: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the price of an hour by region and row; regions without a price book are left out."""
    priced = [region for region in regions if region in prices.regions()]
    return {region: {row: str(price) for row, price in _rows(region)} for region in priced}


def _rows(region: str) -> Iterable[tuple[str, Any]]:
    book = prices.load(region)
    return sorted((row.id, row.price) for prefix in _PRICED for row in book.under(prefix))


def _zone(name: str) -> bytes:
    file = resources.files("tzdata") / "zoneinfo" / name
    if not file.is_file():
        raise pulumi.RunError(f"the time zone {name} is not in the tzdata package; expected an IANA name in it")
    return file.read_bytes()


def _json(data: Any) -> bytes:
    return json.dumps(data, indent=1, sort_keys=True).encode()
