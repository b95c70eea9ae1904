"""How the number of a service's tasks follows its load."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import appautoscaling

from components.blocks.load_balancer import LoadBalancer, Route
from components.component import Component
from components.settings.ecs_service import TaskScalingSettings

_DIMENSION, _NAMESPACE = "ecs:service:DesiredCount", "ecs"


def scale(
    component: Component,
    settings: TaskScalingSettings,
    *,
    resource_id: pulumi.Input[str],
    front: tuple[LoadBalancer, Route] | None,
    region: str | None,
) -> None:
    """Let the tasks of a service grow and shrink between their limits. The largest answer of all targets wins."""
    target = appautoscaling.Target(
        f"{component.name}-tasks",
        service_namespace=_NAMESPACE,
        scalable_dimension=_DIMENSION,
        resource_id=resource_id,
        min_capacity=settings.min_tasks,
        max_capacity=settings.max_tasks,
        region=region,
        opts=component.child(),
    )
    aims: dict[str, dict[str, Any]] = {
        "cpu": {"target_value": settings.cpu_target, **_predefined("ECSServiceAverageCPUUtilization")}
    }
    if settings.memory_target:
        aims["memory"] = {
            "target_value": settings.memory_target,
            **_predefined("ECSServiceAverageMemoryUtilization"),
        }
    if settings.requests_per_target and front:
        aims["requests"] = {"target_value": settings.requests_per_target, **_requests(*front)}
    for key, aim in aims.items():
        appautoscaling.Policy(
            f"{component.name}-{key}",
            policy_type="TargetTrackingScaling",
            service_namespace=_NAMESPACE,
            scalable_dimension=_DIMENSION,
            resource_id=target.resource_id,
            target_tracking_scaling_policy_configuration=appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(
                **aim,
                scale_out_cooldown=settings.scale_out_seconds,
                scale_in_cooldown=settings.scale_in_seconds,
            ),
            region=region,
            opts=component.child(),
        )


def _predefined(metric: str, label: pulumi.Input[str] | None = None) -> dict[str, Any]:
    return {"predefined_metric_specification": {"predefined_metric_type": metric, "resource_label": label}}


def _requests(balancer: LoadBalancer, route: Route) -> dict[str, Any]:
    """Return the metric of requests per task: AWS's own for one target group, the sum over both of two."""
    if route.alternate is None:
        label = pulumi.Output.concat(balancer.arn_suffix, "/", route.group.arn_suffix)
        return _predefined("ALBRequestCountPerTarget", label)
    # AWS's own metric follows one group, and after every other deployment the tasks are in the other one.
    metrics: list[dict[str, Any]] = [
        {
            "id": f"m{index}",
            "return_data": False,
            "metric_stat": {
                "stat": "Sum",
                "metric": {
                    "namespace": "AWS/ApplicationELB",
                    "metric_name": "RequestCountPerTarget",
                    "dimensions": [{"name": "TargetGroup", "value": dimensions["TargetGroup"]}],
                },
            },
        }
        for index, dimensions in enumerate(route.dimensions, 1)
    ]
    total = " + ".join(f"FILL({entry['id']}, 0)" for entry in metrics)
    result = {"id": "requests", "expression": total, "label": "requests per task", "return_data": True}
    return {"customized_metric_specification": {"metrics": [*metrics, result]}}
