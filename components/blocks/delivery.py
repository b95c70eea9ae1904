"""Delivery: a Firehose stream that writes records into the lake, with a role and a log of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch, iam, kinesis

from components.blocks import delivery_parts as parts
from components.blocks.catalog import Catalog
from components.blocks.data_lake import DataLake
from components.blocks.delivery_operations import alarms, queries, widgets
from components.blocks.function import Function
from components.blocks.key import Key
from components.blocks.short_name import fitting
from components.blocks.stream import Stream
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, assume_role, document
from components.settings.delivery import DeliverySettings
from components.settings.lake import LakeTableSettings

SERVICE = "firehose.amazonaws.com"
_LONGEST = 64


@dataclass(frozen=True, kw_only=True)
class DeliveryArgs:
    """What a delivery is built from."""

    settings: DeliverySettings
    stack: StackContext
    lake: DataLake
    """Lake that receives the files."""
    folder: str
    """Folder of files that belong to no table, and of records that could not be delivered."""
    source: Stream | None = None
    """Stream whose records are delivered; None: callers put records in themselves."""
    table: LakeTableSettings | None = None
    """Table that the settings name."""
    catalog: Catalog | None = None
    """Catalogue of that table."""
    transform: Function | None = None
    """Function that changes records on the way."""
    key: Key | None = None
    """Key that encrypts what waits in the stream, the log and the files; None: keys of AWS."""
    region: str | None = None
    """Region of the stream; None is the stack's."""


