"""DataLake: the buckets of a lake's zones, and what may be done with a folder of one."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.blocks.account import account_root
from components.blocks.bucket import Bucket, BucketArgs, admit_access_logs
from components.blocks.key import Key
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow
from components.settings.bucket import BucketSettings
from components.settings.lake import LakeSettings

ZONES = ("raw", "curated", "results")


@dataclass(frozen=True, kw_only=True)
class DataLakeArgs:
    """What a lake is built from."""

    settings: LakeSettings
    stack: StackContext
    key: Key | None = None
    """Key that encrypts the objects; None: keys that S3 owns."""
    region: str | None = None
    """Region of the buckets; None is the stack's."""


class DataLake(Component):
    """Private buckets for the zones raw, curated and results, with one key and one log of accesses."""

    zones: dict[str, Bucket]
    """Buckets by the name of their zone."""
    buckets: dict[str, pulumi.Output[str]]
    """Names of the buckets by zone."""

    def __init__(self, name: str, args: DataLakeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        self._logs = self._log_bucket() if args.settings.access_logs else None
        self.zones = {zone: self._zone(zone) for zone in ZONES}
        self.buckets = {zone: bucket.bucket for zone, bucket in self.zones.items()}
        self.publish(buckets=self.buckets)

    def url(self, zone: str, folder: str) -> pulumi.Output[str]:
        """Return the address of a folder, such as `s3://shop-raw/readings/`."""
        return pulumi.Output.concat("s3://", self.zones[zone].bucket, f"/{folder}/")

    def grant_read(self, zone: str, folder: str = "") -> list[Statement]:
        """Return what a role needs to read a folder of a zone; without a folder, all of it."""
        use = [self._args.key.grant_decrypt("s3")] if self._args.key else []
        return [*self.zones[zone].grant_read(f"{folder}/" if folder else ""), *use]

    def grant_write(self, zone: str, folder: str) -> list[Statement]:
        """Return what a role needs to write and replace the objects of a folder of a zone."""
        use = [self._args.key.grant_encrypt("s3")] if self._args.key else []
        return [*self.zones[zone].grant_write(f"{folder}/"), *use]

    def grant_add(self, zone: str, folder: str) -> list[Statement]:
        """Return what a role needs to put new objects into a folder of a zone, and to take none away."""
        use = [self._args.key.grant_encrypt("s3")] if self._args.key else []
        objects = [pulumi.Output.concat(self.zones[zone].arn, f"/{folder}/*")]
        return [allow(["s3:PutObject", "s3:AbortMultipartUpload"], objects), *use]

    def code(self) -> Bucket:
        """Make the bucket of the scripts that jobs run, which must not end like data does."""
        return self._bucket("code", BucketSettings.of(self._args.stack.environment))

    def _zone(self, zone: str) -> Bucket:
        return self._bucket(zone, getattr(self._args.settings, zone))

    def _bucket(self, role: str, settings: BucketSettings) -> Bucket:
        args = BucketArgs(
            settings=settings,
            stack=self._args.stack,
            key_arn=self._args.key.arn if self._args.key else None,
            access_logs=self._logs,
            region=self._args.region,
        )
        return Bucket(f"{self.name}-{role}", args, self.child())

    def _log_bucket(self) -> Bucket:
        account = account_root(self).apply(lambda root: root.split(":")[4])
        settings = BucketSettings.of(self._args.stack.environment, purpose="logs")
        args = BucketArgs(
            settings=settings,
            stack=self._args.stack,
            statements=lambda arn: admit_access_logs(arn, account),
            region=self._args.region,
        )
        return Bucket(f"{self.name}-access", args, self.child())
