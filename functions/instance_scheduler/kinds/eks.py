"""EKS managed node groups: set to no node, and back to the sizes that they had."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from functions.instance_scheduler.decision import Found
from functions.instance_scheduler.kinds.base import CapacityKind, Order, Outcomes, Resource, counted

_MEMORY = re.compile(r"(\d+)/(\d+)/(\d+)(?: ([a-z0-9.-]+))?")
_BUSY = ("CREATING", "UPDATING", "DELETING")


class NodeGroups(CapacityKind):
    """Managed node groups. What scales them (Karpenter, Cluster Autoscaler) runs on nodes, and rests with them."""

    name = "eks"

    def find(self) -> Iterator[Resource]:
        """Yield the node groups."""
        client = self.client("eks")
        for page in (
            self.client("resourcegroupstaggingapi")
            .get_paginator("get_resources")
            .paginate(TagFilters=[{"Key": self.tag}], ResourceTypeFilters=["eks:nodegroup"])
        ):
            for found in page["ResourceTagMappingList"]:
                _, cluster, name, _ = found["ResourceARN"].split("/")  # …:nodegroup/<cluster>/<group>/<id>
                try:
                    raw = client.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"]
                except ClientError as error:
                    if error.response["Error"]["Code"] == "ResourceNotFoundException":
                        continue  # the index of tags lags behind
                    raise
                if self.tag in raw.get("tags", {}):
                    yield self._resource(raw)

    def start(self, orders: Sequence[Order]) -> Outcomes:
        """Give node groups the sizes that were remembered."""

        def act(order: Order) -> None:
            found = _MEMORY.fullmatch(self.memory(order.resource)[0])
            if found:
                self._resize(order.resource.raw, int(found[1]), int(found[2]), int(found[3]))

        return self.each_order(orders, act)

    def stop(self, orders: Sequence[Order]) -> Outcomes:
        """Remember the sizes and set them to 0; the largest stays, since EKS takes no 0 there."""

        def act(order: Order) -> None:
            raw = order.resource.raw
            sizes = raw["scalingConfig"]
            kinds = raw.get("instanceTypes") or []
            kind = f" {kinds[0]}" if len(kinds) == 1 and raw.get("capacityType") != "SPOT" else ""
            self.remember(order, f"{sizes['minSize']}/{sizes['desiredSize']}/{sizes['maxSize']}{kind}")
            self._resize(raw, 0, 0, max(1, sizes["maxSize"]))

        return self.each_order(orders, act)

    def put_tags(self, resources: Sequence[Resource], tags: Mapping[str, str]) -> Outcomes:
        """Set tags."""
        client = self.client("eks")
        return self.each_resource(resources, lambda found: client.tag_resource(resourceArn=found.arn, tags=dict(tags)))

    def drop_tag(self, resources: Sequence[Resource], key: str) -> Outcomes:
        """Take a tag off."""
        client = self.client("eks")
        return self.each_resource(resources, lambda found: client.untag_resource(resourceArn=found.arn, tagKeys=[key]))

    def _resize(self, raw: Mapping[str, Any], low: int, wanted: int, high: int) -> None:
        self.client("eks").update_nodegroup_config(
            clusterName=raw["clusterName"],
            nodegroupName=raw["nodegroupName"],
            scalingConfig={"minSize": low, "desiredSize": wanted, "maxSize": high},
        )

    def _resource(self, raw: Mapping[str, Any]) -> Resource:
        sizes, tags = raw["scalingConfig"], raw["tags"]
        state: Found = "running" if sizes["minSize"] or sizes["desiredSize"] else "stopped"
        arn = raw["nodegroupArn"]
        bare = Resource(id=arn, arn=arn, state=state, tags=tags)
        found = _MEMORY.fullmatch(self.memory(bare)[0])
        number = int(found[2]) if found else 0
        return Resource(
            id=arn,
            arn=arn,
            state="changing" if raw["status"] in _BUSY else state,
            tags=tags,
            raw=raw,
            items=counted({found[4]: number}, "ec2.instance/") if found and found[4] else (),
            units=number or 1,
        )
