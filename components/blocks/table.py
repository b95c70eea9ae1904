"""Table: a DynamoDB table whose way of payment changes in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import dynamodb

from components.blocks.key import Key, KeyArgs
from components.blocks.table_operations import alarms, widgets
from components.blocks.table_scaling import scale
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow
from components.settings.key import KeySettings
from components.settings.table import CapacityRange, CapacitySettings, IndexSettings, TableSettings

_TYPES = {"string": "S", "number": "N", "binary": "B"}
_VIEWS = {"keys": "KEYS_ONLY", "new": "NEW_IMAGE", "old": "OLD_IMAGE", "both": "NEW_AND_OLD_IMAGES"}
_CLASSES = {"standard": "STANDARD", "infrequent-access": "STANDARD_INFREQUENT_ACCESS"}
READ = ("GetItem", "BatchGetItem", "Query", "Scan", "ConditionCheckItem", "DescribeTable")
WRITE = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem")


@dataclass(frozen=True, kw_only=True)
class TableArgs:
    """What a table is built from."""

    settings: TableSettings
    stack: StackContext
    replicated: bool = False
    """Whether the table has replicas in other regions, which are resources of their own."""
    region: str | None = None
    """Region of the table; None is the stack's."""


class Table(Component):
    """A DynamoDB table that is one resource in either way of payment, so that no change of it costs the data."""

    arn: pulumi.Output[str]
    table_name: pulumi.Output[str]
    stream_arn: pulumi.Output[str] | None = None
    """ARN of the stream of changes; None without one."""

    def __init__(self, name: str, args: TableArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts, region=args.region)
        settings = args.settings
        self._key = self._own_key(args) if settings.customer_key else None
        table = dynamodb.Table(
            f"{name}-table",
            **_keys(settings),
            **_capacity(settings),
            **_safety(settings, self._key.arn if self._key else None),
            region=args.region,
            opts=self.child(ignore_changes=[*_moving(settings), *(["replicas"] if args.replicated else [])]),
        )
        self.arn, self.table_name = table.arn, table.name
        if settings.stream != "none":
            self.stream_arn = table.stream_arn
        scale(self, self.table_name, settings, args.region)
        self.operations.alarms += alarms(name, settings, self.table_name, args.region)
        self.operations.widgets += widgets(name, settings, self.table_name, args.region)
        self.publish(arn=self.arn, table_name=self.table_name, stream_arn=self.stream_arn)

    def grant_read(self) -> list[Statement]:
        """Return the statements that let a role read the table and its indexes."""
        return self._grant(READ)

    def grant_write(self) -> list[Statement]:
        """Return the statements that let a role read and change the items of the table, not the table itself."""
        return self._grant((*READ, *WRITE))

    def grant_read_stream(self) -> list[Statement]:
        """Return the statements that let a role read the stream of changes.

        Raises:
            RunError: the table has no stream.

        """
        if self.stream_arn is None:
            raise pulumi.RunError(f"the table {self.name} has no stream; set its key `stream`")
        actions = ("GetRecords", "GetShardIterator", "DescribeStream", "ListStreams")
        return [allow([f"dynamodb:{action}" for action in actions], [self.stream_arn]), *self._decrypt()]

    def _grant(self, actions: tuple[str, ...]) -> list[Statement]:
        resources = [self.arn, pulumi.Output.concat(self.arn, "/index/*")]
        return [allow([f"dynamodb:{action}" for action in actions], resources), *self._decrypt()]

    def _decrypt(self) -> list[Statement]:
        return [self._key.grant_decrypt("dynamodb")] if self._key else []

    def _own_key(self, args: TableArgs) -> Key:
        key_args = KeyArgs(
            settings=KeySettings.of(args.stack.environment),
            stack=args.stack,
            services=["dynamodb.amazonaws.com"],
            description=f"Table {self.name}",
            region=args.region,
        )
        return Key(f"{self.name}-key", key_args, self.child())


