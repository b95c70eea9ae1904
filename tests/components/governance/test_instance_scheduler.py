"""The scheduler as a component: what it makes, by which settings; its alarms and graphs; what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from components.settings.instance_scheduler import InstanceSchedulerSettings
from tests.support.synth import synth_component

ROLE = "arn:aws:iam::111122223333:role/quoin-scheduler"
SCHEDULE = "aws:scheduler/schedule:Schedule"
NIGHTS = {"timezone": "Europe/Berlin", "periods": {"days": {"begin": "07:00", "end": "20:00", "weekdays": ["mon-fri"]}}}


def build(profile: str = "Production", /, **values: Any) -> Any:
    from components.governance.instance_scheduler import InstanceScheduler, InstanceSchedulerArgs

    def program(stage: Any) -> dict[str, Any]:
        settings = InstanceSchedulerSettings.of(stage.environment, **values)
        made = InstanceScheduler("scheduler", InstanceSchedulerArgs(settings=settings, stack=stage.stack), stage.opts)
        return {
            "alarms": {
                alarm.key: [[m.name, dict(m.dimensions)] for m in alarm.metrics.values()]
                for alarm in made.operations.alarms
            },
            "missing": {alarm.key: alarm.missing_data for alarm in made.operations.alarms},
            "graphs": [sorted({m.name for m in widget.metrics}) for widget in made.operations.widgets],
            "schedules": made.schedules,
            "template": made.member_template,
        }

    return synth_component(program, profile)


def test_it_runs_every_five_minutes_on_arm64_with_a_log_that_ends() -> None:
    made = build()
    function = made.only("aws:lambda/function:Function").inputs
    assert made.only(SCHEDULE).inputs["scheduleExpression"] == "rate(5 minutes)"
    assert made.only(SCHEDULE).inputs["target"]["arn"] == made.only("aws:lambda/function:Function").outputs["arn"]
    assert (function["architectures"], function["runtime"]) == (["arm64"], "python3.13")
    assert function["timeout"] < 300
    assert made.only("LogGroup").inputs["retentionInDays"] == 90
    assert made.exports["schedules"] == ["business-hours"]


def test_it_is_heard_of_when_it_fails_and_when_it_is_silent() -> None:
    made = build()
    scheduler, function = "shop-test-scheduler", made.only("aws:lambda/function:Function").outputs["name"]
    assert made.exports["alarms"] == {
        "failures": [["Failures", {"Scheduler": scheduler}]],
        "silent": [["Invocations", {"FunctionName": function}]],
    }
    assert made.exports["missing"]["silent"] == "breaching"
    assert ["DollarsSaved"] in made.exports["graphs"]


def test_the_metrics_that_it_watches_are_those_that_the_function_sends() -> None:
    from functions.instance_scheduler.report import Report, metrics
    from tests.functions.instance_scheduler.examples import config

    report = Report()
    _ = report.savings["business-hours"]
    sent = {metric["MetricName"] for metric in metrics(report, config())}
    made = build()
    watched = {name for found in made.exports["alarms"].values() for name, d in found if "Scheduler" in d}
    assert watched <= sent
    assert {name for graph in made.exports["graphs"] for name in graph} <= sent


def test_a_sweep_is_called_instead_of_the_function() -> None:
    made = build(roles=[ROLE], regions=["us-east-1", "eu-west-1"], sweep={})
    machine = made.only("aws:sfn/stateMachine:StateMachine")
    target = made.only(SCHEDULE).inputs["target"]
    assert target["arn"] == machine.outputs["arn"]
    assert json.loads(target["input"]) == {"concurrency": 40, "toleratedFailurePercent": 10}
    listed = json.loads(made.only("aws:s3/bucketObjectv2:BucketObjectv2").inputs["content"])
    assert listed == [{"region": region, "role": role} for region in ("eu-west-1", "us-east-1") for role in ("", ROLE)]
    assert made.exports["alarms"]["silent"][0][0] == "ExecutionsStarted"


def test_only_the_kinds_that_are_chosen_are_in_the_policy() -> None:
    policy = next(r.inputs["policy"] for r in build(kinds=["rds"]).of_type("aws:iam/rolePolicy:RolePolicy")
                  if "function" in r.name)  # fmt: skip
    assert "rds:StopDBInstance" in policy
    assert not any(word in policy for word in ("ec2:", "ecs:", "eks:", "redshift:", "autoscaling:", "Snapshot"))


def test_the_whole_account_is_a_choice() -> None:
    def conditions(**values: Any) -> str:
        return next(r.inputs["policy"] for r in build(**values).of_type("aws:iam/rolePolicy:RolePolicy")
                    if "function" in r.name)  # fmt: skip

    assert "aws:ResourceTag/Project" in conditions()
    assert "aws:ResourceTag/Project" not in conditions(scope="account")
    assert "aws:ResourceTag/Schedule" in conditions(scope="account")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"schedules": {"x": NIGHTS}}, "2 to 63 lower-case letters"),
        ({"schedules": {"nights": {"timezone": "Europe/Berlin"}}}, "neither periods nor override is set"),
        ({"schedules": {"nights": {**NIGHTS, "timezone": "Berlin"}}}, "IANA time zone"),
        ({"schedules": {"nights": {**NIGHTS, "holidays": ["bavaria"]}}}, "which is no list; expected one of none"),
        ({"schedules": {"nights": {**NIGHTS, "holidays": ["2026-13-01"]}}}, "there is no such day"),
        ({"schedules": {"nights": {**NIGHTS, "enforced": True, "retainRunning": True}}}, "choose one of them"),
        ({"schedules": {"n2": {**NIGHTS, "periods": {"a": {"begin": "24:00"}}}}}, 'such as "08:00"'),
        ({"schedules": {"n2": {**NIGHTS, "periods": {"a": {"begin": "08:00", "end": "08:00"}}}}}, "whole day"),
        ({"schedules": {"n2": {**NIGHTS, "periods": {"a": {"weekdays": ["monday"]}}}}}, "a range mon-fri"),
        ({"schedules": {"n2": {**NIGHTS, "periods": {"a": {"monthDays": ["7-1"]}}}}}, "it ends before it begins"),
        ({"holidays": {"us": ["2026-02-30"]}}, "there is no such day"),
        ({"schedule": "nights"}, "schedule is nights, which is none; expected one of business-hours"),
        ({"sweep": {}}, "sweep without roles"),
        ({"own_account": False}, "nothing would be looked after"),
        ({"kinds": ["lambda"]}, "Input should be 'ec2'"),
    ],
)
def test_what_is_wrong_is_refused_before_anything_is_made(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as error:
        InstanceSchedulerSettings.of("Production", **values)
    assert message in str(error.value)


def test_business_hours_are_there_and_can_be_chosen_otherwise() -> None:
    settings = InstanceSchedulerSettings.of("Development", schedules={"business-hours": NIGHTS})
    assert settings.all_schedules["business-hours"].timezone == "Europe/Berlin"
    plain = InstanceSchedulerSettings.of("Development").all_schedules["business-hours"].plain({})
    assert plain["timezone"] == "America/New_York"
    assert plain["periods"] == [
        {"begin": "08:00", "end": "18:00", "weekdays": ["mon-fri"], "monthDays": [], "months": []}
    ]


@pytest.mark.parametrize(
    ("environment", "schedule"), [("Development", "business-hours"), ("Staging", None), ("Production", None)]
)
def test_development_follows_business_hours_and_nothing_else_does(environment: str, schedule: str | None) -> None:
    assert InstanceSchedulerSettings.of(environment).schedule == schedule


def test_lists_of_holidays_are_filled_in() -> None:
    settings = InstanceSchedulerSettings.of(
        "Production",
        holidays={"us": ["2026-11-26", "12-25"]},
        schedules={"nights": {**NIGHTS, "holidays": ["us", "2026-12-31"]}},
    )
    assert settings.all_schedules["nights"].plain(settings.holidays)["holidays"] == [
        "12-25",
        "2026-11-26",
        "2026-12-31",
    ]
