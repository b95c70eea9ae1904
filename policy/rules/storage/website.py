"""No website endpoints."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import MISSING, Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="S3-005",
    name="bucket-website",
    title="No bucket serves a website by itself",
    severity="medium",
    rationale="Website endpoints speak HTTP only and need a public bucket.",
    fix="Use Quoin's `static-site` pattern: a private bucket behind CloudFront. A bucket that only redirects may stay.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html",
    types=("aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration", "aws:s3/bucket:Bucket"),
    on_unknown="pass",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Look for an index document: a configuration that redirects everything has none."""
    if any(
        resource.get(path) is not MISSING
        for path in ("indexDocument", "website.indexDocument", "websites[0].indexDocument")
    ):
        yield "The bucket has a website endpoint."
