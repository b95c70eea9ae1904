"""A stack builds what its section asks for, and two stacks of an account do not get in each other's way."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.support.synth import Synthesis, config_of, synth

ONCE = {
    "aws:computeoptimizer/enrollmentStatus:EnrollmentStatus",
    "aws:costoptimizationhub/enrollmentStatus:EnrollmentStatus",
    "aws:costexplorer/costAllocationTag:CostAllocationTag",
    "aws:costexplorer/costCategory:CostCategory",
    "aws:cur/reportDefinition:ReportDefinition",
    "aws:bcmdata/export:Export",
    "aws:organizations/policy:Policy",
}
"""What an account, or an organization, has once."""


def stack(environment: str = "Production", project: str = "shop", **governance: Any) -> Synthesis:
    config = copy.deepcopy(config_of("examples/governance.yaml"))
    config |= {"quoin:environment": environment, "quoin:project": project, "quoin:governance": governance}
    return synth(config)


def test_nothing_is_asked_for_and_nothing_is_made() -> None:
    found = stack("Development")
    assert found.of_type("quoin:index:Governance") == []
    assert "governance" not in found.exports


def test_production_is_governed_without_a_line_and_takes_nothing_that_an_account_has_once() -> None:
    found = stack()
    assert set(found.exports["governance"]) == {"anomalies"}
    assert not {item.type for item in found.resources} & ONCE
    assert [item.inputs["monitorType"] for item in found.of_type("AnomalyMonitor")] == ["CUSTOM"]


def test_two_stacks_of_an_account_share_no_name() -> None:
    def names(found: Synthesis) -> set[tuple[str, str]]:
        kinds = ("AnomalyMonitor", "AnomalySubscription", "Budget")
        return {(item.kind, item.inputs["name"]) for item in found.of_type(*kinds)}

    one = names(stack(monthlyBudget=100, account=True, alerts=["a@example.com"]))
    other = names(stack(project="blog", monthlyBudget=100, alerts=["a@example.com"]))
    assert len(other) == 4
    assert not one & other


def test_the_topic_is_that_of_the_alarms_in_the_region_of_billing() -> None:
    config = copy.deepcopy(config_of("examples/governance.yaml"))
    config |= {"aws:region": "eu-west-1", "quoin:environment": "Development", "quoin:governance": {"monthlyBudget": 9}}
    found = synth(config)
    (told,) = {
        arn
        for item in found.of_type("Budget")
        for n in item.inputs["notifications"]
        for arn in n["subscriberSnsTopicArns"]
    }
    assert told.split(":")[3] == "us-east-1"
    assert told in {topic.outputs["arn"] for topic in found.of_type("Topic")}


@pytest.mark.parametrize(
    ("environment", "own", "followed"),
    [
        ("Development", None, "business-hours"),
        ("Development", "always-on", None),
        ("Production", None, None),
        ("Production", "business-hours", "business-hours"),
    ],
)
def test_workloads_follow_the_schedule_of_their_stack(environment: str, own: str | None, followed: str | None) -> None:
    from components import registry
    from components.settings.check import check

    config = copy.deepcopy(config_of("Pulumi.dev.yaml"))
    config |= {"quoin:environment": environment, "quoin:governance": {"scheduler": {}}}
    shop = {"pattern": "web-app", "domain": "shop.example.com", "database": {"engine": "postgres"}}
    config["quoin:workloads"] = {"shop": shop | ({"schedule": own} if own else {})}
    settings, problems = check(config, (), registry)
    assert problems == []
    assert settings is not None
    assert settings.workloads["shop"].schedule == followed
