"""Calls at set times: who is called, with what, by which right, and where a call goes that does not arrive."""

from __future__ import annotations

import json
from typing import Any

from tests.contract.samples.scheduler import SAMPLES
from tests.support.policies import allows
from tests.support.synth import synth_component

SCHEDULE = "aws:scheduler/schedule:Schedule"


def build(region: str | None = None) -> Any:
    return synth_component(lambda stage: {"url": SAMPLES["ScheduledCall"](stage, region).dead_letter_url})


def test_the_function_is_called_at_its_time_in_its_zone() -> None:
    made = build()
    schedule, function = made.only(SCHEDULE).inputs, made.only("aws:lambda/function:Function")
    assert (schedule["scheduleExpression"], schedule["scheduleExpressionTimezone"]) == (
        "cron(0 9 ? * MON *)",
        "Europe/Berlin",
    )
    assert schedule["target"]["arn"] == function.outputs["arn"]
    assert schedule["target"]["input"] == "{}"
    assert schedule["flexibleTimeWindow"] == {"mode": "OFF"}


def test_the_role_may_call_this_function_and_fill_this_queue() -> None:
    made = build()
    role = next(r for r in made.of_type("aws:iam/role:Role") if r.name == "monday-role")
    policy = next(
        r.inputs["policy"] for r in made.of_type("aws:iam/rolePolicy:RolePolicy") if r.name == "monday-policy"
    )
    function, queue = made.only("aws:lambda/function:Function").outputs["arn"], made.only("aws:sqs/queue:Queue")
    assert made.only(SCHEDULE).inputs["target"]["roleArn"] == role.outputs["arn"]
    assert allows(policy, "lambda:InvokeFunction", function, context={})
    assert allows(policy, "sqs:SendMessage", queue.outputs["arn"], context={})
    assert not allows(policy, "lambda:InvokeFunction", f"{function}x", context={})
    assert made.only(SCHEDULE).inputs["target"]["deadLetterConfig"] == {"arn": queue.outputs["arn"]}
    assert made.exports["url"] == queue.outputs["url"]


def test_only_schedules_of_this_account_take_the_role() -> None:
    role = next(r for r in build().of_type("aws:iam/role:Role") if r.name == "monday-role")
    trust = json.loads(role.inputs["assumeRolePolicy"])["Statement"][0]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {
        "aws:SourceAccount": "123456789012",
        "aws:SourceArn": "arn:aws:scheduler:us-east-1:123456789012:schedule-group/default",
    }
