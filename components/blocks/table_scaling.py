"""Scaling of a provisioned DynamoDB table: a target and a policy for the reads and the writes of table and indexes."""

from __future__ import annotations

import pulumi

from components.component import Component
from components.settings.table import CapacityRange, CapacitySettings, TableSettings

_SIDES = {"reads": "Read", "writes": "Write"}


def scale(owner: Component, table: pulumi.Output[str], settings: TableSettings, region: str | None) -> None:
    """Make what moves the capacity of a table and its indexes between their limits; nothing on demand."""
    if settings.capacity.on_demand:
        return
    table_id = pulumi.Output.concat("table/", table)
    _scale(owner, owner.name, resource=table_id, kind="table", capacity=settings.capacity, region=region)
    for name, index in settings.indexes.items():
        resource = pulumi.Output.concat(table_id, f"/index/{name}")
        capacity = index.capacity or settings.capacity
        _scale(owner, f"{owner.name}-{name}", resource=resource, kind="index", capacity=capacity, region=region)


def _scale(
    owner: Component,
    name: str,
    *,
    resource: pulumi.Output[str],
    kind: str,
    capacity: CapacitySettings,
    region: str | None,
) -> None:
    from pulumi_aws import appautoscaling  # noqa: PLC0415 (a table on demand, which is the default, spares it)

    for side, word in _SIDES.items():
        limits: CapacityRange = getattr(capacity, side) or CapacityRange()
        if limits.minimum == limits.maximum:
            continue
        target = appautoscaling.Target(
            f"{name}-{side}",
            service_namespace="dynamodb",
            resource_id=resource,
            scalable_dimension=f"dynamodb:{kind}:{word}CapacityUnits",
            min_capacity=limits.minimum,
            max_capacity=limits.maximum,
            region=region,
            opts=owner.child(),
        )
        appautoscaling.Policy(
            f"{name}-{side}-policy",
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            resource_id=target.resource_id,
            scalable_dimension=target.scalable_dimension,
            target_tracking_scaling_policy_configuration={
                "target_value": limits.target_percent,
                "predefined_metric_specification": {
                    "predefined_metric_type": f"DynamoDB{word}CapacityUtilization",
                },
            },
            region=region,
            opts=owner.child(),
        )
