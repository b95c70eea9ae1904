"""RDS instances: stopped, with a snapshot if asked, and started. Members of a cluster are the cluster's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from functions.instance_scheduler.decision import Found
from functions.instance_scheduler.kinds.base import Kind, Order, Outcomes, Resource, tag_list, tag_map
from functions.instance_scheduler.names import SNAPSHOTS

STATES: Mapping[str, Found] = {
    # Available, or doing what does not keep RDS from stopping it.
    "available": "running",
    "stopped": "stopped",
    # These need somebody: RDS refuses to stop what is in them, and says why.
    "storage-full": "running",
    "incompatible-parameters": "running",
}
_PAGE = 100
_AUTO_RESTART = "exceeding the maximum allowed time being stopped"
"""RDS-EVENT-0153 (clusters) and RDS-EVENT-0154 (instances): restarted after seven days."""
_SEVEN_DAYS = timedelta(days=7)
_EVENTS_LAST = timedelta(days=13, hours=23)  # RDS keeps its events for 14 days


class RdsKind(Kind):
    """What instances and clusters have in common."""

    source: str
    """What RDS calls the kind in its events."""

    def put_tags(self, resources: Sequence[Resource], tags: Mapping[str, str]) -> Outcomes:
        """Set tags."""
        client, listed = self.client("rds"), tag_list(tags)
        return self.each_resource(
            resources, lambda resource: client.add_tags_to_resource(ResourceName=resource.arn, Tags=listed)
        )

    def drop_tag(self, resources: Sequence[Resource], key: str) -> Outcomes:
        """Take a tag off."""
        client = self.client("rds")
        return self.each_resource(
            resources, lambda resource: client.remove_tags_from_resource(ResourceName=resource.arn, TagKeys=[key])
        )

    def restarted(self, resource: Resource, since: datetime) -> bool:
        """Tell whether RDS started it again since a moment, because it had been stopped for seven days."""
        now = datetime.now(UTC)
        if now - since < _SEVEN_DAYS - timedelta(hours=1):
            return False  # it is too early for that: no need to ask
        pages = (
            self.client("rds")
            .get_paginator("describe_events")
            .paginate(
                SourceIdentifier=resource.id,
                SourceType=self.source,
                StartTime=max(since, now - _EVENTS_LAST),
                EndTime=now,
            )
        )
        return any(
            _AUTO_RESTART in event.get("Message", "") and event["Date"] >= since
            for page in pages
            for event in page["Events"]
        )


class Databases(RdsKind):
    """RDS instances outside clusters."""

    name, source = "rds", "db-instance"

    def find(self) -> Iterator[Resource]:
        """Yield the instances."""
        for page in (
            self.client("rds").get_paginator("describe_db_instances").paginate(PaginationConfig={"PageSize": _PAGE})
        ):
            for raw in page["DBInstances"]:
                tags = tag_map(raw.get("TagList"))
                if self.tag in tags and not raw.get("DBClusterIdentifier"):
                    yield self._resource(raw, tags)

    def start(self, orders: Sequence[Order]) -> Outcomes:
        """Start instances."""
        client = self.client("rds")

        def act(order: Order) -> None:
            client.start_db_instance(DBInstanceIdentifier=order.resource.id)

        return self.each_order(orders, act)

    def stop(self, orders: Sequence[Order]) -> Outcomes:
        """Stop instances. RDS makes the snapshot in the same call, so there is no stop without it."""
        client = self.client("rds")

        def act(order: Order) -> None:
            identifier = order.resource.id
            name = snapshot_name(identifier, order.now)
            option = {"DBSnapshotIdentifier": name} if order.schedule.snapshots else {}
            client.stop_db_instance(DBInstanceIdentifier=identifier, **option)
            if order.schedule.snapshots:
                self._prune(identifier, name, order.schedule.snapshots)

        return self.each_order(orders, act)

    def _prune(self, identifier: str, newest: str, kept: int) -> None:
        """Delete the oldest of our snapshots; the newest is being made and may not be listed yet."""
        client = self.client("rds")
        pages = client.get_paginator("describe_db_snapshots").paginate(
            DBInstanceIdentifier=identifier, SnapshotType="manual"
        )
        found = [snapshot for page in pages for snapshot in page["DBSnapshots"]]
        for name in outdated(identifier, newest, kept, found, "DBSnapshotIdentifier"):
            client.delete_db_snapshot(DBSnapshotIdentifier=name)

    def _resource(self, raw: Mapping[str, Any], tags: Mapping[str, str]) -> Resource:
        replica = raw.get("ReadReplicaSourceDBInstanceIdentifier") or raw.get("ReadReplicaDBInstanceIdentifiers")
        copies = Decimal(2 if raw.get("MultiAZ") else 1)
        return Resource(
            id=raw["DBInstanceIdentifier"],
            arn=raw["DBInstanceArn"],
            state=STATES.get(raw["DBInstanceStatus"], "changing"),
            tags=tags,
            raw=raw,
            unfit="RDS cannot stop an instance that is a read replica or has one" if replica else "",
            items=((f"rds.instance/{raw['Engine']}/{raw['DBInstanceClass']}", copies),),
        )


def snapshot_name(identifier: str, moment: datetime) -> str:
    """Return the name of a snapshot; names of one database sort by time."""
    return f"{SNAPSHOTS}-{identifier}-{moment.astimezone(UTC):%Y%m%dt%H%M}"


def outdated(identifier: str, newest: str, kept: int, found: Sequence[Mapping[str, Any]], key: str) -> list[str]:
    """Return the names of our complete snapshots of a database beyond the number that is kept."""
    stem = len(snapshot_name(identifier, datetime.now(UTC)))
    ours = sorted(
        snapshot[key]
        for snapshot in found
        if snapshot[key].startswith(f"{SNAPSHOTS}-{identifier}-") and len(snapshot[key]) == stem
        if snapshot.get("Status") == "available" and snapshot[key] != newest
    )
    return ours[: max(0, len(ours) - (kept - 1))]
