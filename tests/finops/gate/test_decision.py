"""What counts against a budget, and what nobody can tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops.estimate import UNKNOWN, Resource, estimate
from finops.gate import BudgetError, Decision, decide, read
from tests.finops.advice.support import TYPES, instance
from tests.finops.estimate.support import resource

TODAY = date(2026, 11, 25)
D = Decimal
ACCEPTED = {"monthly": 10, "reason": "a trial of the gate", "expires": "2027-06-30"}


def decided(*resources: Resource, environment: str = "Production", today: date = TODAY, **section: Any) -> Decision:
    budget = read(section, environment)
    return decide(estimate(resources, usage=budget.usage), budget, today)


def test_the_top_of_a_range_counts():
    database = {"engine": "mysql", "engineVersion": "8.4", "instanceClass": "db.t3.large"}
    grows = resource(
        "aws:rds/instance:Instance", "data", **database, allocatedStorage=100, maxAllocatedStorage=500, multiAz=UNKNOWN
    )
    decision = decided(grows, monthlyBudget=300, estimate={"usage": {"types": {grows.type: {"surplusCreditHours": 0}}}})
    assert decision.known == 2 * (D("99.28") + D("57.5"))
    assert decision.excess == D("13.56")
    assert decision.open == ()


def test_usage_that_nobody_told_is_that_of_the_environment():
    nat = resource(TYPES["nat"], "nat")
    assert decided(nat, environment="Development").profile == "small"
    assert decided(nat, environment="Staging").profile == "small"
    assert decided(nat).profile == "medium"
    assert decided(nat).assumed > decided(nat, environment="Staging").assumed > 0
    told = {"usage": {"profile": "large", "resources": {"nat": {"dataProcessedGb": 0}}}}
    assert decided(nat, estimate=told).assumed == 2000 * D("0.09")


def test_a_workload_tells_its_own_usage():
    nat = resource(TYPES["nat"], "nat")
    own = Resource(nat.type, "own", {}, component="shop/shop-network")
    told = {"usage": {"types": {nat.type: {"dataProcessedGb": 1000, "internetGb": 0}}}}
    budget = read({}, "Development", {"shop": told})
    decision = decide(estimate([nat, own], usage=budget.usage), budget, TODAY)
    assert decision.assumed == 1000 * D("0.045") + 50 * D("0.045") + 10 * D("0.09")  # the other as small


def test_what_is_accepted_counts_once_for_all_that_it_matches():
    unknown = [instance(name, type_=UNKNOWN) for name in ("a", "b")]
    decision = decided(*unknown, monthlyBudget=100, estimate={"accepted": {"*": ACCEPTED}})
    assert (decision.accepted, decision.open) == (10, ())
    assert decision.high == D("1.28") + 10


def test_the_closest_name_counts():
    accepted = {"*": ACCEPTED, "we?": {**ACCEPTED, "monthly": 20}, "web": {**ACCEPTED, "monthly": 30}}
    assert decided(instance(type_=UNKNOWN), estimate={"accepted": accepted}).accepted == 30


@pytest.mark.parametrize(
    ("today", "says"),
    [
        (date(2027, 6, 30), ""),
        (date(2027, 7, 1), "accepted until 2027-06-30, which has passed"),
        (date(2026, 6, 1), "accepted until 2027-06-30, which is more than 366 days ahead"),
    ],
)
def test_an_acceptance_has_an_end(today: date, says: str):
    decision = decided(instance(type_=UNKNOWN), today=today, estimate={"accepted": {"web": ACCEPTED}})
    assert [says in one.reason for one in decision.open] == ([True] if says else [])


@pytest.mark.parametrize(
    ("one", "settle"),
    [
        (instance(type_=UNKNOWN), "give it a value that is known before deployment"),
        (instance(type_="m5.enormous"), "choose what the price book has, or add the row with its source and date"),
        (instance(region="eu-west-1"), "make the price book of the region"),
        (instance(region=UNKNOWN), "set the region: aws:region in the stack file, or region on the resource"),
    ],
)
def test_what_is_open_says_how_to_settle_it(one: Resource, settle: str):
    assert {found.settle for found in decided(one).open} == {settle}


def test_usage_without_a_figure_is_open():
    budget = read({"monthlyBudget": 100}, "Production")
    [line] = decide(estimate([resource("aws:ebs/snapshot:Snapshot")]), budget, TODAY).open
    assert line.settle == "state storageGb in quoin:governance.estimate.usage.resources.it"


def test_the_costliest_five():
    names = {f"web-{number}": "m5.large" if number else "m5.4xlarge" for number in range(7)}
    decision = decided(*(instance(name, type_=type_) for name, type_ in names.items()))
    assert [line.owner.name for line in decision.costliest] == ["web-0", "web-1", "web-2", "web-3", "web-4"]


@given(st.decimals(1, 1000, places=2), st.decimals(0, 500, places=2))
def test_a_higher_budget_never_stops_what_a_lower_one_passes(amount: Decimal, more: Decimal):
    low = decided(instance(), monthlyBudget=amount)
    high = decided(instance(), monthlyBudget=amount + more)
    assert high.excess <= low.excess
    assert (low.excess == 0) == (amount >= D("70.72"))


def test_every_problem_of_the_section_is_told():
    wrong = {
        "monthlyBudget": "much",
        "estimate": {
            "usages": {},
            "usage": {"profile": "huge", "types": {"aws:ec2/natGateway:NatGateway": {"dataGb": 1}}},
            "accepted": {
                "a": {"monthly": -1, "reason": "short", "expires": "soon", "note": ""},
                "b": {"reason": "a trial of the gate", "expires": date(2027, 6, 30)},
                "c": 5,
            },
        },
    }
    with pytest.raises(BudgetError) as caught:
        read(wrong, "Production")
    assert str(caught.value).splitlines() == [
        "governance.monthlyBudget: takes an amount in USD, not 'much'",
        "governance.estimate.usages: no such key; there are usage, accepted",
        "governance.estimate.usage.profile: 'huge' is not one of small, medium, large",
        "governance.estimate.usage.types.aws:ec2/natGateway:NatGateway.dataGb: no such usage",
        "governance.estimate.accepted.a.note: no such key; there are monthly, reason, expires",
        "governance.estimate.accepted.a.monthly: takes an amount in USD, not -1",
        "governance.estimate.accepted.a.reason: takes a text of 10 characters or more",
        'governance.estimate.accepted.a.expires: takes a date such as "2027-06-30"',
        "governance.estimate.accepted.b.monthly: is missing; the amount in USD a month that counts instead of the gap",
        "governance.estimate.accepted.c: takes monthly, reason, expires, not 5",
    ]


def test_a_budget_of_nothing_is_none():
    with pytest.raises(BudgetError, match="takes an amount above zero"):
        read({"monthlyBudget": 0}, "Production")
    assert read({}, "Production").monthly is None
