"""A workflow: judged first, then made, with a role for what its definition calls, a log, and alarms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components.blocks.state_machine import StateMachine, StateMachineArgs, machine_arn
from components.iam import allow
from components.settings.state_machine import StateMachineSettings
from tests.components.blocks.test_state_machine_definition import GOOD
from tests.support.synth import Synthesis, synth_component

MACHINE = "aws:sfn/stateMachine:StateMachine"
ARN = "arn:aws:lambda:us-east-1:123456789012:function:work"


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    path = tmp_path / "work.asl.json"
    path.write_text(json.dumps(GOOD))
    return path


def build(path: Path, profile: str = "Development", /, **values: Any) -> Synthesis:
    def program(stage: Any) -> dict[str, Any]:
        settings = StateMachineSettings.of(stage.environment, definition="work", **values)
        args = StateMachineArgs(
            settings=settings,
            stack=stage.stack,
            definition=path,
            values={"function.work": ARN},
            statements=[allow(["lambda:InvokeFunction"], [ARN])],
        )
        machine = StateMachine("flow", args, stage.opts)
        return {
            "arn": machine.arn,
            "known": machine_arn(machine, stage.stack, "flow", settings),
            "start": machine.grant_start(),
            "alarms": {alarm.key: alarm.threshold for alarm in machine.operations.alarms},
            "dimensions": [dict(m.dimensions) for alarm in machine.operations.alarms for m in alarm.metrics.values()],
        }

    return synth_component(program, profile)


def test_placeholders_are_filled_in(definition: Path) -> None:
    text = build(definition).only(MACHINE).inputs["definition"]
    assert json.loads(text)["States"]["Work"]["Parameters"]["FunctionName"] == ARN


def test_a_bad_definition_creates_nothing_and_tells_all(tmp_path: Path) -> None:
    path = tmp_path / "bad.asl.json"
    bad = json.loads(json.dumps(GOOD))
    del bad["States"]["Work"]["Retry"]
    bad["States"]["Ask"]["Default"] = "Nowhere"
    path.write_text(json.dumps(bad))
    with pytest.raises(pulumi.RunError) as error:
        build(path)
    assert "bad.asl.json of flow is refused:" in str(error.value)
    assert "  - state Work has no Retry" in str(error.value)
    assert "  - state Ask goes on to 'Nowhere'" in str(error.value)


def test_an_express_workflow_cannot_wait_for_a_token(tmp_path: Path) -> None:
    path = tmp_path / "wait.asl.json"
    waits = json.loads(json.dumps(GOOD).replace("lambda:invoke", "lambda:invoke.waitForTaskToken"))
    waits["States"]["Work"] |= {"TimeoutSeconds": 5, "Parameters": {"token.$": "$$.Task.Token"}}
    path.write_text(json.dumps(waits))
    assert build(path).only(MACHINE).inputs["type"] == "STANDARD"
    with pytest.raises(pulumi.RunError, match="an express workflow cannot wait for a token"):
        build(path, type="express")


def test_the_arn_is_known_before_the_workflow_and_differs_by_type(definition: Path) -> None:
    made = build(definition)
    name = made.only(MACHINE).inputs["name"]
    assert made.exports["known"] == f"arn:aws:states:us-east-1:123456789012:stateMachine:{name}"
    assert made.exports["known"] == made.exports["arn"]
    # The type can be chosen at creation only, and a name is given once: the other one has another name.
    assert build(definition, type="express").only(MACHINE).inputs["name"] == f"{name}-express"


@pytest.mark.parametrize(
    ("profile", "level", "data", "tracing"),
    [("Development", "ALL", True, False), ("Staging", "ALL", True, True), ("Production", "ERROR", False, True)],
)
def test_log_and_traces_by_profile(definition: Path, profile: str, level: str, data: bool, tracing: bool) -> None:
    made = build(definition, profile)
    machine = made.only(MACHINE).inputs
    logs = made.only("LogGroup").outputs["arn"]
    assert machine["loggingConfiguration"] == {
        "level": level,
        "includeExecutionData": data,
        "logDestination": f"{logs}:*",
    }
    assert machine["tracingConfiguration"] == {"enabled": tracing}
    allowed = {
        action: statement["Resource"]
        for statement in json.loads(made.only("RolePolicy").inputs["policy"])["Statement"]
        for action in statement["Action"]
    }
    assert allowed["lambda:InvokeFunction"] == [ARN]
    assert ("xray:PutTraceSegments" in allowed) is tracing


def test_without_a_log_the_role_delivers_none(definition: Path) -> None:
    policy = build(definition, log_level="OFF").only("RolePolicy").inputs["policy"]
    assert "logs:CreateLogDelivery" not in policy


def test_alarms_watch_this_workflow(definition: Path) -> None:
    made = build(definition, slow_seconds=60)
    assert made.exports["alarms"] == {"failed": 25, "timed-out": 0, "aborted": 0, "throttled": 0, "slow": 60_000}
    assert all(item == {"StateMachineArn": made.exports["arn"]} for item in made.exports["dimensions"])
    assert made.exports["start"][0]["Resource"] == [made.exports["arn"]]
