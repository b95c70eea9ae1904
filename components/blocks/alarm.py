"""A component's described alarm as a CloudWatch alarm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi_aws import cloudwatch

from components.component import Component
from components.context import StackContext
from components.names import physical_name
from components.operations import Alarm, Metric

_STATISTICS = ("Average", "Sum", "Minimum", "Maximum", "SampleCount")
_NAME_LIMIT = 255
_RESULT, _BAND = "result", "band"
_SIDES = {"both": "LessThanLowerOrGreaterThanUpperThreshold", "above": "GreaterThanUpperThreshold"}


def metric_alarm(
    owner: Component,
    alarm: Alarm,
    stack: StackContext,
    topic: pulumi.Input[str] | None,
    depends_on: Sequence[pulumi.Resource] = (),
) -> cloudwatch.MetricAlarm:
    """Create the alarm below the component that described it.

    It tells `topic` when it starts and when it is over; without one it is silent, and a composite alarm speaks for it.
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
        comparison_operator=alarm.comparison if alarm.band is None else _SIDES[alarm.band_sides],
        threshold=alarm.threshold,
        evaluation_periods=alarm.evaluation_periods,
        datapoints_to_alarm=alarm.datapoints_to_alarm,
        treat_missing_data=alarm.missing_data,
        alarm_actions=[topic] if topic else None,
        ok_actions=[topic] if topic else None,
        region=alarm.region,
        opts=owner.child(depends_on=list(depends_on) or None),
        **_watched(alarm),
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
        if not metric.dimensions and not metric.counted_from_log
    ]
    if not alarm.metrics:
        problems.append("has no metric")
    if len(alarm.metrics) > 1 and not alarm.expression:
        problems.append("has several metrics and no expression that makes one number of them")
    if alarm.band is not None and (alarm.expression or len(alarm.metrics) > 1):
        problems.append("has a band, which is drawn around one metric only")
    if (alarm.threshold is None) == (alarm.band is None):
        problems.append("needs either a threshold or a band")
    return problems


def _watched(alarm: Alarm) -> dict[str, Any]:
    """Return the arguments that say what is watched: a metric, what is made of several, or the band around one."""
    if alarm.band is not None:
        key = next(iter(alarm.metrics))
        band = _query(_BAND, f"ANOMALY_DETECTION_BAND({key}, {alarm.band:g})", "usual")
        return {"metric_queries": [*_metrics(alarm, returned=True), band], "threshold_metric_id": _BAND}
    if alarm.expression:
        result = _query(_RESULT, alarm.expression, alarm.key)
        return {"metric_queries": [*_metrics(alarm, returned=False), result]}
    return _single(next(iter(alarm.metrics.values())))


def _single(metric: Metric) -> dict[str, Any]:
    statistic = "statistic" if metric.stat in _STATISTICS else "extended_statistic"
    return {
        "namespace": metric.namespace,
        "metric_name": metric.name,
        "dimensions": dict(metric.dimensions) or None,
        "period": metric.period,
        statistic: metric.stat,
    }


def _metrics(alarm: Alarm, *, returned: bool) -> list[cloudwatch.MetricAlarmMetricQueryArgs]:
    return [
        cloudwatch.MetricAlarmMetricQueryArgs(
            id=key,
            label=metric.label,
            return_data=returned,
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


def _query(key: str, expression: str, label: str) -> cloudwatch.MetricAlarmMetricQueryArgs:
    return cloudwatch.MetricAlarmMetricQueryArgs(id=key, expression=expression, label=label, return_data=True)
