"""No public access control list."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import UNKNOWN, Resource
from policy.rule import Answer, Undecided, resource_rule

PUBLIC = ("public-read", "public-read-write", "authenticated-read")
_GROUPS = ("global/AllUsers", "global/AuthenticatedUsers")


@resource_rule(
    id="S3-001",
    name="bucket-public-acl",
    title="No access control list opens a bucket or an object to everybody",
    severity="critical",
    rationale="`public-read` is how data leaks: everybody can list and fetch, and `authenticated-read` means "
    "any AWS account.",
    fix="Drop the ACL; serve files through CloudFront with origin access control (Quoin's Cdn).",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
    frameworks=("FSBP S3.2", "FSBP S3.3", "FSBP S3.12"),
    types=(
        "aws:s3/bucket:Bucket",
        "aws:s3/bucketAcl:BucketAcl",
        "aws:s3/bucketObject:BucketObject",
        "aws:s3/bucketObjectv2:BucketObjectv2",
    ),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Look at canned ACLs and at grants to groups of everybody."""
    acl = resource.need("acl")
    if acl in PUBLIC:
        yield f"acl is {acl}."
    for path in ("accessControlPolicy.grants", "grants"):
        for index, grant in enumerate(resource.list(path)):
            grantee = grant.get("grantee", grant) if isinstance(grant, dict) else UNKNOWN
            uri = grantee.get("uri") if isinstance(grantee, dict) else UNKNOWN
            if uri is UNKNOWN:
                yield Undecided(f"{path}[{index}]")
            elif str(uri).endswith(_GROUPS):
                yield f"{path}[{index}] grants to everybody."
