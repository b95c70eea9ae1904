"""Estimates as the table that actual costs are compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any


class NoTags(ValueError):
    """A line of an estimate does not say what it belongs to."""


def rows(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield one row per product, environment and service of an estimate as `quoin estimate --output json` writes it.

    The tags Project and Environment stand on each line, or once for the whole document. Usage that is not known has no
    cost and is left out.
    """
    common = document.get("Tags") or {}
    totals: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for line in document["lines"]:
        tags = {**common, **(line.get("Tags") or {})}
        if not (tags.get("Project") and tags.get("Environment")):
            raise NoTags(f"{line.get('ResourceName')}: the line has no tags Project and Environment")
        if line["ListCost"] is not None:
            totals[tags["Project"], tags["Environment"], line["ServiceName"]] += Decimal(line["ListCost"])
    for (project, environment, service), cost in sorted(totals.items()):
        yield {"project": project, "environment": environment, "service": service, "monthly_cost": float(cost)}
