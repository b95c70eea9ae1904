"""What the package of the cost optimizer carries beside its code: configuration and prices.

The function asks nobody for them at run time, and they change with the code in one step. Prices are those of the price
book; a region without a book has none, and is not priced.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pulumi

from components.blocks.custom_metrics import metric_namespace
from components.context import StackContext
from components.settings.cost_optimizer import CostOptimizerSettings
from finops import prices
from finops.tags import MANDATORY
from functions.cost_optimizer import config as reader

SUCCESSORS = {"t1": "t3", "t2": "t3", "m1": "m6i", "m3": "m6i", "m4": "m6i", "c1": "c6i", "c3": "c6i", "c4": "c6i",
              "r3": "r6i", "r4": "r6i", "i2": "i4i", "g2": "g5"}  # fmt: skip
"""Family of instances of x86 → the one that has the same sizes and a newer processor of x86, so that the image stays.
AWS lists the old ones as previous generation (EC2 instance types, read 2026-11-25)."""
_PRICED = ("ebs.storage", "ebs.iops", "ebs.throughput", "ec2.instance", "s3.storage")
"""Beginnings of the rows that the checks use, and single rows below."""
_ROWS = ("vpc.public-ipv4", "ebs.snapshot", "logs.storage", "alb.hour", "nlb.hour", "nat.hour")


def places(settings: CostOptimizerSettings, stack: StackContext) -> list[dict[str, str]]:
    """Return every account and region: the account by the role that is taken there, empty for the stack's own."""
    roles = [*([""] if settings.own_account else []), *sorted(settings.roles)]
    return [{"region": region, "role": role} for role in roles for region in settings.regions or [stack.region]]


def configuration(name: str, settings: CostOptimizerSettings, stack: StackContext) -> dict[str, Any]:
    """Return the configuration of the function, judged by the very code that will read it."""
    data = {
        "name": f"{stack.project}-{stack.stack}-{name}",
        "namespace": metric_namespace(stack),
        "home": stack.region,
        "targets": places(settings, stack),
        "checks": sorted(settings.checks),
        "limits": {
            "idleDays": settings.idle_days,
            "snapshotDays": settings.snapshot_days,
            "stoppedDays": settings.stopped_days,
            "uploadDays": settings.upload_days,
            "minimum": str(settings.minimum),
        },
        "tags": list(MANDATORY),
        "externalId": settings.external_id or "",
        "successors": SUCCESSORS,
    }
    try:
        reader.read(data)
    except reader.Refused as error:
        raise pulumi.RunError(f"the cost optimizer {name} has settings that it cannot run with: {error}") from None
    return data


def files(config: dict[str, Any]) -> dict[str, bytes]:
    """Return path → bytes of the files that come with the code."""
    regions = sorted({place["region"] for place in config["targets"]})
    return {reader.FILE: _json(config), reader.PRICES: _json(price_table(regions))}


def price_table(regions: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return USD per unit by region and row; regions without a price book are left out."""
    return {region: _rows(region) for region in regions if region in prices.regions()}


def _rows(region: str) -> dict[str, str]:
    book = prices.load(region)
    rows = [row for prefix in _PRICED for row in book.under(prefix)]
    rows += [row for row in map(book.find, _ROWS) if row is not None]
    return {row.id: str(row.price) for row in sorted(rows, key=lambda row: row.id)}


def _json(data: Any) -> bytes:
    return json.dumps(data, indent=1, sort_keys=True).encode()
