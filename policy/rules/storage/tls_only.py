"""Buckets refuse plain HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policy.accessor import UNKNOWN, Resource, Stack
from policy.documents import as_list, statements
from policy.rule import Answer, Finding, Undecided, stack_rule

BUCKET = "aws:s3/bucket:Bucket"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"


@stack_rule(
    id="S3-006",
    name="bucket-tls-only",
    title="Every bucket has a policy that refuses requests without TLS",
    severity="medium",
    rationale="S3 answers over plain HTTP unless it is told not to.",
    fix="Use Quoin's Bucket, or deny `s3:*` where `aws:SecureTransport` is false in `aws.s3.BucketPolicy`.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    frameworks=("FSBP S3.5", "CIS 3.0.0 2.1.1"),
    types=(BUCKET, POLICY),
    on_unknown="pass",
)
def check(stack: Stack) -> Iterator[Answer]:
    """Join policies to buckets by dependency or by name, and look for the denial."""
    for bucket in stack.of(BUCKET):
        policies = [
            bucket,
            *(item for item in stack.of(POLICY) if stack.refers(item, "bucket", bucket, "id", "bucket")),
        ]
        found = [_refuses_http(item) for item in policies]
        if UNKNOWN in found:
            yield Undecided("policy", bucket.urn)
        elif True not in found:
            yield Finding("No bucket policy refuses requests without TLS.", bucket.urn)


def _refuses_http(resource: Resource) -> Any:
    document = resource.json("policy")
    return UNKNOWN if document is UNKNOWN else any(_denies(statement) for statement in statements(document))


def _denies(statement: dict[str, Any]) -> bool:
    condition = statement.get("Condition")
    test = condition.get("Bool") if isinstance(condition, dict) else None
    values = (
        [str(value).lower() for value in as_list(test.get("aws:SecureTransport"))] if isinstance(test, dict) else []
    )
    return statement.get("Effect") == "Deny" and values == ["false"]
