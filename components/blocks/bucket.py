"""Bucket: private S3 storage that is safe as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import s3

from components.blocks.bucket_rules import Rule, lifecycle_rules, tls_only
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, document
from components.settings.bucket import BucketSettings


@dataclass(frozen=True, kw_only=True)
class BucketArgs:
    """What a bucket is built from."""

    settings: BucketSettings
    stack: StackContext
    statements: Callable[[pulumi.Output[str]], Iterable[Statement]] | None = None
    """Takes the bucket's ARN and returns further statements of its policy, such as for a service that
    delivers logs."""
    policy_later: bool = False
    """Whether somebody else calls `put_policy`, because the policy names a resource that needs this bucket
    first (a distribution)."""
    key_arn: pulumi.Input[str] | None = None
    """KMS key that encrypts new objects, with a bucket key to keep requests few; None: keys that S3 owns
    (SSE-S3)."""
    access_logs: Bucket | None = None
    """Bucket that receives the access logs of this one; its policy must admit them (`admit_access_logs`)."""
    lifecycle: Sequence[Rule] | None = None
    """Rules by which objects age, in place of those that the settings make; `bucket_rules` has what builds them."""
    region: str | None = None
    """Region of the bucket; None is the stack's."""


class Bucket(Component):
    """A private bucket: no public access, owner-enforced, encrypted, versioned, TLS 1.2 or newer, with a
    lifecycle.
    """

    bucket: pulumi.Output[str]
    """Name of the bucket."""
    arn: pulumi.Output[str]
    regional_domain_name: pulumi.Output[str]
    """Host name that includes the region; what a distribution takes as its origin."""

    def __init__(self, name: str, args: BucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._region = args.region
        settings = args.settings
        bucket = s3.Bucket(
            f"{name}-bucket",
            force_destroy=settings.force_destroy,
            object_lock_enabled=True if settings.object_lock else None,
            region=args.region,
            opts=self.child(),
        )
        self.bucket, self.arn = bucket.bucket, bucket.arn
        self.regional_domain_name = bucket.bucket_regional_domain_name
        self._close()
        self._encrypt(args.key_arn)
        self._keep(settings, args.lifecycle)
        if args.access_logs:
            s3.BucketLogging(
                f"{name}-access-logs",
                target_bucket=args.access_logs.bucket,
                target_prefix=f"s3/{name}/",
                **self._of_bucket(depends_on=[args.access_logs]),
            )
        if not args.policy_later:
            self.put_policy(args.statements(self.arn) if args.statements else ())
        self.publish(bucket=self.bucket, arn=self.arn, regional_domain_name=self.regional_domain_name)

    def put_policy(self, statements: Iterable[Statement]) -> None:
        """Write the bucket's one policy: TLS only, then `statements`. Called once, where `policy_later` is
        set.
        """
        policy = document(*tls_only(self.arn), *statements)
        # S3 refuses a policy while it still works on the public access block of the same bucket.
        s3.BucketPolicy(f"{self.name}-policy", policy=policy, **self._of_bucket(depends_on=[self._closed]))

    def grant_read(self, prefix: str = "") -> list[Statement]:
        """Return the statements that let a role list the bucket and read the objects below `prefix`."""
        listing = {"StringLike": {"s3:prefix": f"{prefix}*"}} if prefix else None
        return [
            allow(["s3:ListBucket"], [self.arn], condition=listing),
            allow(["s3:GetObject"], [pulumi.Output.concat(self.arn, f"/{prefix}*")]),
        ]

    def grant_write(self, prefix: str = "") -> list[Statement]:
        """Return the statements that let a role put and delete objects below `prefix`; old versions stay
        safe.
        """
        objects = [pulumi.Output.concat(self.arn, f"/{prefix}*")]
        return [allow(["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"], objects)]

    def _of_bucket(self, **options: Any) -> dict[str, Any]:
        """Return the arguments that every resource about this bucket has in common."""
        return {"bucket": self.bucket, "region": self._region, "opts": self.child(**options)}

    def _close(self) -> None:
        self._closed = s3.BucketPublicAccessBlock(
            f"{self.name}-public-access",
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            **self._of_bucket(),
        )
        s3.BucketOwnershipControls(
            f"{self.name}-ownership",
            rule=s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
            **self._of_bucket(),
        )

    def _encrypt(self, key_arn: pulumi.Input[str] | None) -> None:
        default = s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
            sse_algorithm="aws:kms" if key_arn else "AES256", kms_master_key_id=key_arn
        )
        rule = s3.BucketServerSideEncryptionConfigurationRuleArgs(
            apply_server_side_encryption_by_default=default, bucket_key_enabled=True if key_arn else None
        )
        s3.BucketServerSideEncryptionConfiguration(f"{self.name}-encryption", rules=[rule], **self._of_bucket())

    def _keep(self, settings: BucketSettings, lifecycle: Sequence[Rule] | None) -> None:
        versioning = s3.BucketVersioning(
            f"{self.name}-versioning",
            versioning_configuration=s3.BucketVersioningVersioningConfigurationArgs(
                # A bucket that never was versioned cannot be Suspended, but takes Disabled.
                status="Enabled" if settings.versioning else "Disabled"
            ),
            **self._of_bucket(),
        )
        s3.BucketLifecycleConfiguration(
            f"{self.name}-lifecycle",
            rules=list(lifecycle_rules(settings) if lifecycle is None else lifecycle),
            **self._of_bucket(depends_on=[versioning]),
        )
        if settings.object_lock:
            retention = s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(
                mode=settings.object_lock.mode, days=settings.object_lock.days
            )
            s3.BucketObjectLockConfiguration(
                f"{self.name}-object-lock",
                rule=s3.BucketObjectLockConfigurationRuleArgs(default_retention=retention),
                **self._of_bucket(depends_on=[versioning]),
            )


def admit_access_logs(arn: pulumi.Output[str], account_id: pulumi.Input[str]) -> list[Statement]:
    """Return the statement by which a bucket for logs admits the access logs of the account's own buckets."""
    return [admit(arn, "logging.s3.amazonaws.com", "s3/*", {"StringEquals": {"aws:SourceAccount": account_id}})]


def admit(arn: pulumi.Output[str], service: str, objects: str, condition: Mapping[str, Any] | None = None) -> Statement:
    """Return the statement by which an AWS service may put `objects` (such as `alb/*`) into the bucket.

    `condition` should name the account or resource that the service works for; without it another customer's
    resource could make the service write here.
    """
    target = pulumi.Output.concat(arn, "/", objects)
    return allow(["s3:PutObject"], [target], principal={"Service": service}, condition=condition)
