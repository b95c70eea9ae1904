"""The stack's monitoring: topics by region, who may publish, alarms and queries below their owners, the dashboard."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.blocks.alarm_topic import PUBLISHERS
from components.blocks.log_queries import ERRORS_BY_TYPE, ERRORS_OVER_TIME, MEMORY, SLOW_REQUESTS
from components.blocks.monitoring import Monitoring, MonitoringArgs
from components.component import Component
from components.operations import Alarm, Metric, Query, Widget
from components.settings.monitoring import MonitoringSettings
from tests.support.synth import Stage, Synthesis, synth_component

METRIC = Metric(namespace="AWS/SQS", name="Age", dimensions={"QueueName": "q"})


class Inner(Component):
    """A part with an alarm in another region, a graph and a query."""

    def __init__(self, name: str, opts: Any) -> None:
        super().__init__(name, opts)
        self.operations.alarms.append(
            Alarm(key="age", description="Old.", metrics={"m1": METRIC}, threshold=1, region="us-east-1")
        )
        self.operations.widgets.append(Widget(title="Age", metrics=[METRIC]))
        self.operations.queries.append(Query(name="Slow requests", text=SLOW_REQUESTS, log_groups=["/b", "/a"]))
        self.publish()


class Outer(Component):
    """A component with a part and an alarm in the stack's region."""

    def __init__(self, name: str, opts: Any) -> None:
        super().__init__(name, opts)
        Inner(f"{name}-inner", self.child())
        self.operations.alarms.append(Alarm(key="sum", description="Many.", metrics={"m1": METRIC}, threshold=1))
        self.operations.queries.append(Query(name="types", text=ERRORS_BY_TYPE, log_groups=["/a"]))
        self.publish()


def synth(environment: str = "Production", *, watched: bool = True, **settings: Any) -> Synthesis:
    def build(stage: Stage) -> dict[str, Any]:
        chosen = MonitoringSettings.of(stage.environment, **settings)
        args = MonitoringArgs(settings=chosen, stack=stage.stack, emails=["a@example.com", "b@example.com"])
        monitoring = Monitoring("monitoring", args, stage.opts)
        if watched:
            monitoring.watch(Outer("orders", stage.opts))
        monitoring.finish()
        return {"topic": monitoring.topic_arn, "grant": monitoring.grant_put_metrics()}

    return synth_component(build, environment, region="eu-west-1", stack="prod")


def test_alarms_are_children_of_what_described_them_and_tell_the_topic_of_their_region() -> None:
    result = synth()
    topics = {topic.inputs.get("region"): topic.outputs["arn"] for topic in result.of_type("Topic")}
    assert set(topics) == {None, "us-east-1"}
    assert result.exports["topic"] == topics[None]
    assert topics["us-east-1"].startswith("arn:aws:sns:us-east-1:")
    found = {alarm.name: alarm for alarm in result.of_type("MetricAlarm")}
    assert set(found) == {"monitoring-billing", "orders-sum", "orders-inner-age"}
    for name, owner, region in (
        ("monitoring-billing", "quoin:index:Monitoring", "us-east-1"),
        ("orders-sum", "quoin:index:Outer", None),
        ("orders-inner-age", "quoin:index:Inner", "us-east-1"),
    ):
        alarm = found[name]
        assert alarm.parent == result.only(owner).urn
        assert alarm.inputs.get("region") == region
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"] == [topics[region]]


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


def test_queries_are_saved_in_a_folder_of_the_stack_and_component() -> None:
    found = {query.inputs["name"]: query for query in synth().of_type("QueryDefinition")}
    assert set(found) == {
        "shop-prod/orders-inner/Slow requests",
        "shop-prod/orders/types",
        "shop-prod/monitoring/errors over time",
    }
    slow = found["shop-prod/orders-inner/Slow requests"]
    assert (slow.name, slow.inputs["queryString"]) == ("orders-inner-slow-requests", SLOW_REQUESTS)
    assert slow.inputs["logGroupNames"] == ["/b", "/a"]
    everywhere = found["shop-prod/monitoring/errors over time"]
    assert everywhere.inputs["logGroupNames"] == ["/a", "/b"], "each log group once"
    assert everywhere.inputs["queryString"] == ERRORS_OVER_TIME


def test_the_dashboard_shows_what_was_watched() -> None:
    result = synth()
    dashboard = result.only("Dashboard").inputs
    assert dashboard["dashboardName"] == "shop-prod"
    widgets = json.loads(dashboard["dashboardBody"])["widgets"]
    assert [widget["type"] for widget in widgets] == ["alarm", "text", "metric"]
    assert sorted(widgets[0]["properties"]["alarms"]) == sorted(a.outputs["arn"] for a in result.of_type("MetricAlarm"))
    assert widgets[2]["properties"]["region"] == "eu-west-1"


def test_nothing_to_show_makes_no_dashboard_and_no_query() -> None:
    result = synth(watched=False)
    assert not result.of_type("Dashboard", "QueryDefinition")


def test_development_is_cheap() -> None:
    result = synth("Development")
    assert not result.of_type("MetricAlarm", "Dashboard", "aws:kms/key:Key")
    assert len(result.of_type("Topic")) == 1
    assert len(result.of_type("QueryDefinition")) == 3, "saved queries cost nothing"


@pytest.mark.parametrize(("settings", "alarms"), [({"alarms": True}, 2), ({"alarms": True, "billingAlarm": 20}, 3)])
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