class Delivery(Component):
    """Records into files: collected, converted, sorted into folders, compressed, encrypted."""

    arn: pulumi.Output[str]
    delivery_name: pulumi.Output[str]
    role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: DeliveryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        logs, stream = self._log()
        role, policy = self._role(logs)
        self.role_arn = role.arn
        logging = {"enabled": True, "log_group_name": logs.name, "log_stream_name": stream.name}
        made = kinesis.FirehoseDeliveryStream(
            f"{name}-delivery",
            name=fitting(f"{name}-delivery", args.stack.project, args.stack.stack, limit=_LONGEST),
            destination="extended_s3",
            kinesis_source_configuration=(
                {"kinesis_stream_arn": args.source.arn, "role_arn": role.arn} if args.source else None
            ),
            server_side_encryption=None if args.source else self._encryption(),
            extended_s3_configuration=self._destination(role, logging),
            region=args.region,
            # Firehose tries its permissions at once, before IAM has told all of AWS about them.
            opts=self.child(depends_on=[policy]),
        )
        self.arn, self.delivery_name = made.arn, made.name
        converts = parts.converts(args.table)
        self.operations.alarms += alarms(name, args.settings, made.name, args.region, converts=converts)
        self.operations.widgets += widgets(name, made.name, args.region, converts=converts)
        self.operations.queries += queries(logs.name, args.region)
        self.publish(arn=self.arn, delivery_name=self.delivery_name, role_arn=self.role_arn)

    def grant_put(self) -> list[Statement]:
        """Return what a role needs to put records in."""
        return [allow(["firehose:PutRecord", "firehose:PutRecordBatch"], [self.arn])]

    def access(self) -> pulumi.Output[str]:
        """Make an IAM policy for producers that run elsewhere; return its ARN."""
        policy = iam.Policy(
            f"{self.name}-put",
            description=f"For the code that is to put records into {self.name}",
            policy=document(*self.grant_put()),
            opts=self.child(),
        )
        return policy.arn

    def _destination(self, role: iam.Role, logging: dict[str, Any]) -> Any:
        args, settings = self._args, self._args.settings
        place: dict[str, Any] = {"role_arn": role.arn, "bucket_arn": args.lake.zones[self._zone].arn}
        place["kms_key_arn"] = args.key.arn if args.key else None
        function = args.transform.arn if args.transform else None
        original = args.transform is not None and settings.keep_original
        destination = {
            **place,
            "prefix": parts.prefix(args.folder, settings, args.table),
            "error_output_prefix": parts.error_prefix(args.folder),
            "buffering_interval": settings.buffer_seconds,
            "buffering_size": settings.buffer_mb,
            "compression_format": parts.compression(settings, args.table),
            "cloudwatch_logging_options": logging,
            "data_format_conversion_configuration": self._conversion(role),
            "dynamic_partitioning_configuration": {"enabled": True} if settings.partition_by else None,
            "processing_configuration": parts.processing(settings, function),
            "s3_backup_mode": "Enabled" if original else None,
            "s3_backup_configuration": self._original(role, logging) if original else None,
        }
        return {name: value for name, value in destination.items() if value is not None}

    def _original(self, role: iam.Role, logging: dict[str, Any]) -> dict[str, Any]:
        """Return where records go as they came."""
        args = self._args
        return {
            "role_arn": role.arn,
            "bucket_arn": args.lake.zones["raw"].arn,
            "prefix": f"originals/{args.folder}/",
            "compression_format": "GZIP",
            "buffering_interval": max(60, args.settings.buffer_seconds),
            "kms_key_arn": args.key.arn if args.key else None,
            "cloudwatch_logging_options": logging,
        }

    def _conversion(self, role: iam.Role) -> dict[str, Any] | None:
        args = self._args
        if args.table is None or args.catalog is None or not parts.converts(args.table):
            return None
        region = args.region or args.stack.region
        return parts.conversion(
            args.settings, args.table, role_arn=role.arn, database=args.catalog.database, region=region
        )

    @property
    def _zone(self) -> str:
        return self._args.table.zone if self._args.table else "raw"

    def _encryption(self) -> Any:
        """Return the encryption of what callers put in; records of a stream are encrypted by the stream."""
        key = self._args.key
        if key is None:
            return {"enabled": True, "key_type": "AWS_OWNED_CMK"}
        return {"enabled": True, "key_type": "CUSTOMER_MANAGED_CMK", "key_arn": key.arn}

    def _log(self) -> tuple[cloudwatch.LogGroup, cloudwatch.LogStream]:
        args = self._args
        logs = cloudwatch.LogGroup(
            f"{self.name}-logs",
            name=f"/aws/kinesisfirehose/{args.stack.project}-{args.stack.stack}-{self.name}",
            retention_in_days=args.settings.log_days,
            kms_key_id=args.key.arn if args.key else None,
            region=args.region,
            opts=self.child(),
        )
        stream = cloudwatch.LogStream(
            f"{self.name}-log-stream",
            name="delivery",
            log_group_name=logs.name,
            region=args.region,
            opts=self.child(),
        )
        return logs, stream

    def _role(self, logs: cloudwatch.LogGroup) -> tuple[iam.Role, iam.RolePolicy]:
        stack = self._args.stack
        role = iam.Role(
            f"{self.name}-role",
            name=fitting(f"{self.name}-role", stack.project, stack.stack, limit=_LONGEST),
            assume_role_policy=assume_role(SERVICE),
            opts=self.child(),
        )
        statements = list(self._statements(logs))
        policy = iam.RolePolicy(f"{self.name}-policy", role=role.name, policy=document(*statements), opts=self.child())
        return role, policy

    def _statements(self, logs: cloudwatch.LogGroup) -> Iterator[Statement]:
        """Yield what Firehose may do for this delivery."""
        args, settings = self._args, self._args.settings
        yield allow(["logs:PutLogEvents"], [pulumi.Output.concat(logs.arn, ":*")])
        bucket = args.lake.zones[self._zone]
        yield allow(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], [bucket.arn])
        yield from args.lake.grant_add(self._zone, settings.table or args.folder)
        yield from args.lake.grant_add(self._zone, f"errors/{args.folder}")
        if args.transform:
            version = pulumi.Output.concat(args.transform.arn, ":$LATEST")
            yield allow(["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"], [args.transform.arn, version])
            if settings.keep_original:
                yield from args.lake.grant_add("raw", f"originals/{args.folder}")
        if args.source:
            yield from args.source.grant_read()
        if args.catalog and settings.table and parts.converts(args.table):
            yield from args.catalog.grant_versions(settings.table)
