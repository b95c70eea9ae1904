"""Clusters of RDS: Aurora, and Neptune and DocumentDB, which share its API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from functions.instance_scheduler.kinds.base import WAIT, Order, Outcomes, Resource, counted, tag_map
from functions.instance_scheduler.kinds.rds import STATES, RdsKind, outdated, snapshot_name

_PAGE = 100
_PRICED = {"aurora": "aurora", "docdb": "docdb"}


class Clusters(RdsKind):
    """Clusters; stopping one stops all its members."""

    name, source = "rds-cluster", "db-cluster"

    def find(self) -> Iterator[Resource]:
        """Yield the clusters."""
        client = self.client("rds")
        found = [
            (raw, tags)
            for page in client.get_paginator("describe_db_clusters").paginate(PaginationConfig={"PageSize": _PAGE})
            for raw in page["DBClusters"]
            if self.tag in (tags := tag_map(raw.get("TagList")))
        ]
        if not found:
            return
        classes: dict[str, Counter[str]] = {}
        for page in client.get_paginator("describe_db_instances").paginate(PaginationConfig={"PageSize": _PAGE}):
            for member in page["DBInstances"]:
                if cluster := member.get("DBClusterIdentifier"):
                    classes.setdefault(cluster, Counter())[member["DBInstanceClass"]] += 1
        for raw, tags in found:
            yield self._resource(raw, tags, classes.get(raw["DBClusterIdentifier"], Counter()))

    def start(self, orders: Sequence[Order]) -> Outcomes:
        """Start clusters."""
        client = self.client("rds")

        def act(order: Order) -> None:
            client.start_db_cluster(DBClusterIdentifier=order.resource.id)

        return self.each_order(orders, act)

    def stop(self, orders: Sequence[Order]) -> Outcomes:
        """Stop clusters. A snapshot comes first: the cluster is stopped by the run that finds it complete."""
        client = self.client("rds")

        def act(order: Order) -> str | None:
            identifier, kept = order.resource.id, order.schedule.snapshots
            name = snapshot_name(identifier, order.since)
            if kept and not self._snapshot(identifier, name):
                return WAIT
            client.stop_db_cluster(DBClusterIdentifier=identifier)
            if kept:
                self._prune(identifier, name, kept)
            return None

        return self.each_order(orders, act)

    def _snapshot(self, cluster: str, name: str) -> bool:
        """Tell whether the snapshot of this stop is complete; make it when there is none."""
        client = self.client("rds")
        try:
            found = client.describe_db_cluster_snapshots(DBClusterSnapshotIdentifier=name)["DBClusterSnapshots"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "DBClusterSnapshotNotFoundFault":
                raise
            found = []
        if not found:
            made = client.create_db_cluster_snapshot(DBClusterIdentifier=cluster, DBClusterSnapshotIdentifier=name)
            found = [made["DBClusterSnapshot"]]
        return found[0]["Status"] == "available"

    def _prune(self, cluster: str, newest: str, kept: int) -> None:
        client = self.client("rds")
        pages = client.get_paginator("describe_db_cluster_snapshots").paginate(
            DBClusterIdentifier=cluster, SnapshotType="manual"
        )
        found = [snapshot for page in pages for snapshot in page["DBClusterSnapshots"]]
        for name in outdated(cluster, newest, kept, found, "DBClusterSnapshotIdentifier"):
            client.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=name)

    def _resource(self, raw: Mapping[str, Any], tags: Mapping[str, str], classes: Counter[str]) -> Resource:
        engine = raw.get("Engine", "")
        priced = _PRICED.get(engine.partition("-")[0])
        return Resource(
            id=raw["DBClusterIdentifier"],
            arn=raw["DBClusterArn"],
            state=STATES.get(raw["Status"], "changing"),
            tags=tags,
            raw=raw,
            unfit=_unfit(raw),
            # Serverless members (db.serverless) cost by what they do: they have no row, so they are not priced.
            items=counted(classes, f"{priced}.instance/") if priced else (),
            units=max(1, sum(classes.values())),
        )


def _unfit(raw: Mapping[str, Any]) -> str:
    if raw.get("EngineMode", "provisioned") == "serverless":
        return "Aurora Serverless v1 pauses by itself; RDS cannot stop it"
    if raw.get("GlobalWriteForwardingStatus") or raw.get("GlobalClusterIdentifier"):
        return "RDS cannot stop a cluster of a global database"
    return ""
