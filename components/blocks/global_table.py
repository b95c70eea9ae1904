"""GlobalTable: a DynamoDB table with a replica in each further region, all of which take reads and writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pulumi
from pulumi_aws import dynamodb

from components.blocks.key import Key, KeyArgs
from components.blocks.table import READ, WRITE, Table, TableArgs
from components.blocks.table_operations import alarms, widgets
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow
from components.operations import Alarm, Metric
from components.settings.key import KeySettings
from components.settings.table import TableSettings

REPLICATION_MS = 10_000
"""Milliseconds after which an item should be in the other regions; usually it takes one second."""


@dataclass(frozen=True, kw_only=True)
class GlobalTableArgs:
    """What a global table is built from."""

    settings: TableSettings
    """On demand: a replica takes the writes of all regions."""
    stack: StackContext
    regions: Sequence[str]
    """Regions of the replicas."""
    home: str
    """Region of the table itself. It holds for good: another one would make another table."""


class GlobalTable(Component):
    """A table whose replicas are resources of their own: a further region adds one and changes nothing else.

    Each replica is restored, protected and encrypted like the table, with a key of its region. Of two writes of one
    item at the same time the later one wins, in every region.
    """

    table_name: pulumi.Output[str]
    """The same in every region."""
    arns: dict[str, pulumi.Output[str]]
    """Region → ARN of the table there."""

    def __init__(self, name: str, args: GlobalTableArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        # Replication reads the stream, and takes no other kind.
        settings = args.settings.model_copy(update={"stream": "both"})
        self._table = Table(
            f"{name}-home",
            TableArgs(settings=settings, stack=args.stack, replicated=True, region=args.home),
            self.child(),
        )
        self.table_name = self._table.table_name
        self._keys: dict[str, Key] = {}
        self.arns = {args.home: self._table.arn}
        for region in args.regions:
            self.arns[region] = self._replica(region)
        self.publish(table_name=self.table_name, arns=self.arns)

    def grant_write(self, region: str) -> list[Statement]:
        """Return the statements that let a role read and change items in one region."""
        if region == self._args.home:
            return self._table.grant_write()
        arn = self.arns[region]
        actions = [f"dynamodb:{action}" for action in (*READ, *WRITE)]
        key = self._keys.get(region)
        statement = allow(actions, [arn, pulumi.Output.concat(arn, "/index/*")])
        return [statement, *([key.grant_decrypt("dynamodb")] if key else [])]

    def _replica(self, region: str) -> pulumi.Output[str]:
        settings = self._args.settings
        key = self._key(region) if settings.customer_key else None
        replica = dynamodb.TableReplica(
            f"{self.name}-{region}-replica",
            global_table_arn=self._table.arn,
            kms_key_arn=key.arn if key else None,
            point_in_time_recovery=settings.point_in_time_recovery,
            deletion_protection_enabled=settings.deletion_protection,
            region=region,
            opts=self.child(),
        )
        self._watch(region)
        return replica.arn

    def _watch(self, region: str) -> None:
        """Watch the replica like the table, and how far behind it is."""
        own = alarms(self.name, self._args.settings, self.table_name, region)
        self.operations.alarms += [_of_region(alarm, region) for alarm in own]
        self.operations.widgets += widgets(f"{self.name} {region}", self._args.settings, self.table_name, region)
        self.operations.alarms.append(
            Alarm(
                key=f"{region}-replication",
                description=f"Changes of {self.name} take more than {REPLICATION_MS // 1000} seconds to {region}; that "
                "much is lost if the region of the change fails. Look at the health of DynamoDB in both regions and "
                "at throttled writes of the replica.",
                metrics={
                    "m1": Metric(
                        namespace="AWS/DynamoDB",
                        name="ReplicationLatency",
                        dimensions={"TableName": self.table_name, "ReceivingRegion": region},
                        stat="Average",
                    )
                },
                threshold=REPLICATION_MS,
                # Each region counts what it sends: this is what the table's own region sends to the replica.
                region=self._args.home,
            )
        )

    def _key(self, region: str) -> Key:
        key_args = KeyArgs(
            settings=KeySettings.of(self._args.stack.environment),
            stack=self._args.stack,
            services=["dynamodb.amazonaws.com"],
            description=f"Replica of table {self.name}",
            region=region,
        )
        self._keys[region] = Key(f"{self.name}-{region}-key", key_args, self.child())
        return self._keys[region]


def _of_region(alarm: Alarm, region: str) -> Alarm:
    return replace(alarm, key=f"{region}-{alarm.key}")
