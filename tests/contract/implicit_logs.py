"""Logs that AWS services make by themselves, and then keep for ever: each is made by us beforehand, with an end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from synthesis.model import Resource, Synthesis
from tests.contract.rule import contract

_LOGS = "aws:cloudwatch/logGroup:LogGroup"
Names = Callable[[Resource, Synthesis], Iterator[str]]


def _function(made: Resource, _: Synthesis) -> Iterator[str]:
    yield made.inputs.get("loggingConfig", {}).get("logGroup") or f"/aws/lambda/{made.outputs['name']}"


def _server(kind: str, key: str) -> Names:
    def names(made: Resource, _: Synthesis) -> Iterator[str]:
        for log in made.inputs.get("enabledCloudwatchLogsExports", []):
            yield f"/aws/rds/{kind}/{made.inputs[key]}/{log}"

    return names


def _proxy(made: Resource, _: Synthesis) -> Iterator[str]:
    yield f"/aws/rds/proxy/{made.outputs['name']}"


def _cluster(made: Resource, _: Synthesis) -> Iterator[str]:
    settings = {one["name"]: one["value"] for one in made.inputs.get("settings", [])}
    if settings.get("containerInsights", "disabled") != "disabled":
        yield f"/aws/ecs/containerinsights/{made.outputs['name']}/performance"


def _stage(made: Resource, synthesis: Synthesis) -> Iterator[str]:
    limits = [one.inputs for one in synthesis.of_type("aws:apigateway/methodSettings:MethodSettings")]
    mine = [one for one in limits if one["restApi"] == made.inputs["restApi"]]
    if any(one["settings"].get("loggingLevel", "OFF") != "OFF" for one in mine):
        yield f"API-Gateway-Execution-Logs_{made.inputs['restApi']}/{made.inputs['stageName']}"


def _topic(made: Resource, _: Synthesis) -> Iterator[str]:
    if any(key.endswith("FailureFeedbackRoleArn") for key in made.inputs):
        _, _, _, region, account, name = made.outputs["arn"].split(":")
        yield f"sns/{region}/{account}/{name}/Failure"


def _kubernetes(made: Resource, _: Synthesis) -> Iterator[str]:
    if made.inputs.get("enabledClusterLogTypes"):
        yield f"/aws/eks/{made.outputs['name']}/cluster"


def _build(made: Resource, _: Synthesis) -> Iterator[str]:
    configured: Any = made.inputs.get("logsConfig", {}).get("cloudwatchLogs", {})
    if configured.get("status", "ENABLED") == "ENABLED":
        yield configured.get("groupName") or f"/aws/codebuild/{made.outputs['name']}"


def _edge_function(made: Resource, _: Synthesis) -> Iterator[str]:
    if "console." in made.inputs["code"]:
        yield f"/aws/cloudfront/function/{made.outputs['name']}"


IMPLICIT: dict[str, Names] = {
    "aws:lambda/function:Function": _function,
    "aws:rds/instance:Instance": _server("instance", "identifier"),
    "aws:rds/cluster:Cluster": _server("cluster", "clusterIdentifier"),
    "aws:rds/proxy:Proxy": _proxy,
    "aws:ecs/cluster:Cluster": _cluster,
    "aws:apigateway/stage:Stage": _stage,
    "aws:sns/topic:Topic": _topic,
    "aws:eks/cluster:Cluster": _kubernetes,
    "aws:codebuild/project:Project": _build,
    "aws:cloudfront/function:Function": _edge_function,
}
"""Types whose resources write to a log that AWS makes where there is none. `RDSOSMetrics` of enhanced monitoring is
one for all of an account, so it is no stack's."""


@contract("every log that a service would make by itself is made by us: its own never ends")
def implicit_logs_are_ours(synthesis: Synthesis) -> Iterator[str]:
    groups = {group.outputs["name"] for group in synthesis.of_type(_LOGS)}
    for made in synthesis.resources:
        for name in IMPLICIT[made.type](made, synthesis) if made.type in IMPLICIT else ():
            if name not in groups:
                yield f"{made.type} {made.name}: no log group {name}"
