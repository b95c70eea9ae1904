from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

CLUSTER = "aws:msk/cluster:Cluster"


def transit(value: object) -> object:
    return resource(CLUSTER, {"encryptionInfo": {"encryptionInTransit": value}})


test_case = suite(
    "ENC-014",
    [
        passes("by default", resource(CLUSTER, {})),
        passes("said", transit({"clientBroker": "TLS", "inCluster": True})),
        passes("another type", resource("aws:msk/serverlessCluster:ServerlessCluster", {})),
        fails("both ways", transit({"clientBroker": "TLS_PLAINTEXT"}), says="clientBroker takes plain connections."),
        fails("between brokers", transit({"inCluster": False}), says="inCluster is off."),
        fails("a secret", transit({"clientBroker": secret("hidden")}), says="clientBroker"),
        undecided("not known", transit(UNKNOWN), on="encryptionInfo.encryptionInTransit.clientBroker"),
    ],
)
