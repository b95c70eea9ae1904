"""What is watched of a load balancer and its targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.operations import Alarm, Indicator, Metric, Widget
from components.settings.load_balancer import LoadBalancerAlarms

Dimensions = Mapping[str, pulumi.Input[str]]
PERIOD = 60
"""Seconds: load balancers report each minute, so three of five are known within five minutes."""


def metric(dimensions: Dimensions, name: str, stat: str = "Sum", label: str | None = None) -> Metric:
    """Return a metric of a load balancer or of a target group."""
    return Metric(
        namespace="AWS/ApplicationELB",
        name=name,
        dimensions=dimensions,
        stat=stat,
        period=PERIOD,
        label=label,
    )


def balancer_alarms(dimensions: Dimensions, limits: LoadBalancerAlarms) -> list[Alarm]:
    """Return the alarms of a load balancer. A status that no request has is no data, hence FILL."""
    requests = metric(dimensions, "RequestCount")
    return [
        Alarm(
            key="errors",
            severity="critical",
            description=(
                f"More than {limits.error_rate:g} % of the requests end in a 5XX status, of the targets or of the load "
                "balancer itself. Look at the targets' log for errors, at unhealthy hosts, at the last deployment."
            ),
            metrics={
                "m1": metric(dimensions, "HTTPCode_Target_5XX_Count"),
                "m2": metric(dimensions, "HTTPCode_ELB_5XX_Count"),
                "m3": requests,
            },
            # RequestCount leaves out requests for which there was no target at all, so they are added.
            expression="100 * (FILL(m1, 0) + FILL(m2, 0)) / (FILL(m3, 0) + FILL(m2, 0))",
            threshold=limits.error_rate,
            evaluation_periods=5,
            datapoints_to_alarm=3,
        ),
        Alarm(
            key="client-errors",
            description=(
                f"More than {limits.client_error_rate:g} % of the requests end in a 4XX status of the targets: a "
                "broken link or release, an expired login, or somebody who tries paths."
            ),
            metrics={"m1": metric(dimensions, "HTTPCode_Target_4XX_Count"), "m2": requests},
            expression="100 * FILL(m1, 0) / m2",
            threshold=limits.client_error_rate,
            evaluation_periods=15,
            datapoints_to_alarm=10,
        ),
        Alarm(
            key="rejected",
            severity="critical",
            description=(
                "The load balancer rejects connections, since it has as many as it can hold. AWS scales it by itself; "
                "ask AWS support to warm it before an expected peak."
            ),
            metrics={"m1": metric(dimensions, "RejectedConnectionCount")},
            threshold=0,
            evaluation_periods=3,
            datapoints_to_alarm=2,
        ),
    ]


def indicator(dimensions: Dimensions, region: str | None) -> Indicator:
    """Return how well a load balancer and its targets serve; their response time is in seconds."""
    return Indicator(
        door="entrance",
        metrics={
            "targets": metric(dimensions, "HTTPCode_Target_5XX_Count"),
            "balancer": metric(dimensions, "HTTPCode_ELB_5XX_Count"),
            "requests": metric(dimensions, "RequestCount"),
        },
        # RequestCount leaves out requests for which there was no target at all, so they are added.
        counts="requests",
        total="requests + balancer",
        failed="targets + balancer",
        latency=metric(dimensions, "TargetResponseTime", "p99"),
        units_per_ms=0.001,
        region=region,
    )


def target_alarms(key: str, groups: Sequence[Dimensions], limits: LoadBalancerAlarms) -> list[Alarm]:
    """Return the alarms of a group of targets, or of two groups between which requests move.

    Of two, one has no target and no request most of the time, so it is their sum, or the slower one, that counts.
    """
    return [
        Alarm(
            key=f"{key}-response-time",
            description=(
                f"Of the requests to {key}, more than 5 % take longer than {limits.response_time:g} seconds. Look at "
                "the CPU of the targets and at the database's load and slow queries."
            ),
            **over_groups(groups, "TargetResponseTime", "p95", "MAX"),
            threshold=limits.response_time,
            evaluation_periods=5,
            datapoints_to_alarm=3,
        ),
        Alarm(
            key=f"{key}-unhealthy",
            description=(
                f"Targets of {key} fail their health check. Ask the check's path on one of them, and look at why "
                "new ones do not become healthy."
            ),
            **over_groups(groups, "UnHealthyHostCount", "Maximum", "SUM"),
            threshold=0,
            evaluation_periods=10,
            datapoints_to_alarm=8,
        ),
        Alarm(
            key=f"{key}-no-target",
            severity="critical",
            description=f"No target of {key} is healthy: every request fails or goes to a failing target.",
            **over_groups(groups, "HealthyHostCount", "Minimum", "SUM"),
            comparison="LessThanThreshold",
            threshold=1,
            evaluation_periods=3,
        ),
    ]


def over_groups(groups: Sequence[Dimensions], name: str, stat: str, function: str) -> dict[str, Any]:
    """Return the metric of an alarm; for several groups one each, and the function that makes one number of them."""
    metrics = {f"m{index}": metric(dimensions, name, stat) for index, dimensions in enumerate(groups, 1)}
    if len(metrics) == 1:
        return {"metrics": metrics}
    filled = ", ".join(f"FILL({key}, 0)" for key in metrics)
    return {"metrics": metrics, "expression": f"{function}([{filled}])"}


def balancer_widgets(name: str, dimensions: Dimensions) -> list[Widget]:
    """Return the graphs of a load balancer."""
    counts = {
        "RequestCount": "requests",
        "HTTPCode_Target_2XX_Count": "2XX",
        "HTTPCode_Target_4XX_Count": "4XX",
        "HTTPCode_Target_5XX_Count": "5XX of targets",
        "HTTPCode_ELB_5XX_Count": "5XX of the load balancer",
    }
    return [
        Widget(
            title=f"{name}: requests and statuses",
            metrics=[metric(dimensions, metric_name, label=label) for metric_name, label in counts.items()],
        )
    ]


def target_widgets(name: str, key: str, groups: Sequence[Dimensions]) -> list[Widget]:
    """Return the graphs of a group of targets, or of two."""
    return [
        Widget(
            title=f"{name}: response time of {key} in seconds",
            metrics=[
                metric(dimensions, "TargetResponseTime", stat, stat)
                for dimensions in groups
                for stat in ("p50", "p95", "p99")
            ],
        ),
        Widget(
            title=f"{name}: hosts of {key}",
            metrics=[
                each
                for dimensions in groups
                for each in (
                    metric(dimensions, "HealthyHostCount", "Minimum", "healthy"),
                    metric(dimensions, "UnHealthyHostCount", "Maximum", "unhealthy"),
                )
            ],
        ),
    ]
