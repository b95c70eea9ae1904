"""No bucket policy opens a bucket to everybody."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import UNKNOWN, Resource
from policy.documents import public_statements
from policy.rule import Answer, Undecided, resource_rule


@resource_rule(
    id="S3-004",
    name="bucket-public-policy",
    title="No bucket policy grants anything to everybody",
    severity="critical",
    rationale="`Principal: *` without a condition that names an account, organisation, network or distribution "
    "is the Internet.",
    fix="Name the principal, or add a condition such as `aws:SourceArn` or `aws:PrincipalOrgID`.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    frameworks=("FSBP S3.2", "FSBP S3.3"),
    types=("aws:s3/bucketPolicy:BucketPolicy", "aws:s3/bucket:Bucket"),
    on_unknown="pass",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Read the policy. At preview its text often waits for the bucket's ARN; `up` judges it before it is created."""
    document = resource.json("policy")
    if document is UNKNOWN:
        yield Undecided("policy")
    for name in public_statements(document):
        yield f"{name} of the policy allows everybody."
