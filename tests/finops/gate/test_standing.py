"""An estimate beside the budget: the figure of the gate, and what is said about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from finops.estimate import Resource, Usage, estimate
from finops.estimate.standing import Standing
from finops.gate import decide, read, stand
from tests.finops.advice.support import TYPES, instance
from tests.finops.estimate.support import resource

TODAY = date(2026, 11, 25)
D = Decimal
VOLUME = resource("aws:ebs/volume:Volume", "disk")
NAT = resource(TYPES["nat"], "nat")
ACCEPTED = {"disk": {"monthly": 10, "reason": "a trial of the gate", "expires": "2027-06-30"}}


def standing(*resources: Resource, usage: Usage | None = None, **section: Any) -> Standing | None:
    return stand(resources, read(section, "Production"), TODAY, region="us-east-1", usage=usage or Usage())


def test_without_a_budget_there_is_none() -> None:
    assert standing(NAT) is None


@pytest.mark.parametrize("accepted", [{}, ACCEPTED])
def test_it_is_what_the_gate_counts(accepted: dict[str, Any]) -> None:
    section = {
        "monthlyBudget": 100,
        "estimate": {"accepted": accepted, "usage": {"types": {NAT.type: {"internetGb": 9}}}},
    }
    budget = read(section, "Production")
    gate = decide(estimate([NAT, VOLUME, instance()], usage=budget.usage), budget, TODAY)
    shown = standing(NAT, VOLUME, instance(), **section)
    assert shown is not None
    assert (shown.counted.high, shown.excess, shown.open) == (gate.high, gate.excess, len(gate.open))
    assert shown.accepted == gate.accepted == (10 if accepted else 0)


def test_usage_of_the_command_goes_first() -> None:
    told = Usage.of({"types": {NAT.type: {"dataProcessedGb": 1000, "internetGb": 0}}})
    section = {"monthlyBudget": 100, "estimate": {"usage": {"resources": {"nat": {"dataProcessedGb": 1}}}}}
    shown = standing(NAT, usage=told, **section)
    assert shown is not None
    assert shown.counted.high == D("32.85") + 45
    small = standing(NAT, usage=Usage(profile="small"), monthlyBudget=100)
    assert small is not None
    assert small.profile == "small"
    assert small.counted.high < (standing(NAT, monthlyBudget=100) or small).counted.high


def test_what_is_said() -> None:
    shown = standing(instance(), VOLUME, monthlyBudget=100, estimate={"accepted": ACCEPTED})
    assert shown is not None
    assert shown.share == "80.7 %"
    high = f"{shown.counted.high:.2f}"
    left = f"{100 - D(high)}"
    assert shown.sentences == [
        f"As the gate counts: up to {high} USD a month, within the budget of 100.00, {left} left.",
        "Usage that nobody told counts as in the profile medium; 10.00 of it stand for what was accepted at a figure.",
    ]
    over = standing(instance(), VOLUME, monthlyBudget=50)
    assert over is not None
    assert over.excess == over.counted.high - 50
    assert over.sentences[0].endswith(f"above the budget of 50.00 by up to {over.excess:.2f}.")
    assert over.sentences[-1] == "At least: 1 parts have no figure."
