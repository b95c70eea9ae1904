"""S3 buckets where nothing ever ends, and uploads that were never finished."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError

from functions.cost_optimizer.finding import Finding
from functions.cost_optimizer.place import Place
from functions.cost_optimizer.prices import GIB
from functions.cost_optimizer.usage import Question, latest


def check(place: Place) -> Iterator[Finding]:
    """Look at the buckets of the place's region."""
    for bucket in place.pages("s3", "list_buckets", "Buckets", BucketRegion=place.region):
        if bucket.get("BucketRegion", place.region) == place.region:
            yield from _bucket(place, bucket["Name"])


def _bucket(place: Place, name: str) -> Iterator[Finding]:
    rules = _rules(place, name)
    common: dict[str, Any] = {"account": place.account, "region": place.region, "resource": name}
    if not rules:
        yield Finding(
            kind="bucket-without-lifecycle",
            action="limit",
            monthly=None,  # what may go is the owner's to say
            why=f"{_size(place, name):.2f} GB in S3 Standard, and nothing ever moves to a colder class or ends.",
            fix="Add a lifecycle: INTELLIGENT_TIERING or STANDARD_IA after 30 days, an end for old versions.",
            confidence="low",
            **common,
        )
    if any("AbortIncompleteMultipartUpload" in rule for rule in rules):
        return
    count, size = _stale(place, name)
    if count:
        yield Finding(
            kind="stale-uploads",
            action="remove",
            monthly=place.prices.cost("s3.storage/STANDARD", size),
            why=f"{count} uploads of more than {place.config.limits.upload_days} days were never finished; their "
            f"{size:.2f} GB show in no listing.",
            fix="Add a lifecycle rule with AbortIncompleteMultipartUpload after 7 days.",
            **common,
        )


def _rules(place: Place, bucket: str) -> list[dict[str, Any]]:
    try:
        rules = place.client("s3").get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchLifecycleConfiguration":
            return []
        raise
    return [rule for rule in rules if rule["Status"] == "Enabled"]


def _size(place: Place, bucket: str) -> float:
    """Return GB in S3 Standard, by the newest measurement: there is one a day, which comes a day or two late."""
    dimensions = (("BucketName", bucket), ("StorageType", "StandardStorage"))
    return latest(place, Question("AWS/S3", "BucketSizeBytes", dimensions), days=3) / float(GIB)


def _stale(place: Place, bucket: str) -> tuple[int, Decimal]:
    """Return how many uploads are stale, and their size in GB."""
    limit = place.now - timedelta(days=place.config.limits.upload_days)
    count, size = 0, 0
    for upload in place.pages("s3", "list_multipart_uploads", "Uploads", Bucket=bucket):
        if upload["Initiated"] > limit:
            continue
        count += 1
        named = {"Bucket": bucket, "Key": upload["Key"], "UploadId": upload["UploadId"]}
        size += sum(part["Size"] for part in place.pages("s3", "list_parts", "Parts", **named))
    return count, Decimal(size) / GIB
