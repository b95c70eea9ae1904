"""Metrics that the code of a workload sends itself: where they go, and the permission to send them."""

from __future__ import annotations

from components.context import StackContext
from components.iam import Statement, allow


def metric_namespace(stack: StackContext) -> str:
    """Return the CloudWatch namespace of a stack's own metrics, such as `shop/prod`."""
    return f"{stack.project}/{stack.stack}"


def grant_put_metrics(stack: StackContext) -> Statement:
    """Return the statement that lets a role send metrics to the stack's namespace, and to no other."""
    return allow(
        ["cloudwatch:PutMetricData"],
        ["*"],  # a metric has no ARN; the condition limits the namespace
        condition={"StringEquals": {"cloudwatch:namespace": metric_namespace(stack)}},
    )
