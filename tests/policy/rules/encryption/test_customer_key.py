from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite

TABLE, BUCKET = (
    "aws:dynamodb/table:Table",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
)
WANTED = {"types": [TABLE, BUCKET]}

test_case = suite(
    "ENC-015",
    [
        passes("nothing is required by default", resource(TABLE, {})),
        passes(
            "required and there",
            resource(TABLE, {"serverSideEncryption": {"enabled": True, "kmsKeyArn": "arn"}}),
            config=WANTED,
        ),
        passes(
            "there, not known yet",
            resource(BUCKET, {"rules": [{"applyServerSideEncryptionByDefault": {"kmsMasterKeyId": UNKNOWN}}]}),
            config=WANTED,
        ),
        passes("another type is required", resource(TABLE, {}), config={"types": [BUCKET]}),
        passes("another type", resource("aws:ec2/vpc:Vpc", {}), config={"types": ["aws:ec2/vpc:Vpc"]}),
        fails(
            "required",
            resource(TABLE, {"serverSideEncryption": {"enabled": True}}),
            says="No key of yours is named.",
            config=WANTED,
        ),
        fails(
            "an algorithm is no key",
            resource(BUCKET, {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}]}),
            says="No key",
            config=WANTED,
        ),
        fails("a secret beside it", resource(TABLE, {"name": secret("hidden")}), says="No key", config=WANTED),
    ],
)
