"""A component's described alarm as a CloudWatch alarm."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import cloudwatch

from components.component import Component
from components.context import StackContext
from components.names import physical_name
from components.operations import Alarm, Metric

_STATISTICS = ("Average", "Sum", "Minimum", "Maximum", "SampleCount")
_NAME_LIMIT = 255


def metric_alarm(
    owner: Component, alarm: Alarm, stack: StackContext, topic: pulumi.Input[str]
) -> cloudwatch.MetricAlarm:
    """Create the alarm below the component that described it; it tells `topic` when it starts and when it is over.

    Raises ValueError for an alarm that would watch nothing: one without dimensions, or several metrics without an
    expression that makes one number of them.
    """
    name = f"{owner.name}-{alarm.key}"
    for problem in alarm_problems(alarm):
        raise ValueError(f"alarm {name} {problem}")
    return cloudwatch.MetricAlarm(
        name,
        name=alarm_name(stack, owner.name, alarm.key),
        alarm_description=alarm.description,
        comparison_operator=alarm.comparison,
        threshold=alarm.threshold,
        evaluation_periods=alarm.evaluation_periods,
        datapoints_to_alarm=alarm.datapoints_to_alarm,
        treat_missing_data=alarm.missing_data,
        alarm_actions=[topic],
        ok_actions=[topic],
        region=alarm.region,
        opts=owner.child(),
        **(_expression(alarm) if alarm.expression else _single(next(iter(alarm.metrics.values())))),
    )


def alarm_name(stack: StackContext, owner: str, key: str) -> str:
    """Return the name of an alarm: `owner` is the name of the component that described it.

    It is the subject of the message that wakes somebody up, so it says which stack and has no random end; and what
    acts on an alarm, such as a deployment, knows it before the alarm is made.
    """
    return physical_name(stack.project, stack.stack, f"{owner}-{key}", limit=_NAME_LIMIT)


def alarm_problems(alarm: Alarm) -> list[str]:
    """Return what is wrong with an alarm, as ends of a sentence that begins with its name."""
    problems = [
        f"has a metric without dimensions ({metric.namespace} {metric.name}): it watches nothing"
        for metric in alarm.metrics.values()
        if not metric.dimensions
    ]
    if not alarm.metrics:
        problems.append("has no metric")
    if len(alarm.metrics) > 1 and not alarm.expression:
        problems.append("has several metrics and no expression that makes one number of them")
    return problems


def _single(metric: Metric) -> dict[str, Any]:
    statistic = "statistic" if metric.stat in _STATISTICS else "extended_statistic"
    return {
        "namespace": metric.namespace,
        "metric_name": metric.name,
        "dimensions": dict(metric.dimensions),
        "period": metric.period,
        statistic: metric.stat,
    }


def _expression(alarm: Alarm) -> dict[str, Any]:
    queries = [
        cloudwatch.MetricAlarmMetricQueryArgs(
            id=key,
            label=metric.label,
            return_data=False,
            metric=cloudwatch.MetricAlarmMetricQueryMetricArgs(
                namespace=metric.namespace,
                metric_name=metric.name,
                dimensions=dict(metric.dimensions),
                stat=metric.stat,
                period=metric.period,
            ),
        )
        for key, metric in alarm.metrics.items()
    ]
    result = cloudwatch.MetricAlarmMetricQueryArgs(
        id="result", expression=alarm.expression, label=alarm.key, return_data=True
    )
    return {"metric_queries": [*queries, result]}
