"""LogLifecycle: an end for logs that no component of the stack looks after."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.blocks.bucket_rules import abort_uploads, ageing_rule
from components.component import Component
from components.context import StackContext
from components.settings.log_lifecycle import LogBucketSettings, LogLifecycleSettings


@dataclass(frozen=True, kw_only=True)
class LogLifecycleArgs:
    """What the ends are built from."""

    settings: LogLifecycleSettings
    stack: StackContext
    region: str | None = None
    """Region of log groups and buckets; None is the stack's."""


class LogLifecycle(Component):
    """Log groups with retention, made before the service that would make them without, and rules of buckets for logs.

    What the blocks of a stack log ends by itself; this is for what others write.
    """

    log_group_arns: pulumi.Output[dict[str, str]]
    """ARNs of the log groups, by their key."""

    def __init__(self, name: str, args: LogLifecycleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._region = args.region
        groups = {
            key: self._group(key, group.name, group.retention_days) for key, group in args.settings.groups.items()
        }
        for key, bucket in args.settings.buckets.items():
            self._bucket(key, bucket)
        self.log_group_arns = pulumi.Output.all(**groups)
        self.publish(log_group_arns=self.log_group_arns)

    def _group(self, key: str, group: str, days: int) -> pulumi.Output[str]:
        from pulumi_aws import cloudwatch  # noqa: PLC0415 (only where it is asked for)

        made = cloudwatch.LogGroup(
            f"{self.name}-group-{key}",
            name=group,
            retention_in_days=days,
            region=self._region,
            opts=self.child(),
        )
        return made.arn

    def _bucket(self, key: str, settings: LogBucketSettings) -> None:
        from pulumi_aws import s3  # noqa: PLC0415 (only where it is asked for)

        s3.BucketLifecycleConfiguration(
            f"{self.name}-bucket-{key}",
            bucket=settings.bucket,
            rules=[
                abort_uploads(),
                ageing_rule("age-logs", settings.prefix, settings.tiers, settings.expire_after_days),
            ],
            region=self._region,
            opts=self.child(),
        )
