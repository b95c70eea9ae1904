"""Every bucket has a public access block."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Stack
from policy.rule import Answer, Finding, stack_rule

BUCKET = "aws:s3/bucket:Bucket"
BUCKET_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ACCOUNT_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"


@stack_rule(
    id="S3-003",
    name="bucket-has-public-access-block",
    title="Every bucket has a public access block of its own, or the account has one",
    severity="high",
    rationale="The block overrules any ACL or policy that somebody adds later, by hand or by mistake.",
    fix="Use Quoin's Bucket, or add `aws.s3.BucketPublicAccessBlock(bucket=bucket.id, ...)` with all four switches on.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    frameworks=("FSBP S3.8", "CIS 3.0.0 2.1.4"),
    types=(BUCKET, BUCKET_BLOCK, ACCOUNT_BLOCK),
    on_unknown="pass",
)
def check(stack: Stack) -> Iterator[Answer]:
    """Join blocks to buckets by dependency or by name (S3-002 looks into the blocks)."""
    if stack.of(ACCOUNT_BLOCK):
        return
    for bucket in stack.of(BUCKET):
        if not any(stack.refers(block, "bucket", bucket, "id", "bucket") for block in stack.of(BUCKET_BLOCK)):
            yield Finding("The bucket has no public access block.", bucket.urn)
