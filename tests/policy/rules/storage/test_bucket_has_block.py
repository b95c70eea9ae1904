from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite

BUCKET, BLOCK = "aws:s3/bucket:Bucket", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
logs, site = resource(BUCKET, {"id": UNKNOWN}, "logs"), resource(BUCKET, {"id": UNKNOWN}, "site")

test_case = suite(
    "S3-003",
    [
        passes("joined by dependency", logs, resource(BLOCK, {"bucket": UNKNOWN}, depends={"bucket": [logs]})),
        passes("joined by name", resource(BUCKET, {"bucket": "logs"}), resource(BLOCK, {"bucket": "logs"})),
        passes(
            "the account is blocked", logs, resource("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", {})
        ),
        passes("no bucket", resource("aws:s3/bucketObject:BucketObject", {})),
        fails("none", logs, says="The bucket has no public access block."),
        fails(
            "that of another bucket",
            logs,
            site,
            resource(BLOCK, {"bucket": UNKNOWN}, depends={"bucket": [logs]}),
            says="no public access block",
        ),
        fails("a secret name", resource(BUCKET, {"bucket": secret("hidden")}), says="no public access block"),
    ],
)
