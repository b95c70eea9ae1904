"""Spend that cannot be charged to anybody, because a tag is missing. Cost Explorer takes USD 0.01 for each question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from functions.cost_optimizer.finding import Finding
from functions.cost_optimizer.place import Place

BILLING = "us-east-1"
"""Where Cost Explorer answers for all regions."""


def last_month(today: date) -> tuple[date, date]:
    """Return the first day of the month that has ended, and of the one after it."""
    end = today.replace(day=1)
    return (end - timedelta(days=1)).replace(day=1), end


def check(place: Place) -> Iterator[Finding]:
    """Ask once for each tag what the last month has cost without it."""
    start, end = last_month(place.now.date())
    for tag in place.config.tags:
        spent = _without(place, tag, start, end)
        if spent > 0:
            yield Finding(
                kind="untagged-spend",
                action="tag",
                account=place.account,
                region="global",
                resource=f"tag:{tag}",
                monthly=None,  # nothing is saved: it is only known who pays
                why=f"USD {spent:.2f} of {start:%Y-%m} carry no tag {tag}.",
                fix=f"Tag what costs most first; the policy pack keeps new resources from coming without {tag}.",
            )


def _without(place: Place, tag: str, start: date, end: date) -> Decimal:
    """Return USD of a month whose resources lack a tag: Cost Explorer groups them under `Tag$` with no value."""
    client, token = place.client("ce", BILLING), {}
    total = Decimal(0)
    while True:
        answer = client.get_cost_and_usage(
            TimePeriod={"Start": start.isoformat(), "End": end.isoformat()},
            Granularity="MONTHLY",
            Metrics=["UnblendedCost"],
            GroupBy=[{"Type": "TAG", "Key": tag}],
            **token,
        )
        for period in answer["ResultsByTime"]:
            for group in period["Groups"]:
                if group["Keys"] == [f"{tag}$"]:
                    total += Decimal(group["Metrics"]["UnblendedCost"]["Amount"])
        if not answer.get("NextPageToken"):
            return total
        token = {"NextPageToken": answer["NextPageToken"]}
