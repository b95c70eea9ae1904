"""ECS services: set to no task, and back to the number that ran. Their auto scaling is held still meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from functions.instance_scheduler.decision import Found
from functions.instance_scheduler.kinds.base import CapacityKind, Order, Outcomes, Resource, batches, tag_map

_DESCRIBED = 10  # services that one call describes
_DIMENSION = "ecs:service:DesiredCount"
_HELD = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")
_MEMORY = re.compile(r"(\d+)(?:/(\d+)/(\d+)/([01]{3}))?(?: (\d+)x(\d+)x(x86_64|arm64))?")
"""Tasks; least, most and what was held still of the auto scaling; CPU units, MB and processor of a Fargate task."""


class Services(CapacityKind):
    """ECS services, and the auto scaling targets that belong to them."""

    name = "ecs"

    def find(self) -> Iterator[Resource]:
        """Yield the services."""
        for cluster, names in self._listed().items():
            for batch in batches(names, _DESCRIBED):
                found = self.client("ecs").describe_services(cluster=cluster, services=batch, include=["TAGS"])
                services = [raw for raw in found["services"] if raw["status"] == "ACTIVE"]
                targets = self._targets([_target_id(raw) for raw in services])
                for raw in services:
                    tags = tag_map(raw.get("tags"), "key", "value")
                    if self.tag in tags:
                        yield self._resource(raw, tags, targets.get(_target_id(raw)))

    def start(self, orders: Sequence[Order]) -> Outcomes:
        """Give services the tasks that were remembered, and their auto scaling its bounds."""

        def act(order: Order) -> None:
            found = _MEMORY.fullmatch(self.memory(order.resource)[0])
            if not found:
                return
            raw, target = order.resource.raw["service"], order.resource.raw["target"]
            self._resize(raw, int(found[1]))
            if target and found[4]:
                self._scale(raw, int(found[2]), int(found[3]), [flag == "1" for flag in found[4]])

        return self.each_order(orders, act)

    def stop(self, orders: Sequence[Order]) -> Outcomes:
        """Remember the number of tasks and the auto scaling; hold that still, then set the number to 0."""

        def act(order: Order) -> None:
            raw, target = order.resource.raw["service"], order.resource.raw["target"]
            bounds = ""
            if target:
                flags = "".join("1" if flag else "0" for flag in _held(target))
                bounds = f"/{target['MinCapacity']}/{target['MaxCapacity']}/{flags}"
            size = self._task_size(raw)
            self.remember(order, f"{raw['desiredCount']}{bounds}{f' {size}' if size else ''}")
            if target:
                self._scale(raw, 0, int(target["MaxCapacity"]), [True] * len(_HELD))
            self._resize(raw, 0)

        return self.each_order(orders, act)

    def put_tags(self, resources: Sequence[Resource], tags: Mapping[str, str]) -> Outcomes:
        """Set tags."""
        client, listed = self.client("ecs"), [{"key": key, "value": value} for key, value in tags.items()]
        return self.each_resource(resources, lambda found: client.tag_resource(resourceArn=found.arn, tags=listed))

    def drop_tag(self, resources: Sequence[Resource], key: str) -> Outcomes:
        """Take a tag off."""
        client = self.client("ecs")
        return self.each_resource(resources, lambda found: client.untag_resource(resourceArn=found.arn, tagKeys=[key]))

    def _listed(self) -> dict[str, list[str]]:
        """Return the ARNs of the services that carry the tag, by cluster: no call for those that do not."""
        clusters: dict[str, list[str]] = {}
        for page in (
            self.client("resourcegroupstaggingapi")
            .get_paginator("get_resources")
            .paginate(TagFilters=[{"Key": self.tag}], ResourceTypeFilters=["ecs:service"])
        ):
            for found in page["ResourceTagMappingList"]:
                parts = found["ResourceARN"].split("/")  # …:service/<cluster>/<service>
                if len(parts) == 3:
                    clusters.setdefault(parts[1], []).append(found["ResourceARN"])
        return clusters

    def _targets(self, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        if not ids:
            return {}
        pages = (
            self.client("application-autoscaling")
            .get_paginator("describe_scalable_targets")
            .paginate(ServiceNamespace="ecs", ResourceIds=list(ids), ScalableDimension=_DIMENSION)
        )
        return {target["ResourceId"]: target for page in pages for target in page["ScalableTargets"]}

    def _resize(self, raw: Mapping[str, Any], number: int) -> None:
        self.client("ecs").update_service(cluster=raw["clusterArn"], service=raw["serviceArn"], desiredCount=number)

    def _scale(self, raw: Mapping[str, Any], low: int, high: int, held: Sequence[bool]) -> None:
        self.client("application-autoscaling").register_scalable_target(
            ServiceNamespace="ecs",
            ResourceId=_target_id(raw),
            ScalableDimension=_DIMENSION,
            MinCapacity=low,
            MaxCapacity=high,
            SuspendedState=dict(zip(_HELD, held, strict=True)),
        )

    def _task_size(self, raw: Mapping[str, Any]) -> str:
        """Return CPU units, MB and processor of a Fargate task at list price; empty for any other."""
        providers = {item["capacityProvider"] for item in raw.get("capacityProviderStrategy", ())}
        if providers - {"FARGATE"} or not (providers or raw.get("launchType") == "FARGATE"):
            return ""
        task = self.client("ecs").describe_task_definition(taskDefinition=raw["taskDefinition"])["taskDefinition"]
        processor = task.get("runtimePlatform", {}).get("cpuArchitecture", "X86_64").lower()
        return f"{task['cpu']}x{task['memory']}x{processor}" if "cpu" in task and "memory" in task else ""

    def _resource(self, raw: Mapping[str, Any], tags: Mapping[str, str], target: Mapping[str, Any] | None) -> Resource:
        bare = Resource(id=raw["serviceArn"], arn=raw["serviceArn"], state="running", tags=tags)
        found = _MEMORY.fullmatch(self.memory(bare)[0])
        number = int(found[1]) if found else 0
        daemon = raw.get("schedulingStrategy") == "DAEMON"
        return Resource(
            id=raw["serviceArn"],
            arn=raw["serviceArn"],
            state=_state(raw, target, remembered=found is not None),
            tags=tags,
            raw={"service": raw, "target": target},
            unfit="a daemon service runs a task on every instance; stop the instances" if daemon else "",
            items=_items(number, found) if found else (),
            units=number or 1,
        )


def _items(number: int, memory: re.Match[str]) -> tuple[tuple[str, Decimal], ...]:
    if not memory[5]:
        return ()
    cpu, gigabytes = Decimal(memory[5]) / 1024, Decimal(memory[6]) / 1024
    return ((f"fargate.vcpu/{memory[7]}", cpu * number), (f"fargate.memory/{memory[7]}", gigabytes * number))


def _target_id(raw: Mapping[str, Any]) -> str:
    return "service/" + "/".join(raw["serviceArn"].split("/")[-2:])


def _held(target: Mapping[str, Any]) -> list[bool]:
    return [bool(target.get("SuspendedState", {}).get(key)) for key in _HELD]


def _state(raw: Mapping[str, Any], target: Mapping[str, Any] | None, *, remembered: bool) -> Found:
    """Return the state of service and auto scaling together: one may be where the other is not yet."""
    still = target is None or (all(_held(target)) and target["MinCapacity"] == 0)
    if raw["desiredCount"] == 0:
        return "stopped" if still else "partial"
    return "partial" if target is not None and still and remembered else "running"
