from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite

SITE = "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration"

test_case = suite(
    "S3-005",
    [
        passes(
            "redirects only", resource(SITE, {"bucket": UNKNOWN, "redirectAllRequestsTo": {"hostName": "example.com"}})
        ),
        passes("a bucket without one", resource("aws:s3/bucket:Bucket", {})),
        passes("another type", resource("aws:s3/bucketPolicy:BucketPolicy", {"indexDocument": {}})),
        fails("serves", resource(SITE, {"indexDocument": {"suffix": "index.html"}}), says="website endpoint"),
        fails(
            "inline",
            resource("aws:s3/bucket:Bucket", {"website": {"indexDocument": "index.html"}}),
            says="website endpoint",
        ),
        fails(
            "inline, old name",
            resource("aws:s3/bucketV2:BucketV2", {"websites": [{"indexDocument": "index.html"}]}),
            says="website",
        ),
        fails("whatever its name will be", resource(SITE, {"indexDocument": UNKNOWN}), says="website endpoint"),
        fails("a secret", resource(SITE, {"indexDocument": secret({"suffix": "hidden"})}), says="website endpoint"),
    ],
)
