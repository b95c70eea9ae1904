from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

DAX = "aws:dax/cluster:Cluster"
BOTH = {"serverSideEncryption": {"enabled": True}, "clusterEndpointEncryptionType": "TLS"}

test_case = suite(
    "ENC-008",
    [
        passes("both", resource(DAX, BOTH)),
        passes("another type", resource("aws:dynamodb/table:Table", {})),
        fails("neither", resource(DAX, {}), says=("serverSideEncryption.enabled", "clusterEndpointEncryptionType")),
        fails("at rest only", resource(DAX, {**BOTH, "clusterEndpointEncryptionType": "NONE"}), says="is not TLS"),
        fails(
            "a secret", resource(DAX, {**BOTH, "clusterEndpointEncryptionType": secret("hidden")}), says="is not TLS"
        ),
        undecided(
            "not known", resource(DAX, {**BOTH, "serverSideEncryption": UNKNOWN}), on="serverSideEncryption.enabled"
        ),
    ],
)
