"""Budgets: the document's figures and cost types, whose costs count, who hears, what happens by itself."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from components.governance.budget_stop import SPENDING
from components.governance.budgets import Budgets, BudgetsArgs
from components.settings.budgets import BudgetSettings
from tests.support.policies import allows
from tests.support.synth import Synthesis, synth, synth_component

ACCOUNT = "123456789012"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:costs"
EMAILS = ["finops@example.com"]
HEARERS = {"subscriberEmailAddresses": EMAILS, "subscriberSnsTopicArns": [TOPIC]}
COSTS = {
    "includeCredit": False,
    "includeDiscount": True,
    "includeOtherSubscription": True,
    "includeRecurring": True,
    "includeRefund": False,
    "includeSubscription": True,
    "includeSupport": True,
    "includeTax": True,
    "includeUpfront": True,
    "useBlended": False,
}
"""The document's cost types of the monthly budget; those of services are the same without support."""


def build(*, monthly: Decimal | None = Decimal("400.50"), account: bool = False, **values: Any) -> Synthesis:
    def program(stage: Any) -> None:
        args = BudgetsArgs(
            settings=BudgetSettings.of(stage.environment, **values),
            stack=stage.stack,
            monthly=monthly,
            emails=EMAILS,
            topic_arn=TOPIC,
            account=account,
        )
        Budgets("budgets", args, stage.opts)

    return synth_component(program)


def budgets(found: Synthesis) -> dict[str, Any]:
    return {item.name.removeprefix("budgets-"): item.inputs for item in found.of_type("Budget")}


def test_the_month() -> None:
    found = budgets(build())
    assert list(found) == ["monthly"]
    month = found["monthly"]
    assert month["name"] == "shop-test-monthly"
    assert (month["budgetType"], month["timeUnit"]) == ("COST", "MONTHLY")
    assert (month["limitAmount"], month["limitUnit"]) == ("400.50", "USD")
    assert month["costTypes"] == COSTS
    assert "timePeriodStart" not in month
    assert month["notifications"] == [
        {
            "comparisonOperator": "GREATER_THAN",
            "threshold": threshold,
            "thresholdType": "PERCENTAGE",
            "notificationType": kind,
            **HEARERS,
        }
        for threshold, kind in ((80, "FORECASTED"), (100, "ACTUAL"))
    ]


def test_a_budget_counts_what_carries_the_stacks_tags() -> None:
    month = budgets(build())["monthly"]
    assert month["costFilters"] == [
        {"name": "TagKeyValue", "values": ["user:Project$shop", "user:Environment$Production"]}
    ]
    assert budgets(build(scope="account"))["monthly"].get("costFilters") in (None, [])


def test_thresholds_can_be_others_or_none() -> None:
    month = budgets(build(forecastPercent=None, actualPercent=50))["monthly"]
    assert [(item["notificationType"], item["threshold"]) for item in month["notifications"]] == [("ACTUAL", 50)]


def test_services_at_ninety_per_cent_without_support() -> None:
    services = {"ec2": {"limit": 500}, "queue": {"service": "Amazon MQ", "limit": 20, "percent": 70}}
    found = budgets(build(monthly=None, services=services))
    assert set(found) == {"ec2", "queue"}
    named = {key: inputs["costFilters"][0] for key, inputs in found.items()}
    assert named == {
        "ec2": {"name": "Service", "values": ["Amazon Elastic Compute Cloud - Compute"]},
        "queue": {"name": "Service", "values": ["Amazon MQ"]},
    }
    assert all(inputs["costTypes"] == {**COSTS, "includeSupport": False} for inputs in found.values())
    told = {key: [(n["threshold"], n["notificationType"]) for n in i["notifications"]] for key, i in found.items()}
    assert told == {"ec2": [(90, "ACTUAL")], "queue": [(70, "ACTUAL")]}
    assert all(len(inputs["costFilters"]) == 2 for inputs in found.values()), "the stack's tags as well"


def test_commitments_tell_when_less_is_used() -> None:
    found = budgets(build(monthly=None, account=True))
    shares = {
        key: (i["budgetType"], i["notifications"][0]["threshold"], i["notifications"][0]["comparisonOperator"])
        for key, i in found.items()
    }
    assert shares == {
        "reserved-utilization-ec2": ("RI_UTILIZATION", 75, "LESS_THAN"),
        "reserved-utilization-rds": ("RI_UTILIZATION", 75, "LESS_THAN"),
        "savings-plans-utilization": ("SAVINGS_PLANS_UTILIZATION", 90, "LESS_THAN"),
    }
    for key, inputs in found.items():
        assert (inputs["limitAmount"], inputs["limitUnit"], inputs["timeUnit"]) == ("100", "PERCENTAGE", "DAILY")
        # AWS refuses a budget of commitments with any other cost type, and one of reservations without its service.
        assert [name for name, on in inputs["costTypes"].items() if on] == ["includeSubscription"]
        assert bool(inputs.get("costFilters")) is key.startswith("reserved")


def test_coverage_is_watched_where_it_is_asked_for() -> None:
    commitments = {"reservedCoverage": 60, "savingsPlansCoverage": 50, "reservedServices": ["redshift"]}
    found = budgets(build(monthly=None, account=True, commitments=commitments))
    assert set(found) == {
        "reserved-coverage-redshift",
        "reserved-utilization-redshift",
        "savings-plans-coverage",
        "savings-plans-utilization",
    }
    assert found["savings-plans-coverage"]["budgetType"] == "SAVINGS_PLANS_COVERAGE"


