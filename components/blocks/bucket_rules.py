"""The rules of a bucket as data: who may never come in, and how objects age."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import pulumi

from components.iam import Statement, deny
from components.settings.bucket import BucketSettings, StorageClass

if TYPE_CHECKING:
    from pulumi_aws.s3 import BucketLifecycleConfigurationRuleArgsDict

Rule: TypeAlias = "BucketLifecycleConfigurationRuleArgsDict"
"""One rule of a lifecycle."""

MULTIPART_DAYS = 7
"""Days after which the parts of an upload that never ended go; they cost like objects and stand in no
listing."""


def tls_only(arn: pulumi.Output[str]) -> list[Statement]:
    """Return the statements that refuse requests without TLS, and TLS older than 1.2."""
    resources = [arn, pulumi.Output.concat(arn, "/*")]
    return [
        deny(["s3:*"], resources, sid="DenyInsecureTransport", principal="*",
             condition={"Bool": {"aws:SecureTransport": "false"}}),
        deny(["s3:*"], resources, sid="DenyOldTls", principal="*",
             condition={"NumericLessThan": {"s3:TlsVersion": "1.2"}}),
    ]  # fmt: skip


def lifecycle_rules(settings: BucketSettings) -> list[Rule]:
    """Return the lifecycle rules of a bucket; there is always one, for uploads that never ended."""
    rules = [abort_uploads()]
    if settings.ageing:
        moves = [{"days": days, "storage_class": storage} for storage, days in settings.ageing.items()]
        rules.append(_rule("age", transitions=moves))
    if settings.expiry:
        rules.append(_rule("expire", expiration={"days": settings.expiry}))
    if settings.versioning:
        rules.append(_rule("end-versions", noncurrent_version_expiration={"noncurrent_days": settings.noncurrent_days}))
        if not settings.expiry:  # S3 takes one expiration a rule; with `days` it drops the markers itself
            rules.append(_rule("drop-delete-markers", expiration={"expired_object_delete_marker": True}))
    return rules


def abort_uploads() -> Rule:
    """Return the rule that every bucket has: uploads that never ended go."""
    return _rule("abort-multipart-uploads", abort_incomplete_multipart_upload={"days_after_initiation": MULTIPART_DAYS})


def ageing_rule(key: str, prefix: str, tiers: Mapping[StorageClass, int], expiry: int) -> Rule:
    """Return a rule for the objects below `prefix`: storage class → days, and days until they are deleted.

    Moves that an object would not live to see are left out.
    """
    moves = [{"days": days, "storage_class": storage} for storage, days in tiers.items() if days < expiry]
    return _rule(key, prefix, transitions=moves or None, expiration={"days": expiry})


def _rule(key: str, prefix: str = "", **actions: Any) -> Rule:
    # The empty filter means every object; without one S3 falls back to the older prefix form.
    return cast("Rule", {"id": key, "status": "Enabled", "filter": {"prefix": prefix}, **actions})
