"""The stack's monitoring: topics by region, who may publish, alarms and queries below their owners, the dashboard."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.blocks.alarm_topic import PUBLISHERS
from components.blocks.log_queries import ERRORS_BY_TYPE, ERRORS_OVER_TIME, MEMORY, SLOW_REQUESTS
from tests.components.blocks.watched import synth


def test_warnings_are_children_of_what_described_them_and_tell_the_topic_of_their_region() -> None:
    result = synth(logErrors=None)
    topics = {topic.inputs.get("region"): topic.outputs["arn"] for topic in result.of_type("Topic")}
    assert set(topics) == {None, "us-east-1"}
    assert result.exports["topic"] == topics[None]
    assert topics["us-east-1"].startswith("arn:aws:sns:us-east-1:")
    found = {alarm.name: alarm for alarm in result.of_type("MetricAlarm")}
    assert set(found) == {"monitoring-billing", "orders-sum", "orders-inner-age", "orders-gone", "orders-inner-gone"}
    for name, owner, region in (
        ("monitoring-billing", "quoin:index:Monitoring", "us-east-1"),
        ("orders-sum", "quoin:index:Outer", None),
        ("orders-inner-age", "quoin:index:Inner", "us-east-1"),
    ):
        alarm = found[name]
        assert alarm.parent == result.only(owner).urn
        assert alarm.inputs.get("region") == region
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"] == [topics[region]]


def test_what_pages_is_silent_and_the_workload_speaks_for_it_in_each_region() -> None:
    result = synth(logErrors=None)
    topics = {topic.inputs.get("region"): topic.outputs["arn"] for topic in result.of_type("Topic")}
    for name in ("orders-gone", "orders-inner-gone"):
        assert not {"alarmActions", "okActions"} & set(result.only("MetricAlarm", name).inputs)
    found = {one.name: one for one in result.of_type("CompositeAlarm")}
    assert set(found) == {"orders-health", "orders-us-east-1-health"}
    for name, region, rule in (
        ("orders-health", None, 'ALARM("shop-prod-orders-gone")'),
        ("orders-us-east-1-health", "us-east-1", 'ALARM("shop-prod-orders-inner-gone")'),
    ):
        composite = found[name]
        assert composite.parent == result.only("quoin:index:Outer").urn
        assert (composite.inputs["alarmRule"], composite.inputs.get("region")) == (rule, region)
        assert composite.inputs["alarmActions"] == composite.inputs["okActions"] == [topics[region]]
        assert composite.inputs["alarmName"] == f"shop-prod-{name}"
    assert result.only("MetricAlarm", "orders-gone").urn in found["orders-health"].depends_on


def test_the_billing_alarm_is_the_documents() -> None:
    inputs = synth(watched=False).only("MetricAlarm").inputs
    expected = {
        "namespace": "AWS/Billing",
        "metricName": "EstimatedCharges",
        "dimensions": {"Currency": "USD"},
        "statistic": "Maximum",
        "period": 21_600,
        "threshold": 100,
        "comparisonOperator": "GreaterThanThreshold",
        "region": "us-east-1",
    }
    assert {key: inputs[key] for key in expected} == expected
    assert "billing alerts" in inputs["alarmDescription"]


def test_mailboxes_subscribe_in_every_region_that_has_alarms() -> None:
    found = synth().of_type("TopicSubscription")
    assert sorted((s.inputs["endpoint"], s.inputs.get("region", "home"), s.inputs["protocol"]) for s in found) == [
        ("a@example.com", "home", "email"),
        ("a@example.com", "us-east-1", "email"),
        ("b@example.com", "home", "email"),
        ("b@example.com", "us-east-1", "email"),
    ]


def test_the_topic_takes_messages_of_this_accounts_services_over_tls_only() -> None:
    result = synth(watched=False, billingAlarm=None)
    policy = json.loads(result.only("TopicPolicy").inputs["policy"])["Statement"]
    allowed = {s["Principal"]["Service"]: s for s in policy if s["Effect"] == "Allow"}
    assert set(allowed) == set(PUBLISHERS)
    for service, statement in allowed.items():
        assert statement["Action"] == ["sns:Publish"]
        assert statement["Resource"] == [result.exports["topic"]]
        own = {"StringEquals": {"aws:SourceAccount": "123456789012"}}
        assert statement.get("Condition") == (None if service == "events.amazonaws.com" else own)
    denied = [s for s in policy if s["Effect"] == "Deny"]
    assert [s["Condition"] for s in denied] == [{"Bool": {"aws:SecureTransport": "false"}}]


def test_the_key_lets_the_same_services_encrypt() -> None:
    result = synth(watched=False, billingAlarm=None)
    assert result.only("Topic").inputs["kmsMasterKeyId"] == result.only("aws:kms/key:Key").outputs["arn"]
    statements = json.loads(result.only("aws:kms/key:Key").inputs["policy"])["Statement"]
    users = {s["Principal"].get("Service"): s for s in statements if "Service" in s["Principal"]}
    assert set(users) == set(PUBLISHERS)
    assert all({"kms:Decrypt", "kms:GenerateDataKey*"} <= set(s["Action"]) for s in users.values())
    assert "Condition" not in users["events.amazonaws.com"], "EventBridge sends no source account"


def test_queries_are_saved_in_a_folder_of_the_workload() -> None:
    found = {query.inputs["name"]: query for query in synth().of_type("QueryDefinition")}
    assert set(found) == {
        "shop-prod/orders/orders-inner/Slow requests",
        "shop-prod/orders/types",
        "shop-prod/orders/slowest endpoints",
        "shop-prod/orders/errors by type",
        "shop-prod/orders/errors per 5 minutes",
        "shop-prod/everything/errors per 5 minutes",
    }
    slow = found["shop-prod/orders/orders-inner/Slow requests"]
    assert (slow.name, slow.inputs["queryString"]) == ("orders-inner-slow-requests", SLOW_REQUESTS)
    assert slow.inputs["logGroupNames"] == ["/b", "/a"]
    for place in ("orders", "everything"):
        everywhere = found[f"shop-prod/{place}/errors per 5 minutes"]
        assert everywhere.inputs["logGroupNames"] == ["/a", "/b"], "each log group once"
        assert everywhere.inputs["queryString"] == ERRORS_OVER_TIME


def test_the_dashboard_shows_health_then_signals_then_parts_region_by_region() -> None:
    result = synth()
    dashboard = result.only("Dashboard").inputs
    assert dashboard["dashboardName"] == "shop-prod-ProductionHealth"
    widgets = json.loads(dashboard["dashboardBody"])["widgets"]
    shown = [widget["properties"].get("markdown") or widget["properties"]["title"] for widget in widgets]
    assert shown == [
        "Health",
        "# orders",
        "Alarms",
        "orders-inner: Full",
        "### orders-inner",
        "Age",
        "# orders · us-east-1",
        "Alarms",
        "Traffic: orders-inner",
        "Errors: orders-inner",
        "Latency: orders-inner",
        "### orders-inner · us-east-1",
        "Far",
    ]
    on_top = {one.outputs["arn"] for one in result.of_type("CompositeAlarm")}
    on_top.add(result.only("MetricAlarm", "monitoring-billing").outputs["arn"])
    assert set(widgets[0]["properties"]["alarms"]) == on_top
    below = [arn for widget in widgets[1:] for arn in widget["properties"].get("alarms", [])]
    others = [one.outputs["arn"] for one in result.of_type("MetricAlarm") if one.name != "monitoring-billing"]
    assert sorted(below) == sorted(others)
    regions = [widget["properties"]["region"] for widget in widgets if widget["type"] == "metric"]
    assert regions == ["eu-west-1"] * 2 + ["us-east-1"] * 4


@pytest.mark.parametrize(("environment", "name"), [("Staging", "StagingHealth"), ("Production", "ProductionHealth")])
def test_dashboards_share_one_name_space(environment: str, name: str) -> None:
    assert synth(environment).only("Dashboard").inputs["dashboardName"] == f"shop-prod-{name}"


def test_nothing_to_show_makes_no_dashboard_and_no_query() -> None:
    result = synth(watched=False)
    assert not result.of_type("Dashboard", "QueryDefinition")


def test_development_is_cheap() -> None:
    result = synth("Development")
    assert not result.of_type("MetricAlarm", "CompositeAlarm", "LogMetricFilter", "Dashboard", "aws:kms/key:Key")
    assert len(result.of_type("Topic")) == 1
    assert len(result.of_type("QueryDefinition")) == 6, "saved queries cost nothing"


@pytest.mark.parametrize(("settings", "alarms"), [({"alarms": True}, 4), ({"alarms": True, "billingAlarm": 20}, 5)])
def test_settings_override_the_profile(settings: dict[str, Any], alarms: int) -> None:
    assert len(synth("Development", **settings).of_type("MetricAlarm")) == alarms


def test_metrics_go_to_the_stacks_namespace_only() -> None:
    assert synth().exports["grant"] == {
        "Effect": "Allow",
        "Action": ["cloudwatch:PutMetricData"],
        "Resource": ["*"],
        "Condition": {"StringEquals": {"cloudwatch:namespace": "shop/prod"}},
    }


def test_the_documents_queries() -> None:
    assert SLOW_REQUESTS.splitlines()[1:] == ["| filter duration > 1000", "| sort duration desc", "| limit 20"]
    assert "by type" in ERRORS_BY_TYPE
    assert "bin(5m)" in ERRORS_OVER_TIME
    assert "maxMemoryUsedMB" in MEMORY
