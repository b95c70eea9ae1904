"""An event bus: rules that call one receiver each, nothing lost without a word, events under their source only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components.blocks.event_bus import EventBus, EventBusArgs, Rule, pattern_of, read_schema
from components.settings.event_bus import EventBusSettings, EventRuleSettings
from tests.contract.samples.microservices import _bus, _function
from tests.support.synth import ROOT, Synthesis, synth_component

BUS, RULE = "aws:cloudwatch/eventBus:EventBus", "aws:cloudwatch/eventRule:EventRule"
TARGET, QUEUE = "aws:cloudwatch/eventTarget:EventTarget", "aws:sqs/queue:Queue"


def build(profile: str = "Development", /, **values: Any) -> Synthesis:
    def program(stage: Any) -> dict[str, Any]:
        settings = EventBusSettings.of(stage.environment, **values)
        args = EventBusArgs(settings=settings, stack=stage.stack, schemas=ROOT / "events")
        bus = EventBus("events", args, stage.opts)
        rule = EventRuleSettings.of(types=["OrderPlaced"], enabled=False)
        bus.rule("placed", Rule(settings=rule, receivers={"called": _function(stage, None)}))
        alarms = {alarm.key: alarm for part in bus.walk() for alarm in part.operations.alarms}
        return {"grant": bus.grant_put("shop.orders"), "dead": dict(alarms["undelivered"].metrics["m1"].dimensions)}

    return synth_component(program, profile)


@pytest.mark.parametrize(
    ("profile", "days", "keys"), [("Development", None, 0), ("Staging", 7, 0), ("Production", 30, 1)]
)
def test_archive_and_key_by_profile(profile: str, days: int | None, keys: int) -> None:
    made = build(profile)
    archives = made.of_type("aws:cloudwatch/eventArchive:EventArchive")
    assert [archive.inputs["retentionDays"] for archive in archives] == ([days] if days else [])
    assert len(made.of_type("aws:kms/key:Key")) == keys
    assert ("kmsKeyIdentifier" in made.only(BUS).inputs) is bool(keys)


def test_a_pattern_holds_what_is_said() -> None:
    rule = EventRuleSettings.of(types=["A"], sources=["shop.orders"], detail={"total": [{"numeric": [">", 100]}]})
    assert pattern_of(rule) == {
        "detail-type": ["A"],
        "source": ["shop.orders"],
        "detail": {"total": [{"numeric": [">", 100]}]},
    }
    assert pattern_of(EventRuleSettings.of(types=["A"])) == {"detail-type": ["A"]}


def test_what_does_not_arrive_waits_in_a_queue_that_this_rule_alone_fills() -> None:
    made = build()
    queue, target, rule = made.only(QUEUE), made.only(TARGET).inputs, made.only(RULE)
    assert target["deadLetterConfig"] == {"arn": queue.outputs["arn"]}
    assert target["retryPolicy"] == {"maximumEventAgeInSeconds": 86_400, "maximumRetryAttempts": 185}
    assert queue.inputs["sqsManagedSseEnabled"] is True
    allowed, denied = json.loads(made.only("QueuePolicy").inputs["policy"])["Statement"]
    assert allowed["Principal"] == {"Service": "events.amazonaws.com"}
    assert allowed["Condition"] == {"ArnEquals": {"aws:SourceArn": rule.outputs["arn"]}}
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert made.exports["dead"] == {"QueueName": queue.outputs["name"]}


def test_a_function_is_opened_to_the_rule_and_to_nothing_else() -> None:
    made = build()
    permission = made.only("aws:lambda/permission:Permission").inputs
    assert permission["principal"] == "events.amazonaws.com"
    assert permission["sourceArn"] == made.only(RULE).outputs["arn"]
    assert made.only(RULE).inputs["state"] == "DISABLED"


def test_a_workflow_is_started_by_a_role_that_can_do_no_more() -> None:
    made = synth_component(lambda stage: _bus(stage, None))
    policy = json.loads(made.named("events-placed-workflow-policy").inputs["policy"])
    machine = made.of_type("aws:sfn/stateMachine:StateMachine")[0].outputs["arn"]
    assert policy["Statement"] == [{"Effect": "Allow", "Action": ["states:StartExecution"], "Resource": [machine]}]
    target = made.named("events-placed-workflow-target").inputs
    assert target["roleArn"] == made.named("events-placed-workflow-role").outputs["arn"]


def test_events_are_put_under_one_source() -> None:
    made = build()
    [statement] = made.exports["grant"]
    assert statement["Resource"] == [made.only(BUS).outputs["arn"]]
    assert statement["Condition"] == {"StringEquals": {"events:source": "shop.orders"}}


def test_schemas_are_published_under_the_type_of_the_event() -> None:
    made = build(schemas={"OrderPlaced": "order-placed"})
    schema = made.only("aws:schemas/schema:Schema")
    assert schema.name == "events-order-placed-schema"
    assert (schema.inputs["name"], schema.inputs["type"]) == ("OrderPlaced", "JSONSchemaDraft4")
    assert json.loads(schema.inputs["content"])["required"] == ["orderId", "restaurantId", "area", "totalCents"]
    assert not build().of_type("aws:schemas/registry:Registry")


def test_a_schema_that_is_missing_or_broken_is_told(tmp_path: Path) -> None:
    with pytest.raises(pulumi.RunError, match=r"x\.json is missing"):
        read_schema(tmp_path / "x.json")
    (tmp_path / "x.json").write_text("{")
    with pytest.raises(pulumi.RunError, match=r"x\.json:1:2 is no JSON"):
        read_schema(tmp_path / "x.json")
