"""How often a schedule expression calls in a month."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finops.estimate import estimate
from finops.estimate.charge import Undecided
from finops.estimate.timing import calls_a_month
from tests.finops.estimate.support import resource

DAYS = Decimal(730) / 24


@pytest.mark.parametrize(
    ("expression", "calls"),
    [
        ("rate(5 minutes)", 8760),
        ("rate(1 hour)", 730),
        ("rate(2 days)", DAYS / 2),
        ("at(2026-11-20T13:00:00)", 1),
        ("cron(0 8 * * ? *)", DAYS),
        ("cron(0 9 ? * MON *)", DAYS / 7),
        ("cron(0 9 ? * 2-6 *)", DAYS * 5 / 7),
        ("cron(0 9 ? * FRI-MON *)", DAYS * 4 / 7),
        ("cron(*/15 8-18 ? * MON-FRI *)", 4 * 11 * DAYS * 5 / 7),
        ("cron(0/20 0 1 * ? *)", 3),
        ("cron(0,30 6 1,15 1/3 ? *)", 2 * 2 * Decimal(4) / 12),
        ("cron(0 6 L * ? *)", 1),
        ("cron(0 6 ? * 6#3 *)", DAYS / 7),
    ],
)
def test_calls(expression: str, calls: Decimal | int) -> None:
    assert round(calls_a_month(expression), 9) == round(Decimal(calls), 9)


@pytest.mark.parametrize("expression", ["", "rate(0 minutes)", "rate(5 weeks)", "cron(0 8 * *)", "every day"])
def test_what_cannot_be_read_is_undecided(expression: str) -> None:
    with pytest.raises(Undecided, match="scheduleExpression cannot be read"):
        calls_a_month(expression)


def test_a_schedule_costs_what_its_calls_do() -> None:
    schedule = "aws:scheduler/schedule:Schedule"
    [line] = estimate([resource(schedule, scheduleExpression="rate(5 minutes)")]).lines
    assert line.cost is not None
    assert line.cost.expected == Decimal("0.00876")
    assert estimate([resource(schedule, scheduleExpression="rate(5 minutes)", state="DISABLED")]).lines == ()
