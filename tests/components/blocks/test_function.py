"""A function has a role, a log and alarms of its own, and a package that is the same everywhere."""

import json
import re
from pathlib import Path

import pulumi
import pytest

from components.blocks.function import BUILD_FOLDER, Function, FunctionArgs
from components.settings.function import FunctionSettings
from tests.support.synth import ROOT, synth_component

QUEUE = "arn:aws:sqs:us-east-1:123456789012:failed"


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path, monkeypatch):
    (tmp_path / "functions").symlink_to(ROOT / "functions")
    monkeypatch.chdir(tmp_path)


def build(profile="Production", /, settings=None, **args):
    def program(stage):
        chosen = FunctionSettings.of(stage.environment, **(settings or {}))
        function = Function(
            "api",
            FunctionArgs(settings=chosen, stack=stage.stack, source=Path("functions/site_api"), **args),
            stage.opts,
        )
        alarms = {
            alarm.key: {"threshold": alarm.threshold, "expression": alarm.expression, "metrics": alarm.metrics}
            for alarm in function.operations.alarms
        }
        dimensions = [dict(metric.dimensions) for alarm in alarms.values() for metric in alarm.pop("metrics").values()]
        queries = {query.name: list(query.log_groups) for query in function.operations.queries}
        return {"alarms": alarms, "dimensions": dimensions, "queries": queries, "name": function.function_name}

    return synth_component(program, profile)


def lambda_of(found):
    return found.only("aws:lambda/function:Function").inputs


def allowed(found):
    policy = json.loads(found.only("RolePolicy").inputs["policy"])
    return {action: statement["Resource"] for statement in policy["Statement"] for action in statement["Action"]}


def test_it_runs_on_arm_with_its_own_log():
    found = build()
    inputs = lambda_of(found)
    assert (inputs["architectures"], inputs["runtime"], inputs["handler"]) == (
        ["arm64"],
        "python3.13",
        "handler.handler",
    )
    group = found.only("LogGroup").inputs
    assert (group["name"], group["retentionInDays"]) == ("/aws/lambda/shop-test-api", 90)
    assert inputs["loggingConfig"]["logGroup"] == group["name"]
    assert inputs["loggingConfig"]["logFormat"] == "JSON"


def test_the_role_writes_its_own_log_only():
    development = allowed(build("Development"))
    assert set(development) == {"logs:CreateLogStream", "logs:PutLogEvents"}
    [resource] = development["logs:PutLogEvents"]
    assert resource.endswith(":*")
    assert resource != "*"


def test_traces_by_profile():
    assert lambda_of(build())["tracingConfig"] == {"mode": "Active"}
    assert lambda_of(build("Development"))["tracingConfig"] == {"mode": "PassThrough"}
    assert allowed(build())["xray:PutTraceSegments"] == ["*"]


def test_settings_win_over_the_program():
    found = build(settings={"environment": {"MODE": "b"}}, environment={"MODE": "a", "TABLE": "t"})
    assert lambda_of(found)["environment"] == {"variables": {"MODE": "b", "TABLE": "t"}}


def test_failures_go_to_a_queue():
    found = build(on_failure=("sqs", QUEUE), settings={"retries": 1})
    inputs = found.only("FunctionEventInvokeConfig").inputs
    assert inputs["maximumRetryAttempts"] == 1
    assert inputs["destinationConfig"] == {"onFailure": {"destination": QUEUE}}
    assert allowed(found)["sqs:SendMessage"] == [QUEUE]
    assert not build().of_type("FunctionEventInvokeConfig")


def test_the_package_is_the_same_in_any_project(tmp_path, monkeypatch):
    first = lambda_of(build())["sourceCodeHash"]
    package = (BUILD_FOLDER / "site_api.zip").read_bytes()
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "functions").symlink_to(ROOT / "functions")
    monkeypatch.chdir(other)
    assert lambda_of(build())["sourceCodeHash"] == first
    assert (BUILD_FOLDER / "site_api.zip").read_bytes() == package


def test_alarms_name_the_function():
    found = build(settings={"timeoutSeconds": 10})
    assert {key: alarm["threshold"] for key, alarm in found.exports["alarms"].items()} == {
        "errors": 1,
        "throttles": 0,
        "duration": 8000,
    }
    assert found.exports["dimensions"]
    assert all(item == {"FunctionName": found.exports["name"]} for item in found.exports["dimensions"])


def test_the_error_alarm_is_a_rate_over_its_own_metrics():
    expression = build().exports["alarms"]["errors"]["expression"]
    assert set(re.findall(r"[a-z]+", expression)) == {"errors", "runs"}


def test_queries_search_the_functions_log():
    assert build().exports["queries"] == {
        "slow requests": ["/aws/lambda/shop-test-api"],
        "errors by type": ["/aws/lambda/shop-test-api"],
        "memory and cold starts": ["/aws/lambda/shop-test-api"],
    }


def test_code_that_is_not_there():
    def program(stage):
        settings = FunctionSettings.of(stage.environment)
        Function("api", FunctionArgs(settings=settings, stack=stage.stack, source=Path("functions/none")), stage.opts)

    with pytest.raises(pulumi.RunError, match="the code of a function is missing: functions/none is not a folder"):
        synth_component(program)


def test_inside_a_network_it_reaches_out_over_https_only():
    from components.blocks.network import Network, NetworkArgs
    from components.settings.network import NetworkSettings

    def program(stage):
        network = Network(
            "net", NetworkArgs(settings=NetworkSettings.of(stage.environment), stack=stage.stack), stage.opts
        )
        settings = FunctionSettings.of(stage.environment)
        args = FunctionArgs(settings=settings, stack=stage.stack, source=Path("functions/site_api"), network=network)
        function = Function("api", args, stage.opts)
        return {"group": function.security_group_id, "subnets": network.private_subnet_ids}

    found = synth_component(program, "Development")
    config = lambda_of(found)["vpcConfig"]
    assert config["securityGroupIds"] == [found.exports["group"]]
    assert sorted(config["subnetIds"]) == sorted(found.exports["subnets"])
    rule = found.named("api-group-to-anywhere").inputs
    assert (rule["fromPort"], rule["toPort"], rule["ipProtocol"]) == (443, 443, "tcp")
    assert allowed(found)["ec2:CreateNetworkInterface"] == ["*"]
