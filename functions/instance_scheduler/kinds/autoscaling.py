"""Auto Scaling groups: set to no instance, and back to the sizes that they had."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from functions.instance_scheduler.kinds.base import CapacityKind, Order, Outcomes, Resource, counted, tag_map

_PAGE = 100
_OWNED = "eks:nodegroup-name"
_MEMORY = re.compile(r"(\d+)/(\d+)/(\d+)((?: [a-z0-9.-]+=\d+)*)")


class AutoScalingGroups(CapacityKind):
    """Auto Scaling groups but for those that an EKS node group owns: that one is looked after itself."""

    name = "autoscaling"

    def find(self) -> Iterator[Resource]:
        """Yield the groups."""
        pages = (
            self.client("autoscaling")
            .get_paginator("describe_auto_scaling_groups")
            .paginate(Filters=[{"Name": "tag-key", "Values": [self.tag]}], PaginationConfig={"PageSize": _PAGE})
        )
        for page in pages:
            for raw in page["AutoScalingGroups"]:
                tags = tag_map(raw.get("Tags"))
                if _OWNED not in tags and not raw.get("Status"):  # a status says that it is being deleted
                    yield self._resource(raw, tags)

    def start(self, orders: Sequence[Order]) -> Outcomes:
        """Give groups the sizes that were remembered; one without a memory was empty before and stays so."""

        def act(order: Order) -> None:
            found = _MEMORY.fullmatch(self.memory(order.resource)[0])
            if found:
                low, wanted, high = (int(found[n]) for n in (1, 2, 3))
                self._resize(order.resource.id, low, wanted, high)

        return self.each_order(orders, act)

    def stop(self, orders: Sequence[Order]) -> Outcomes:
        """Remember the sizes and set them to 0."""

        def act(order: Order) -> None:
            raw = order.resource.raw
            kinds = "".join(f" {kind}={number}" for kind, number in sorted(_types(raw).items()))
            sizes = f"{raw['MinSize']}/{raw['DesiredCapacity']}/{raw['MaxSize']}"
            # A tag holds 256 characters: without the types the saving has no price, but the sizes are never lost.
            self.remember(order, sizes + (kinds if len(kinds) < 180 else ""))
            self._resize(order.resource.id, 0, 0, 0)

        return self.each_order(orders, act)

    def put_tags(self, resources: Sequence[Resource], tags: Mapping[str, str]) -> Outcomes:
        """Set tags that new instances do not inherit."""
        return self._tag(resources, [(key, value) for key, value in tags.items()], "create_or_update_tags")

    def drop_tag(self, resources: Sequence[Resource], key: str) -> Outcomes:
        """Take a tag off."""
        return self._tag(resources, [(key, None)], "delete_tags")

    def _tag(self, resources: Sequence[Resource], tags: Sequence[tuple[str, str | None]], call: str) -> Outcomes:
        client = self.client("autoscaling")

        def tag(resource: Resource) -> None:
            entries = [
                {"ResourceId": resource.id, "ResourceType": "auto-scaling-group", "Key": key}
                | ({} if value is None else {"Value": value, "PropagateAtLaunch": False})
                for key, value in tags
            ]
            getattr(client, call)(Tags=entries)

        return self.each_resource(resources, tag)

    def _resize(self, group: str, low: int, wanted: int, high: int) -> None:
        self.client("autoscaling").update_auto_scaling_group(
            AutoScalingGroupName=group, MinSize=low, DesiredCapacity=wanted, MaxSize=high
        )

    def _resource(self, raw: Mapping[str, Any], tags: Mapping[str, str]) -> Resource:
        empty = not (raw["MinSize"] or raw["DesiredCapacity"] or raw["MaxSize"])
        resource = Resource(
            id=raw["AutoScalingGroupName"],
            arn=raw["AutoScalingGroupARN"],
            state="stopped" if empty else "running",
            tags=tags,
            raw=raw,
        )
        found = _MEMORY.fullmatch(self.memory(resource)[0])
        if not (empty and found):
            return resource
        kinds = {kind: int(number) for kind, _, number in (part.partition("=") for part in found[4].split())}
        return Resource(
            id=resource.id,
            arn=resource.arn,
            state=resource.state,
            tags=tags,
            raw=raw,
            items=counted(kinds, "ec2.instance/") if sum(kinds.values()) == int(found[2]) else (),
            units=int(found[2]),
        )


def _types(raw: Mapping[str, Any]) -> Counter[str]:
    return Counter(instance["InstanceType"] for instance in raw.get("Instances", ()) if "InstanceType" in instance)
