"""What the governance section takes, refuses and says, and which parts it asks for."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from components.settings.base import Environment
from components.settings.budgets import SERVICES, BudgetSettings
from components.settings.governance import GovernanceSettings
from components.settings.spot_capacity import SpotCapacitySettings, price_cap
from finops import prices
from tests.components.settings.patterns import messages

TABLE = Path(__file__).with_name("governance_input.txt").read_text(encoding="utf-8")
CASES = {
    name: (changes.strip(), expected.strip())
    for name, changes, expected in re.findall(
        r"^## (.+?)\n(.+?)\n--\n(.+?)(?=\n## |\Z)", TABLE, re.DOTALL | re.MULTILINE
    )
}


def test_the_table_is_read_whole() -> None:
    assert len(CASES) == TABLE.count("\n## ") > 20


@pytest.mark.parametrize("case", CASES)
def test_bad_input(case: str) -> None:
    changes, expected = CASES[case]
    assert "\n\n".join(messages(changes)) == expected


@pytest.mark.parametrize(
    ("environment", "values", "asked"),
    [
        ("Development", {}, []),
        ("Development", {"monthlyBudget": 100}, ["budgets"]),
        ("Staging", {}, []),
        ("Production", {}, ["anomalies"]),
        ("Production", {"monthlyBudget": 100}, ["anomalies", "budgets"]),
        ("Production", {"account": True}, ["anomalies", "budgets", "recommendations", "reports"]),
        ("Production", {"account": True, "reports": {"enabled": False}}, ["anomalies", "budgets", "recommendations"]),
        ("Development", {"reports": {"enabled": True}}, ["reports"]),
        ("Development", {"recommendations": {"costOptimizationHub": True}}, ["recommendations"]),
        ("Development", {"budgets": {"commitments": {"enabled": True}}}, ["budgets"]),
        ("Development", {"tags": {"costAllocation": True}}, ["tags"]),
        ("Development", {"tags": {"target": "r-ab12"}}, ["tags"]),
        ("Development", {"spot": {"batch": {}}}, ["spot"]),
        ("Development", {"logs": {"groups": {"slow": {"name": "/aws/rds/slow"}}}}, ["logs"]),
    ],
)
def test_what_is_asked_for(environment: str, values: dict[str, Any], asked: list[str]) -> None:
    assert GovernanceSettings.of(environment, **values).asked == asked


def test_nothing_that_an_account_has_once_comes_without_being_asked_for() -> None:
    settings = GovernanceSettings.of("Production")
    assert settings.account is False
    assert (settings.tags.target, settings.tags.cost_allocation, settings.tags.categories) == (None, False, False)


def test_the_documents_figures_are_the_defaults() -> None:
    settings = GovernanceSettings.of("Production", budgets={"services": {"ec2": {"limit": 1}}})
    assert settings.anomalies.threshold == Decimal(100)
    assert (settings.budgets.forecast_percent, settings.budgets.actual_percent) == (80, 100)
    assert settings.budgets.services["ec2"].percent == 90
    commitments = settings.budgets.commitments
    assert (commitments.reserved_utilization, commitments.savings_plans_utilization) == (75, 90)
    assert settings.reports.retention_days == 365


def test_every_reservable_service_has_a_name_on_the_bill() -> None:
    reservable = BudgetSettings.of("Production").commitments.reserved_services
    assert set(reservable) <= set(SERVICES)
    assert set(SERVICES) >= {"ec2", "elasticache", "opensearch", "rds", "redshift"}


def test_half_of_the_cheapest_types_on_demand_price() -> None:
    book = prices.load("us-east-1")
    on_demand = {kind: book.price(f"ec2.instance/{kind}") for kind in ("m7g.large", "c7g.large")}
    assert on_demand["c7g.large"] < on_demand["m7g.large"]
    cap = price_cap("half-on-demand", ["m7g.large", "c7g.large"], "us-east-1")
    assert cap == on_demand["c7g.large"] / 2
    assert price_cap("none", ["m7g.large"], "nowhere") is None


def test_spot_is_all_spot_and_its_size_follows_the_environment() -> None:
    sizes = {}
    for environment in Environment:
        made = SpotCapacitySettings.of(environment).instances(environment)
        assert made.spot is not None
        assert (made.spot.share, made.spot.on_demand_base) == (100, 0)
        sizes[environment.value] = (made.min_size, made.initial_size, made.max_size)
    assert sizes == {"Production": (0, 2, 10), "Staging": (0, 1, 4), "Development": (0, 0, 2)}
    five = SpotCapacitySettings.of("Production").instances(Environment.PRODUCTION).instance_types
    assert five == ["m7g.large", "m6g.large", "c7g.large", "c6g.large", "r6g.large"]
