from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

GROUP, MEMORY = "aws:elasticache/replicationGroup:ReplicationGroup", "aws:memorydb/cluster:Cluster"

test_case = suite(
    "ENC-007",
    [
        passes("on", resource(GROUP, {"transitEncryptionEnabled": True})),
        passes("required", resource(GROUP, {"transitEncryptionEnabled": True, "transitEncryptionMode": "required"})),
        passes("MemoryDB by default", resource(MEMORY, {})),
        passes("another type", resource("aws:elasticache/serverlessCache:ServerlessCache", {})),
        fails("not said", resource(GROUP, {}), says="transitEncryptionEnabled is off."),
        fails(
            "half",
            resource(GROUP, {"transitEncryptionEnabled": True, "transitEncryptionMode": "preferred"}),
            says="`preferred`",
        ),
        fails("MemoryDB off", resource(MEMORY, {"tlsEnabled": False}), says="tlsEnabled is off."),
        fails("a secret token", resource(GROUP, {"authToken": secret("hidden")}), says="off"),
        undecided("not known", resource(GROUP, {"transitEncryptionEnabled": UNKNOWN}), on="transitEncryptionEnabled"),
    ],
)
