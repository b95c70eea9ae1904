"""Alarms, graphs and saved queries of a group of instances."""

from __future__ import annotations

import pulumi

from components.operations import Alarm, AppLog, Metric, Operations, Query, Widget
from components.settings.auto_scaling import AutoScalingSettings

GROUP_METRICS = (
    "GroupDesiredCapacity", "GroupInServiceInstances", "GroupMaxSize", "GroupMinSize", "GroupPendingInstances",
    "GroupTerminatingInstances", "GroupTotalInstances",
)  # fmt: skip
"""What the group reports about itself, free of charge."""


def describe(
    settings: AutoScalingSettings,
    group_name: pulumi.Input[str],
    log_group: pulumi.Input[str],
    *,
    always_on: bool,
) -> Operations:
    """Return what is to be watched about a group. One that a schedule switches off is not missed while it is off."""
    cpu = _metric(group_name, "CPUUtilization", namespace="AWS/EC2")
    in_service = _metric(group_name, "GroupInServiceInstances", "Minimum")
    desired = _metric(group_name, "GroupDesiredCapacity", "Maximum")
    alarms = [_cpu_alarm(settings, cpu)]
    if settings.max_size > settings.min_size:  # a group of fixed size is always at its maximum
        alarms.append(_limit_alarm(settings, desired))
    if always_on and settings.min_size:
        alarms.append(_missing_alarm(settings, in_service))
    return Operations(
        alarms=alarms,
        widgets=[
            Widget(title="Instances CPU", metrics=[cpu], saturation=True),
            Widget(title="Instances", metrics=[in_service, desired]),
        ],
        queries=_queries(log_group),
        logs=[AppLog(log_group=log_group, json=False)],
    )


def _metric(group: pulumi.Input[str], name: str, stat: str = "Average", namespace: str = "AWS/AutoScaling") -> Metric:
    return Metric(namespace=namespace, name=name, dimensions={"AutoScalingGroupName": group}, stat=stat)


def _cpu_alarm(settings: AutoScalingSettings, cpu: Metric) -> Alarm:
    threshold = max(90, min(settings.cpu_target + 5, 99))
    return Alarm(
        key="cpu",
        description=f"Instances run at over {threshold} % CPU for 15 minutes although scaling aims at "
        f"{settings.cpu_target} %. The group is at maxSize, or new instances do not become healthy.",
        metrics={"m1": cpu},
        threshold=threshold,
    )


def _limit_alarm(settings: AutoScalingSettings, desired: Metric) -> Alarm:
    return Alarm(
        key="at-max-size",
        description=f"The group has wanted its maximum of {settings.max_size} instances for half an hour. Raise "
        "maxSize, or find what loads it.",
        metrics={"m1": desired},
        threshold=settings.max_size,
        comparison="GreaterThanOrEqualToThreshold",
        evaluation_periods=6,
    )


def _missing_alarm(settings: AutoScalingSettings, in_service: Metric) -> Alarm:
    return Alarm(
        key="in-service",
        severity="critical",
        description=f"Fewer than {settings.min_size} instances serve for 15 minutes. Look at the group's activity "
        "history, then at the boot log of an instance.",
        metrics={"m1": in_service},
        threshold=settings.min_size,
        comparison="LessThanThreshold",
        missing_data="breaching",
    )


def _queries(log_group: pulumi.Input[str]) -> list[Query]:
    return [
        Query(
            name="errors",
            text="fields @timestamp, @logStream, @message\n| filter @message like /(?i)error|exception|traceback/\n"
            "| sort @timestamp desc\n| limit 100",
            log_groups=[log_group],
        ),
        Query(
            name="lines-by-instance",
            text="stats count(*) as lines by @logStream, bin(5m)\n| sort lines desc\n| limit 100",
            log_groups=[log_group],
        ),
    ]
