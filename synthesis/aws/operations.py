"""Roles, logs, alarms, topics, queues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synthesis.aws.made import ACCOUNT, Made, Outputs, by_arn, named, of_account


def _ordered(made: Made, flag: str) -> str:
    """Return the name of a topic or queue; Pulumi's own ends as AWS wants it when it keeps an order."""
    name = made.physical("name")
    return f"{name}.fifo" if made.inputs.get(flag) and not name.endswith(".fifo") else name


def _topic(made: Made) -> dict[str, Any]:
    name = _ordered(made, "fifoTopic")
    return {"id": made.arn("sns", name), "arn": made.arn("sns", name), "name": name}


def _queue(made: Made) -> dict[str, Any]:
    name = _ordered(made, "fifoQueue")
    url = f"https://sqs.{made.region}.amazonaws.com/{ACCOUNT}/{name}"
    return {"id": url, "url": url, "name": name, "arn": made.arn("sqs", name)}


RESOURCES: Mapping[str, Outputs] = {
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": named("cloudwatch", "alarm", "alarmName", ":"),
    "aws:cloudwatch/eventBus:EventBus": named("events", "event-bus"),
    "aws:cloudwatch/eventRule:EventRule": named("events", "rule"),
    "aws:cloudwatch/logGroup:LogGroup": named("logs", "log-group", separator=":"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": named("cloudwatch", "alarm", separator=":"),
    "aws:iam/instanceProfile:InstanceProfile": of_account("iam", "instance-profile"),
    "aws:iam/policy:Policy": of_account("iam", "policy"),
    "aws:iam/role:Role": of_account("iam", "role"),
    "aws:sfn/stateMachine:StateMachine": by_arn("states", "stateMachine:{name}"),
    "aws:sns/topic:Topic": _topic,
    "aws:sqs/queue:Queue": _queue,
}
