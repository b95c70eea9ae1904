import json

from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

BUCKET, POLICY = "aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy"


def text(effect: str = "Deny", condition: object = None) -> str:
    wanted = {"Bool": {"aws:SecureTransport": "false"}} if condition is None else condition
    return json.dumps(
        {"Statement": [{"Effect": effect, "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": wanted}]}
    )


bucket = resource(BUCKET, {"bucket": "logs", "id": UNKNOWN}, "logs")


def policy(value: object) -> object:
    return resource(POLICY, {"bucket": UNKNOWN, "policy": value}, depends={"bucket": [bucket]})


test_case = suite(
    "S3-006",
    [
        passes("refuses", bucket, policy(text())),
        passes("joined by name", bucket, resource(POLICY, {"bucket": "logs", "policy": text()})),
        passes(
            "one of two",
            bucket,
            policy(text("Allow")),
            resource(POLICY, {"bucket": "logs", "policy": text()}, "second"),
        ),
        passes("no bucket", resource("aws:s3/bucketObject:BucketObject", {})),
        fails("no policy", bucket, says="No bucket policy refuses"),
        fails("allows", bucket, policy(text("Allow")), says="No bucket policy refuses"),
        fails(
            "denies with TLS",
            bucket,
            policy(text(condition={"Bool": {"aws:SecureTransport": "true"}})),
            says="No bucket policy",
        ),
        fails(
            "denies by something else",
            bucket,
            policy(text(condition={"StringEquals": {"aws:SecureTransport": "false"}})),
            says="No bucket policy",
        ),
        fails(
            "that of another bucket",
            resource(BUCKET, {"bucket": "site"}, "site"),
            resource(POLICY, {"bucket": "logs", "policy": text()}),
            says="No bucket policy",
        ),
        fails("a secret text", bucket, policy(secret(text("Allow"))), says="No bucket policy"),
        undecided("not known", bucket, policy(UNKNOWN), on="policy"),
    ],
)
