"""Anomalies: which monitors there are, who hears, from which amount, and that AWS may tell the topic."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.governance.anomaly_detection import CostAnomalyDetection, CostAnomalyDetectionArgs
from components.settings.anomaly_detection import AnomalySettings
from tests.support.policies import allows
from tests.support.synth import Synthesis, synth_component

ACCOUNT = "123456789012"
EXISTING = f"arn:aws:ce::{ACCOUNT}:anomalymonitor/0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:costs"
EMAILS = ("finops@example.com", "cto@example.com")


def build(
    *, emails: tuple[str, ...] = EMAILS, topic: str | None = TOPIC, account: bool = True, **values: Any
) -> Synthesis:
    def program(stage: Any) -> dict[str, Any]:
        args = CostAnomalyDetectionArgs(
            settings=AnomalySettings.of(stage.environment, **values),
            stack=stage.stack,
            emails=emails,
            topic_arn=topic,
            account=account,
        )
        return {"monitors": CostAnomalyDetection("costs", args, stage.opts).monitor_arns}

    return synth_component(program, region="eu-west-1")


def monitors(found: Synthesis) -> dict[str, Any]:
    return {item.name.removeprefix("costs-"): item.inputs for item in found.of_type("AnomalyMonitor")}


def test_an_account_has_one_monitor_of_all_services() -> None:
    found = monitors(build())
    assert list(found) == ["services"]
    assert (found["services"]["monitorType"], found["services"]["monitorDimension"]) == ("DIMENSIONAL", "SERVICE")
    assert found["services"]["name"] == "shop-test-services"


def test_a_stack_that_is_not_the_accounts_watches_its_own_costs() -> None:
    found = monitors(build(account=False))
    assert list(found) == ["stack"]
    assert found["stack"]["monitorType"] == "CUSTOM"
    assert json.loads(found["stack"]["monitorSpecification"]) == {
        "And": None,
        "CostCategories": None,
        "Dimensions": None,
        "Not": None,
        "Or": None,
        "Tags": {"Key": "Project", "MatchOptions": None, "Values": ["shop"]},
    }


def test_the_monitor_that_aws_made_is_used_and_none_made() -> None:
    found = build(serviceMonitorArn=EXISTING)
    assert monitors(found) == {}
    assert found.exports["monitors"] == [EXISTING]
    assert all(item.inputs["monitorArnLists"] == [EXISTING] for item in found.of_type("AnomalySubscription"))


def test_switches_decide_whatever_the_account_says() -> None:
    assert set(monitors(build(account=False, serviceMonitor=True))) == {"services"}
    assert set(monitors(build(serviceMonitor=False))) == {"stack"}
    assert set(monitors(build(stackMonitor=True))) == {"services", "stack"}


def test_monitors_of_tags_categories_and_accounts() -> None:
    found = monitors(
        build(
            monitors={
                "teams": {"tag": "CostCenter", "values": ["4410", "4420"]},
                "prod": {"category": "Environment", "values": ["Production"]},
                "members": {"accounts": ["210987654321"]},
            }
        )
    )
    chosen = {
        key: {part: value for part, value in json.loads(inputs["monitorSpecification"]).items() if value}
        for key, inputs in found.items()
        if key.startswith("of-")
    }
    assert chosen == {
        "of-teams": {"Tags": {"Key": "CostCenter", "MatchOptions": None, "Values": ["4410", "4420"]}},
        "of-prod": {"CostCategories": {"Key": "Environment", "MatchOptions": None, "Values": ["Production"]}},
        "of-members": {"Dimensions": {"Key": "LINKED_ACCOUNT", "MatchOptions": None, "Values": ["210987654321"]}},
    }


def test_daily_goes_to_mailboxes_and_immediate_to_the_topic() -> None:
    found = build()
    subscriptions = {item.inputs["frequency"]: item.inputs for item in found.of_type("AnomalySubscription")}
    assert subscriptions["DAILY"]["subscribers"] == [{"address": email, "type": "EMAIL"} for email in EMAILS]
    assert subscriptions["IMMEDIATE"]["subscribers"] == [{"address": TOPIC, "type": "SNS"}]
    assert set(subscriptions) == {"DAILY", "IMMEDIATE"}
    for inputs in subscriptions.values():
        assert inputs["monitorArnLists"] == found.exports["monitors"]
        assert "threshold" not in inputs  # AWS has taken that away for the expression
        assert inputs["thresholdExpression"] == {
            "dimension": {
                "key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                "matchOptions": ["GREATER_THAN_OR_EQUAL"],
                "values": ["100"],
            }
        }


@pytest.mark.parametrize(
    ("values", "emails", "left"),
    [({"daily": False}, EMAILS, {"IMMEDIATE"}), ({"immediate": False}, EMAILS, {"DAILY"}), ({}, (), {"IMMEDIATE"})],
)
def test_either_may_be_left_out(values: dict[str, Any], emails: tuple[str, ...], left: set[str]) -> None:
    found = build(emails=emails, **values)
    assert {item.inputs["frequency"] for item in found.of_type("AnomalySubscription")} == left


def test_without_a_monitor_nobody_subscribes() -> None:
    assert build(serviceMonitor=False, stackMonitor=False).of_type("AnomalySubscription") == []


def publishes(found: Synthesis, service: str, source: str | None) -> bool:
    topic = found.only("Topic")
    context = {"aws:SecureTransport": "true"} | ({"aws:SourceAccount": source} if source else {})
    policy = found.only("TopicPolicy").inputs["policy"]
    return allows(policy, "sns:Publish", topic.outputs["arn"], principal=service, context=context)


def test_alone_it_makes_a_topic_that_cost_alerts_of_this_account_may_tell_and_no_others() -> None:
    found = build(topic=None)
    assert found.only("Topic").inputs["region"] == "us-east-1"
    assert publishes(found, "costalerts.amazonaws.com", ACCOUNT)
    assert not publishes(found, "costalerts.amazonaws.com", "210987654321")
    assert not publishes(found, "costalerts.amazonaws.com", None)
    assert not publishes(found, "s3.amazonaws.com", ACCOUNT)


def test_the_topics_key_lets_cost_alerts_of_this_account_encrypt() -> None:
    found = build(topic=None)
    key = found.only("aws:kms/key:Key")
    assert found.only("Topic").inputs["kmsMasterKeyId"] == key.outputs["arn"]
    for action in ("kms:GenerateDataKey", "kms:Decrypt"):
        for source, may in ((ACCOUNT, True), ("210987654321", False)):
            assert may is allows(
                key.inputs["policy"],
                action,
                key.outputs["arn"],
                principal="costalerts.amazonaws.com",
                context={"aws:SourceAccount": source},
            )


def test_a_subscription_waits_for_the_topics_policy() -> None:
    found = build(topic=None)
    immediate = found.named("costs-immediate")
    assert found.only("TopicPolicy").urn in immediate.depends_on
