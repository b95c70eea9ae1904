"""Stream: a Kinesis data stream that is encrypted, watched by name, and changes its way of payment in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import iam, kinesis

from components.blocks.key import Key
from components.blocks.stream_operations import alarms, widgets
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, document
from components.settings.stream import StreamSettings

AWS_KEY = "alias/aws/kinesis"
"""Key that AWS manages for Kinesis: free of charge, usable within the account only."""
_READ = (
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
)


@dataclass(frozen=True, kw_only=True)
class StreamArgs:
    """What a stream is built from."""

    settings: StreamSettings
    stack: StackContext
    key: Key | None = None
    """Key that encrypts the records; None leaves it to the one that AWS manages for Kinesis."""
    region: str | None = None
    """Region of the stream; None is the stack's."""


class Stream(Component):
    """A data stream: many producers, any number of consumers, records kept for replay."""

    arn: pulumi.Output[str]
    stream_name: pulumi.Output[str]

    def __init__(self, name: str, args: StreamArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._key = args.key
        stream = kinesis.Stream(
            f"{name}-stream",
            retention_period=args.settings.retention_hours,
            encryption_type="KMS",
            kms_key_id=args.key.arn if args.key else AWS_KEY,
            region=args.region,
            **_capacity(args.settings),
            opts=self.child(),
        )
        self.arn, self.stream_name = stream.arn, stream.name
        self.operations.alarms += alarms(name, args.settings, stream.name, args.region)
        self.operations.widgets += widgets(name, stream.name, args.region)
        self.publish(arn=self.arn, stream_name=self.stream_name)

    def grant_put(self) -> list[Statement]:
        """Return what a role needs to put records in."""
        use = [self._key.grant_encrypt("kinesis")] if self._key else []
        return [allow(["kinesis:PutRecord", "kinesis:PutRecords"], [self.arn]), *use]

    def grant_read(self) -> list[Statement]:
        """Return what a role needs to read records, each shard from any time on."""
        use = [self._key.grant_decrypt("kinesis")] if self._key else []
        return [allow(_READ, [self.arn]), *use]

    def access(self, role: str, statements: Sequence[Statement]) -> pulumi.Output[str]:
        """Make an IAM policy of `statements` for code that runs elsewhere; return its ARN. `role` names it."""
        policy = iam.Policy(
            f"{self.name}-{role}",
            description=f"For the code that is to {role} records of {self.name}",
            policy=document(*statements),
            opts=self.child(),
        )
        return policy.arn


def _capacity(settings: StreamSettings) -> dict[str, Any]:
    if settings.mode == "on-demand":
        return {"stream_mode_details": {"stream_mode": "ON_DEMAND"}}
    return {"stream_mode_details": {"stream_mode": "PROVISIONED"}, "shard_count": settings.shards}
