"""Redshift clusters: paused and resumed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from functions.instance_scheduler.decision import Found
from functions.instance_scheduler.kinds.base import Kind, Order, Outcomes, Resource, tag_list, tag_map

_PAGE = 100
_STATES: Mapping[str, Found] = {"available": "running", "paused": "stopped"}


class Warehouses(Kind):
    """Redshift clusters with nodes; Redshift Serverless costs nothing while it is idle."""

    name = "redshift"

    def find(self) -> Iterator[Resource]:
        """Yield the clusters."""
        client = self.client("redshift")
        region, partition = client.meta.region_name, client.meta.partition
        pages = client.get_paginator("describe_clusters").paginate(
            TagKeys=[self.tag], PaginationConfig={"PageSize": _PAGE}
        )
        for page in pages:
            for raw in page["Clusters"]:
                tags = tag_map(raw.get("Tags"))
                if self.tag in tags:
                    yield self._resource(raw, tags, region, partition)

    def start(self, orders: Sequence[Order]) -> Outcomes:
        """Resume clusters."""
        client = self.client("redshift")

        def act(order: Order) -> None:
            client.resume_cluster(ClusterIdentifier=order.resource.id)

        return self.each_order(orders, act)

    def stop(self, orders: Sequence[Order]) -> Outcomes:
        """Pause clusters; Redshift makes a snapshot by itself when it does."""
        client = self.client("redshift")

        def act(order: Order) -> None:
            client.pause_cluster(ClusterIdentifier=order.resource.id)

        return self.each_order(orders, act)

    def put_tags(self, resources: Sequence[Resource], tags: Mapping[str, str]) -> Outcomes:
        """Set tags."""
        client, listed = self.client("redshift"), tag_list(tags)
        return self.each_resource(resources, lambda found: client.create_tags(ResourceName=found.arn, Tags=listed))

    def drop_tag(self, resources: Sequence[Resource], key: str) -> Outcomes:
        """Take a tag off."""
        client = self.client("redshift")
        return self.each_resource(resources, lambda found: client.delete_tags(ResourceName=found.arn, TagKeys=[key]))

    def _resource(self, raw: Mapping[str, Any], tags: Mapping[str, str], region: str, partition: str) -> Resource:
        # Redshift does not tell the ARN, which tags need.
        nodes = int(raw.get("NumberOfNodes", 1))
        return Resource(
            id=raw["ClusterIdentifier"],
            arn=f"arn:{partition}:redshift:{region}:{self.account}:cluster:{raw['ClusterIdentifier']}",
            state=_STATES.get(raw["ClusterStatus"], "changing"),
            tags=tags,
            raw=raw,
            items=((f"redshift.node/{raw['NodeType']}", Decimal(nodes)),),
            units=nodes,
        )
