"""Logs: a limit to how long they are kept, and the class for logs that are seldom read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from finops.advice.case import Case
from finops.advice.model import Advice
from finops.advice.text import advice as of_effect
from finops.advice.text import number, saves
from finops.estimate.figures import figures
from finops.estimate.resource import Resource
from finops.estimate.span import Span

GROUP = "aws:cloudwatch/logGroup:LogGroup"
_FILTERS = (
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
)
MONTHS = 12
KEPT_DAYS, KEPT_MONTHS = 30, 1


def advice(case: Case) -> Iterator[Advice]:
    """Propose a retention where there is none, and the infrequent access class where nothing reads along."""
    for lines in case.lines.values():
        owner = lines[0].owner
        if owner.type == GROUP and case.resource(owner).inputs.get("retentionInDays") in (None, 0):
            yield from _retention(case, lines)
    for effect in case.effects(lambda one: _infrequent(case, one)):
        yield of_effect(
            "logs/infrequent-access",
            "Log class for what is seldom read",
            effect,
            conditions=[
                "no metric filter, subscription, live tail or alarm reads the group",
                "the class of a group cannot be changed: a new group is made, what the old one holds goes with it",
            ],
            how=[f"in the program: logGroupClass INFREQUENT_ACCESS for {effect.owner.name}"],
        )


def _retention(case: Case, lines: tuple[Any, ...]) -> Iterator[Advice]:
    ingest = next((line for line in lines if line.row.startswith("logs.ingest")), None)
    book = case.book(lines[0])
    storage = book.find("logs.storage") if book else None
    if ingest is None or storage is None:
        return
    price = figures(storage.price)
    if ingest.quantity is None:
        text = f"every GB a month that comes in costs {price} more each month for ever; how much comes in is not told"
        yield Advice("logs/retention", f"Keep logs {KEPT_DAYS} days", ingest.owner, None, (text,))
        return
    most = storage.cost(ingest.quantity.high * MONTHS) - storage.cost(ingest.quantity.high * KEPT_MONTHS)
    saving = Span.between(0, most, 0)
    if not saving.high:
        return
    yield Advice(
        "logs/retention",
        f"Keep logs {KEPT_DAYS} days",
        ingest.owner,
        saving,
        (
            f"without a limit, after {MONTHS} months: {number(ingest.quantity.high)} GB × {MONTHS} × {price}",
            f"with {KEPT_DAYS} days: {number(ingest.quantity.high)} GB × {KEPT_MONTHS} × {price}",
            f"nothing in the first month, {saves(saving).removeprefix('saves ')} from then to the end of the year",
        ),
        ("nobody has to keep them longer",),
        (f"in the program: retentionInDays {KEPT_DAYS} for {ingest.owner.name}",),
    )


def _infrequent(case: Case, one: Resource) -> Mapping[str, Any] | None:
    if one.type != GROUP or one.inputs.get("logGroupClass", "STANDARD") != "STANDARD":
        return None
    if any(case.graph.referrers(one, type_, path) for type_ in _FILTERS for path in ("logGroupName", "logGroup")):
        return None
    return {**one.inputs, "logGroupClass": "INFREQUENT_ACCESS"}
