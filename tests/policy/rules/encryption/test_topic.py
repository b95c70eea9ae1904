from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite

TOPIC = "aws:sns/topic:Topic"

test_case = suite(
    "ENC-011",
    [
        passes("with a key", resource(TOPIC, {"kmsMasterKeyId": "alias/topics"})),
        passes("with a key that is not known yet", resource(TOPIC, {"kmsMasterKeyId": UNKNOWN})),
        passes("another type", resource("aws:sqs/queue:Queue", {})),
        fails("without", resource(TOPIC, {}), says="kmsMasterKeyId is not set."),
        fails("a secret policy", resource(TOPIC, {"policy": secret("hidden")}), says="not set"),
    ],
)