def test_commitments_belong_to_the_account() -> None:
    assert budgets(build(monthly=None, account=False)) == {}
    assert budgets(build(monthly=None, account=True, commitments={"enabled": False})) == {}
    assert len(budgets(build(monthly=None, account=False, commitments={"enabled": True}))) == 3


def test_the_budget_has_the_figure_of_the_gate() -> None:
    stack = synth("examples/governance.yaml")
    assert stack.named("governance-budgets-monthly").inputs["limitAmount"] == "1600"


@pytest.mark.parametrize("service", ["budgets.amazonaws.com", "costalerts.amazonaws.com"])
@pytest.mark.parametrize(("source", "may"), [(ACCOUNT, True), ("210987654321", False)])
def test_in_a_stack_budgets_and_anomalies_tell_the_topic_of_the_alarms(service: str, source: str, may: bool) -> None:
    stack = synth("examples/governance.yaml")
    topic = stack.named("monitoring-topic-topic")
    told = [n for item in stack.of_type("Budget") for n in item.inputs["notifications"]]
    assert told
    assert all(notification["subscriberSnsTopicArns"] == [topic.outputs["arn"]] for notification in told)
    policy = stack.named("monitoring-topic-policy").inputs["policy"]
    context = {"aws:SourceAccount": source, "aws:SecureTransport": "true"}
    assert may is allows(policy, "sns:Publish", topic.outputs["arn"], principal=service, context=context)


def action(**values: Any) -> Synthesis:
    return build(action=values)


def test_an_action_asks_first_and_denies_roles_to_create() -> None:
    found = action(denyRoles=["deployer"])
    made = found.only("BudgetAction").inputs
    assert (made["actionType"], made["approvalModel"]) == ("APPLY_IAM_POLICY", "MANUAL")
    assert made["budgetName"] == "shop-test-monthly"
    assert made["actionThreshold"] == {"actionThresholdType": "PERCENTAGE", "actionThresholdValue": 100}
    policy = found.only("aws:iam/policy:Policy")
    assert made["definition"] == {"iamActionDefinition": {"policyArn": policy.outputs["arn"], "roles": ["deployer"]}}
    (statement,) = json.loads(policy.inputs["policy"])["Statement"]
    assert (statement["Effect"], set(statement["Action"])) == ("Deny", set(SPENDING))
    assert {one["address"] for one in made["subscribers"]} == {*EMAILS, TOPIC}


def test_the_actions_role_attaches_this_policy_to_these_roles_only() -> None:
    found = action(denyRoles=["deployer"])
    role, policy = found.only("RolePolicy").inputs["policy"], found.only("aws:iam/policy:Policy").outputs["arn"]
    target = f"arn:aws:iam::{ACCOUNT}:role/deployer"
    assert allows(role, "iam:AttachRolePolicy", target, context={"iam:PolicyARN": policy})
    administrator = "arn:aws:iam::aws:policy/AdministratorAccess"
    assert not allows(role, "iam:AttachRolePolicy", target, context={"iam:PolicyARN": administrator})
    other = f"arn:aws:iam::{ACCOUNT}:role/other"
    assert not allows(role, "iam:AttachRolePolicy", other, context={"iam:PolicyARN": policy})


def test_only_budgets_of_this_account_take_the_actions_role() -> None:
    trust = json.loads(action(denyRoles=["deployer"]).only("aws:iam/role:Role").inputs["assumeRolePolicy"])
    (statement,) = trust["Statement"]
    assert statement["Principal"] == {"Service": "budgets.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{ACCOUNT}:budget/*"},
    }


def test_a_policy_of_ones_own_takes_the_place_of_ours() -> None:
    own = f"arn:aws:iam::{ACCOUNT}:policy/no-more"
    found = action(denyRoles=["deployer"], denyPolicyArn=own, approval="automatic", measure="forecast", percent=120)
    made = found.only("BudgetAction").inputs
    assert made["definition"]["iamActionDefinition"]["policyArn"] == own
    assert (made["approvalModel"], made["notificationType"]) == ("AUTOMATIC", "FORECASTED")
    assert found.of_type("aws:iam/policy:Policy") == []


def test_an_action_stops_the_instances_that_are_named_and_no_others() -> None:
    found = action(stopInstances=["i-0123456789abcdef0"])
    made = found.only("BudgetAction").inputs
    assert made["actionType"] == "RUN_SSM_DOCUMENTS"
    assert made["definition"] == {
        "ssmActionDefinition": {
            "actionSubType": "STOP_EC2_INSTANCES",
            "instanceIds": ["i-0123456789abcdef0"],
            "region": "us-east-1",
        }
    }
    statements = json.loads(found.only("RolePolicy").inputs["policy"])["Statement"]
    stop = next(one for one in statements if one["Action"] == ["ec2:StopInstances"])
    assert stop["Resource"] == [f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-0123456789abcdef0"]
    assert stop["Condition"] == {"ForAnyValue:StringEquals": {"aws:CalledVia": ["ssm.amazonaws.com"]}}
