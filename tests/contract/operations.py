"""Contracts on what it takes to run a stack: alarms that watch something, logs that end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from synthesis.model import Resource, Synthesis
from tests.contract.rule import contract, each

_NOT_OF_A_RESOURCE = {"AWS/Billing"}  # metrics of the account
_LOGS = "aws:cloudwatch/logGroup:LogGroup"


def alarm_metrics(resource: Resource) -> list[dict[str, Any]]:
    """Return the metrics of an alarm, each with namespace, metricName and dimensions."""
    queries = resource.inputs.get("metricQueries")
    return [q["metric"] for q in queries if "metric" in q] if queries else [dict(resource.inputs)]


@contract("every metric of every alarm names the resource that it watches")
@each
def alarms_have_dimensions(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    for metric in alarm_metrics(resource) if resource.kind == "MetricAlarm" else ():
        dimensions = metric.get("dimensions") or {}
        if not dimensions or not all(dimensions.values()):
            yield f"{metric.get('namespace')} {metric.get('metricName')} has no dimensions"


@contract("every alarm tells somebody, and says what to do")
@each
def alarms_tell_somebody(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    if resource.kind != "MetricAlarm":
        return
    if not resource.inputs.get("alarmActions"):
        yield "no action"
    if len(resource.inputs.get("alarmDescription", "")) < 20:
        yield "no description that helps"


@contract("alarms notify a topic of their own region")
@each
def alarms_stay_in_their_region(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    if resource.kind != "MetricAlarm":
        return
    region = resource.outputs["region"]
    for topic in resource.inputs.get("alarmActions", []):
        if topic.split(":")[3] != region:
            yield f"in {region}, but notifies {topic}"


@contract("every log group ends its events some day")
@each
def logs_have_retention(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    if resource.type == _LOGS and not resource.inputs.get("retentionInDays"):
        yield "no retentionInDays"


@contract("every function writes to a log group of ours: the one that Lambda makes by itself never ends")
def functions_have_a_log_group(synthesis: Synthesis) -> Iterator[str]:
    groups = {group.outputs["name"] for group in synthesis.of_type(_LOGS)}
    for function in synthesis.of_type("aws:lambda/function:Function"):
        configured = function.inputs.get("loggingConfig", {}).get("logGroup")
        if (configured or f"/aws/lambda/{function.outputs['name']}") not in groups:
            yield f"{function.name}: no log group"
