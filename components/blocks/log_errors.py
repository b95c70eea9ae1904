"""Errors in a log as a metric, and the alarm on it: what fails without an answer that anybody counts."""

from __future__ import annotations

import pulumi
from pulumi_aws import cloudwatch

from components.component import Component
from components.context import StackContext
from components.operations import Alarm, AppLog, Metric

KEY = "log-errors"
JSON_ERRORS = (
    '{ ($.level = "ERROR") || ($.level = "CRITICAL") || ($.level = "FATAL") || ($.log_level = "ERROR") '
    '|| ($.log_level = "FATAL") }'
)
"""Lines of a JSON log. Lambda itself writes `log_level` for what nobody caught."""
PLAIN_ERRORS = "?ERROR ?CRITICAL ?FATAL ?Traceback"
"""Lines of any other log that hold one of these words, JSON inside of them included."""


def log_namespace(stack: StackContext) -> str:
    """Return the CloudWatch namespace of metrics that are counted from logs. Workloads may not write to it."""
    return f"{stack.project}/{stack.stack}/logs"


def log_metric(stack: StackContext, owner: str) -> Metric:
    """Return the number of errors in the log of a component."""
    return Metric(
        namespace=log_namespace(stack), name=f"{owner}-errors", dimensions={}, stat="Sum", counted_from_log=True
    )


def count_errors(owner: Component, log: AppLog, stack: StackContext) -> pulumi.Resource:
    """Create the filter that counts the errors in a component's log."""
    metric = log_metric(stack, owner.name)
    return cloudwatch.LogMetricFilter(
        f"{owner.name}-{KEY}",
        log_group_name=log.log_group,
        pattern=JSON_ERRORS if log.json else PLAIN_ERRORS,
        metric_transformation=cloudwatch.LogMetricFilterMetricTransformationArgs(
            namespace=metric.namespace,
            name=metric.name,
            value="1",
            default_value="0",  # so that a quiet log is over its errors, not without data
            unit="Count",
        ),
        region=log.region,
        opts=owner.child(),
    )


def log_alarm(owner: str, log: AppLog, stack: StackContext, limit: int) -> Alarm:
    """Return the alarm on the errors in a log: more than `limit` in five minutes, twice within a quarter of an hour."""
    return Alarm(
        key=KEY,
        description=f"The log of {owner} holds more than {limit} errors in five minutes, again and again. The saved "
        "query 'errors by type' tells which; 'errors per 5 minutes' since when.",
        metrics={"m1": log_metric(stack, owner)},
        threshold=limit,
        datapoints_to_alarm=2,
        region=log.region,
    )