def _keys(settings: TableSettings) -> dict[str, Any]:
    """Return the arguments that say how items are found."""
    attributes = [{"name": name, "type": _TYPES[kind]} for name, kind in settings.key_attributes().items()]
    return {
        "hash_key": settings.partition_key,
        "range_key": settings.sort_key,
        "attributes": attributes,
        "global_secondary_indexes": [_index(name, index, settings) for name, index in _sorted(settings)] or None,
    }


def _sorted(settings: TableSettings) -> list[tuple[str, IndexSettings]]:
    return sorted(settings.indexes.items())


def _index(name: str, index: IndexSettings, settings: TableSettings) -> dict[str, Any]:
    # Key schemas, not hashKey and rangeKey: the provider calls those two obsolete.
    schema = [{"attribute_name": index.partition_key, "key_type": "HASH"}]
    if index.sort_key:
        schema.append({"attribute_name": index.sort_key, "key_type": "RANGE"})
    listed = index.projection if isinstance(index.projection, list) else None
    kind = "INCLUDE" if listed is not None else {"all": "ALL", "keys": "KEYS_ONLY"}[str(index.projection)]
    limits = _units(index.capacity or settings.capacity)
    return {"name": name, "key_schemas": schema, "projection_type": kind, "non_key_attributes": listed, **limits}


def _capacity(settings: TableSettings) -> dict[str, Any]:
    mode = "PAY_PER_REQUEST" if settings.capacity.on_demand else "PROVISIONED"
    return {"billing_mode": mode, **_units(settings.capacity)}


def _units(capacity: CapacitySettings) -> Mapping[str, Any]:
    """Return the arguments of a table's or an index's capacity: limits on demand, the least provisioned."""
    if not capacity.on_demand:
        reads, writes = capacity.reads or CapacityRange(), capacity.writes or CapacityRange()
        return {"read_capacity": reads.minimum, "write_capacity": writes.minimum}
    if capacity.max_reads is None and capacity.max_writes is None:
        return {}
    # -1 takes a limit away; a part that is left out would keep the old one.
    limits = {
        "max_read_request_units": capacity.max_reads or -1,
        "max_write_request_units": capacity.max_writes or -1,
    }
    return {"on_demand_throughput": limits}


def _moving(settings: TableSettings) -> list[str]:
    """Return the inputs that scaling moves: an update must not set them back to the least.

    They are ignored while the table is provisioned only. After a switch from on demand DynamoDB begins at one unit,
    and scaling lifts it to the minimum at once.
    """
    return list(_scaled(settings.capacity)) if not settings.capacity.on_demand else []


def _scaled(capacity: CapacitySettings) -> Iterator[str]:
    for name, units in (("readCapacity", capacity.reads), ("writeCapacity", capacity.writes)):
        found = units or CapacityRange()
        if found.minimum < found.maximum:
            yield name


def _safety(settings: TableSettings, key_arn: pulumi.Output[str] | None) -> dict[str, Any]:
    """Return the arguments that protect the data, and those that say what becomes of old data."""
    stream = settings.stream != "none"
    recovery: dict[str, Any] = {"enabled": settings.point_in_time_recovery}
    if settings.point_in_time_recovery:
        recovery["recovery_period_in_days"] = settings.recovery_days
    return {
        "point_in_time_recovery": recovery,
        "deletion_protection_enabled": settings.deletion_protection,
        # Without a key of one's own DynamoDB encrypts with one of AWS's, which costs nothing.
        "server_side_encryption": {"enabled": True, "kms_key_arn": key_arn} if key_arn else None,
        "table_class": _CLASSES[settings.table_class],
        "stream_enabled": stream,
        "stream_view_type": _VIEWS[settings.stream] if stream else None,
        "ttl": {"enabled": True, "attribute_name": settings.expiry_attribute} if settings.expiry_attribute else None,
    }
