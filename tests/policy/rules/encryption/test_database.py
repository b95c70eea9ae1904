from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

TYPE = "aws:rds/instance:Instance"

test_case = suite(
    "ENC-004",
    [
        passes("on", resource(TYPE, {"storageEncrypted": True})),
        passes("another type", resource("aws:ec2/vpc:Vpc", {})),
        passes("a replica takes that of its source", resource(TYPE, {"replicateSourceDb": UNKNOWN})),
        fails("not said", resource("aws:rds/cluster:Cluster", {}), says="storageEncrypted is off."),
        fails("a document database", resource("aws:docdb/cluster:Cluster", {"storageEncrypted": False}), says="off"),
        fails("off", resource(TYPE, {"storageEncrypted": False}), says="storageEncrypted is off."),
        fails(
            "a secret beside it",
            resource(TYPE, {"storageEncrypted": False, "description": secret("hidden")}),
            says="off",
        ),
        undecided("not known", resource(TYPE, {"storageEncrypted": UNKNOWN}), on="storageEncrypted"),
    ],
)
