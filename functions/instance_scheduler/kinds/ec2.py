"""EC2 instances: stopped, or hibernated where they can be, and started."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from functions.instance_scheduler.decision import Found
from functions.instance_scheduler.kinds.base import Kind, Order, Outcomes, Resource, batches, halving, tag_list, tag_map

_PAGE = 1000
_CALLS = 100
"""Instances that one call starts or stops; AWS advises against very large ones."""
_TAGGED = 500
"""Instances that one call tags; AWS takes 1,000."""
_STATES: Mapping[str, Found] = {"running": "running", "stopped": "stopped"}
_GONE = ("terminated", "shutting-down")
_GROUP_TAG = "aws:autoscaling:groupName"


class Instances(Kind):
    """EC2 instances that belong to no Auto Scaling group: a group would replace what is stopped."""

    name = "ec2"

    def find(self) -> Iterator[Resource]:
        """Yield the instances."""
        pages = (
            self.client("ec2")
            .get_paginator("describe_instances")
            .paginate(Filters=[{"Name": "tag-key", "Values": [self.tag]}], PaginationConfig={"PageSize": _PAGE})
        )
        for page in pages:
            for reservation in page["Reservations"]:
                for raw in reservation["Instances"]:
                    tags = tag_map(raw.get("Tags"))
                    if raw["State"]["Name"] not in _GONE and _GROUP_TAG not in tags:
                        yield self._resource(raw, tags)

    def start(self, orders: Sequence[Order]) -> Outcomes:
        """Start instances."""
        client, outcomes = self.client("ec2"), {}
        for batch in batches([order.resource.id for order in orders], _CALLS):
            outcomes |= halving(batch, str, lambda ids: client.start_instances(InstanceIds=ids))
        return outcomes

    def stop(self, orders: Sequence[Order]) -> Outcomes:
        """Stop instances; those hibernate whose schedule asks for it and that were launched so that they can."""
        client, outcomes = self.client("ec2"), {}
        for hibernate in (False, True):
            ids = [order.resource.id for order in orders if _hibernates(order) is hibernate]
            call = partial(client.stop_instances, Hibernate=True) if hibernate else client.stop_instances
            for batch in batches(ids, _CALLS):
                outcomes |= halving(batch, str, lambda ids, call=call: call(InstanceIds=ids))
        return outcomes

    def put_tags(self, resources: Sequence[Resource], tags: Mapping[str, str]) -> Outcomes:
        """Set tags, hundreds of instances with a call."""
        client, outcomes = self.client("ec2"), {}
        for batch in batches([resource.id for resource in resources], _TAGGED):
            outcomes |= halving(batch, str, lambda ids: client.create_tags(Resources=ids, Tags=tag_list(tags)))
        return outcomes

    def drop_tag(self, resources: Sequence[Resource], key: str) -> Outcomes:
        """Take a tag off."""
        client, outcomes = self.client("ec2"), {}
        for batch in batches([resource.id for resource in resources], _TAGGED):
            outcomes |= halving(batch, str, lambda ids: client.delete_tags(Resources=ids, Tags=[{"Key": key}]))
        return outcomes

    def _resource(self, raw: Mapping[str, Any], tags: Mapping[str, str]) -> Resource:
        spot = raw.get("InstanceLifecycle") == "spot"
        # The price book has Linux on shared hardware; anything else is not priced.
        linux = raw.get("PlatformDetails", "Linux/UNIX") == "Linux/UNIX" and not raw.get("Platform")
        shared = raw.get("Placement", {}).get("Tenancy", "default") == "default"
        return Resource(
            id=raw["InstanceId"],
            arn=raw["InstanceId"],
            state=_STATES.get(raw["State"]["Name"], "changing"),
            tags=tags,
            raw=raw,
            unfit="a Spot instance is not stopped by a schedule: it belongs to its request" if spot else "",
            items=((f"ec2.instance/{raw['InstanceType']}", Decimal(1)),) if linux and shared else (),
        )


def _hibernates(order: Order) -> bool:
    able = order.resource.raw.get("HibernationOptions", {}).get("Configured", False)
    return bool(order.schedule.hibernate and able)
