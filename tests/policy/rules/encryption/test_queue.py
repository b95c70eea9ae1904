from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

QUEUE = "aws:sqs/queue:Queue"

test_case = suite(
    "ENC-010",
    [
        passes("by default", resource(QUEUE, {})),
        passes("with a key", resource(QUEUE, {"sqsManagedSseEnabled": False, "kmsMasterKeyId": UNKNOWN})),
        passes("another type", resource("aws:sns/topic:Topic", {})),
        fails("off", resource(QUEUE, {"sqsManagedSseEnabled": False}), says="sqsManagedSseEnabled is off"),
        fails("a secret name", resource(QUEUE, {"sqsManagedSseEnabled": False, "name": secret("hidden")}), says="off"),
        undecided("not known", resource(QUEUE, {"sqsManagedSseEnabled": UNKNOWN}), on="sqsManagedSseEnabled"),
    ],
)
