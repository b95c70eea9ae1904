from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ALL = {"blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True}

test_case = suite(
    "S3-002",
    [
        passes("all four", resource(BLOCK, {**ALL, "bucket": UNKNOWN})),
        passes("another type", resource("aws:s3/bucket:Bucket", {})),
        fails("one is off", resource(BLOCK, {**ALL, "ignorePublicAcls": False}), says="Off: ignorePublicAcls."),
        fails(
            "none is said",
            resource("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", {}),
            says="blockPublicAcls, blockPublicPolicy",
        ),
        fails("a secret bucket", resource(BLOCK, {"bucket": secret("hidden")}), says="Off"),
        undecided("not known", resource(BLOCK, {**ALL, "blockPublicPolicy": UNKNOWN}), on="blockPublicPolicy"),
    ],
)
