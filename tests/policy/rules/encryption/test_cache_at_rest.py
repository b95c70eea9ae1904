from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

TYPE = "aws:elasticache/replicationGroup:ReplicationGroup"

test_case = suite(
    "ENC-006",
    [
        passes("on", resource(TYPE, {"atRestEncryptionEnabled": True})),
        passes("another type", resource("aws:ec2/vpc:Vpc", {})),
        passes("on, as text", resource(TYPE, {"atRestEncryptionEnabled": "true"})),
        passes("Valkey by default", resource(TYPE, {"engine": "valkey"})),
        fails("Redis by default", resource(TYPE, {"engine": "redis"}), says="off"),
        undecided("engine not known", resource(TYPE, {"engine": UNKNOWN}), on="engine"),
        fails("off", resource(TYPE, {"atRestEncryptionEnabled": False}), says="atRestEncryptionEnabled is off."),
        fails(
            "a secret beside it",
            resource(TYPE, {"atRestEncryptionEnabled": False, "description": secret("hidden")}),
            says="off",
        ),
        undecided("not known", resource(TYPE, {"atRestEncryptionEnabled": UNKNOWN}), on="atRestEncryptionEnabled"),
    ],
)
