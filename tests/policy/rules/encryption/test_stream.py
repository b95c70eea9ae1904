from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

STREAM = "aws:kinesis/stream:Stream"

test_case = suite(
    "ENC-009",
    [
        passes("KMS", resource(STREAM, {"encryptionType": "KMS", "kmsKeyId": UNKNOWN})),
        passes("another type", resource("aws:sqs/queue:Queue", {})),
        fails("not said", resource(STREAM, {}), says="encryptionType is not KMS."),
        fails("none", resource(STREAM, {"encryptionType": "NONE"}), says="not KMS"),
        fails("a secret", resource(STREAM, {"encryptionType": secret("hidden")}), says="not KMS"),
        undecided("not known", resource(STREAM, {"encryptionType": UNKNOWN}), on="encryptionType"),
    ],
)
