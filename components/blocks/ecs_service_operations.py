"""Alarms, graphs and saved queries of a containerised service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.blocks.load_balancer_operations import Dimensions, metric
from components.blocks.log_queries import ERRORS_BY_TYPE, ERRORS_OVER_TIME, SLOW_REQUESTS
from components.operations import Alarm, AppLog, Metric, Operations, Query, Widget
from components.settings.ecs_service import EcsServiceSettings

ERRORS_KEY = "errors"
"""Key of the alarm that a deployment watches."""
_FULL = 90
_MEMORY_FULL = 90


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What is known of a service that is to be watched."""

    settings: EcsServiceSettings
    cluster: pulumi.Input[str]
    service: pulumi.Input[str]
    log_group: pulumi.Input[str]
    groups: Sequence[Dimensions]
    """Dimensions of its target groups; none without a load balancer."""
    insights: bool
    """Whether Container Insights counts the tasks."""
    always_on: bool
    """Whether no schedule switches it off."""
    region: str | None = None


def describe(watched: Watched) -> Operations:
    """Return what is to be watched about a service."""
    alarms = [_cpu(watched), _memory(watched)]
    if watched.groups:
        alarms.append(errors(watched.settings, watched.groups, watched.region))
    if watched.insights:
        alarms += _task_alarms(watched)
    texts = {
        "slow requests": SLOW_REQUESTS,
        "errors by type": ERRORS_BY_TYPE,
        "errors in five minutes": ERRORS_OVER_TIME,
    }
    return Operations(
        alarms=alarms,
        widgets=_widgets(watched),
        queries=[
            Query(name=name, text=text, log_groups=[watched.log_group], region=watched.region)
            for name, text in texts.items()
        ],
        logs=[AppLog(log_group=watched.log_group, json=False, region=watched.region)],
    )


def errors(settings: EcsServiceSettings, groups: Sequence[Dimensions], region: str | None) -> Alarm:
    """Return the alarm on the share of server errors. A status that no answer has is no data, hence FILL."""
    limit = settings.deployment.error_percent
    metrics: dict[str, Metric] = {}
    for index, dimensions in enumerate(groups, 1):
        metrics[f"e{index}"] = metric(dimensions, "HTTPCode_Target_5XX_Count")
        metrics[f"r{index}"] = metric(dimensions, "RequestCount")
    count = range(1, len(groups) + 1)
    failed = " + ".join(f"FILL(e{index}, 0)" for index in count)
    asked = " + ".join(f"FILL(r{index}, 0)" for index in count)
    return Alarm(
        key=ERRORS_KEY,
        severity="critical",
        description=f"More than {limit:g} % of the answers are server errors. A deployment that is going out is rolled "
        "back by itself; otherwise look at the saved query 'errors by type'.",
        metrics=metrics,
        expression=f"IF({asked} > 0, 100 * ({failed}) / ({asked}), 0)",
        threshold=limit,
        evaluation_periods=3,
        datapoints_to_alarm=2,
        region=region,
    )


def _metric(watched: Watched, name: str, stat: str, namespace: str = "AWS/ECS", label: str | None = None) -> Metric:
    dimensions: Mapping[str, pulumi.Input[str]] = {"ClusterName": watched.cluster, "ServiceName": watched.service}
    return Metric(namespace=namespace, name=name, dimensions=dimensions, stat=stat, label=label)


def _cpu(watched: Watched) -> Alarm:
    target = watched.settings.scaling.cpu_target
    threshold = max(_FULL, min(target + 5, 99))
    return Alarm(
        key="cpu",
        description=f"Tasks run at over {threshold} % CPU for 15 minutes although scaling aims at {target} %. The "
        "service is at maxTasks, or new tasks do not become healthy.",
        metrics={"m1": _metric(watched, "CPUUtilization", "Average")},
        threshold=threshold,
        region=watched.region,
    )


def _memory(watched: Watched) -> Alarm:
    return Alarm(
        key="memory",
        description=f"A task uses over {_MEMORY_FULL} % of its memory for 15 minutes; at 100 % it is ended. Raise "
        "memoryMb, or find what keeps memory.",
        metrics={"m1": _metric(watched, "MemoryUtilization", "Maximum")},
        threshold=_MEMORY_FULL,
        region=watched.region,
    )


def _task_alarms(watched: Watched) -> list[Alarm]:
    scaling = watched.settings.scaling
    alarms: list[Alarm] = []
    if scaling.max_tasks > scaling.min_tasks:  # a service of fixed size is always at its maximum
        alarms.append(
            Alarm(
                key="at-max-tasks",
                description=f"The service has wanted its maximum of {scaling.max_tasks} tasks for half an hour. Raise "
                "maxTasks, or find what loads it.",
                metrics={"m1": _count(watched, "DesiredTaskCount", "Maximum")},
                threshold=scaling.max_tasks,
                comparison="GreaterThanOrEqualToThreshold",
                evaluation_periods=6,
                region=watched.region,
            )
        )
    if watched.always_on and scaling.min_tasks:
        alarms.append(
            Alarm(
                key="running",
                severity="critical",
                description=f"Fewer than {scaling.min_tasks} tasks run for 15 minutes. The events of the service say "
                "why tasks stop or are not placed; the log says what they said last.",
                metrics={"m1": _count(watched, "RunningTaskCount", "Minimum")},
                threshold=scaling.min_tasks,
                comparison="LessThanThreshold",
                missing_data="breaching",
                region=watched.region,
            )
        )
    return alarms


def _count(watched: Watched, name: str, stat: str, label: str | None = None) -> Metric:
    return _metric(watched, name, stat, "ECS/ContainerInsights", label)


def _widgets(watched: Watched) -> list[Widget]:
    load = Widget(
        title="CPU and memory in per cent",
        metrics=[
            _metric(watched, "CPUUtilization", "Average", label="CPU"),
            _metric(watched, "MemoryUtilization", "Maximum", label="memory"),
        ],
        region=watched.region,
        saturation=True,
    )
    if not watched.insights:
        return [load]
    tasks = Widget(
        title="Tasks",
        metrics=[
            _count(watched, "RunningTaskCount", "Minimum", "running"),
            _count(watched, "DesiredTaskCount", "Maximum", "wanted"),
        ],
        region=watched.region,
    )
    return [load, tasks]
