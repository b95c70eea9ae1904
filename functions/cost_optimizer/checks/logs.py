"""Log groups that keep everything for ever."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from functions.cost_optimizer.finding import Finding
from functions.cost_optimizer.place import Place
from functions.cost_optimizer.prices import GIB


def check(place: Place) -> Iterator[Finding]:
    """Look at every log group of the region."""
    for group in place.pages("logs", "describe_log_groups", "logGroups"):
        if "retentionInDays" in group or group.get("logGroupClass") == "DELIVERY":
            continue
        stored = Decimal(group.get("storedBytes", 0)) / GIB
        yield Finding(
            kind="log-group-without-end",
            action="limit",
            account=place.account,
            region=place.region,
            resource=group["logGroupName"],
            monthly=place.prices.cost("logs.storage", stored),
            why=f"{stored:.2f} GB are kept for ever, and more is added. The saving is at most what is stored now.",
            fix=f"aws logs put-retention-policy --log-group-name {group['logGroupName']} --retention-in-days 30",
            confidence="medium",
        )
