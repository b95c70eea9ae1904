"""A public access block blocks everything."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.rule import Answer, resource_rule

FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
BUCKET_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ACCOUNT_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"


@resource_rule(
    id="S3-002",
    name="public-access-block-complete",
    title="A public access block has all four of its switches on",
    severity="critical",
    rationale="Each switch closes another way to make data public; the provider leaves out what is not said.",
    fix="Set `block_public_acls`, `block_public_policy`, `ignore_public_acls` and `restrict_public_buckets` to True.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    frameworks=("FSBP S3.1", "FSBP S3.8", "CIS 3.0.0 2.1.4"),
    types=(BUCKET_BLOCK, ACCOUNT_BLOCK),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Name the switches that are off."""
    off = [flag for flag in FLAGS if not resource.flag(flag)]
    if off:
        yield f"Off: {', '.join(off)}."
