from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

TYPE = "aws:redshift/cluster:Cluster"

test_case = suite(
    "ENC-012",
    [
        passes("on", resource(TYPE, {"encrypted": True})),
        passes("another type", resource("aws:ec2/vpc:Vpc", {})),
        passes("by default", resource(TYPE, {})),
        fails("off", resource(TYPE, {"encrypted": False}), says="encrypted is off."),
        fails("a secret beside it", resource(TYPE, {"encrypted": False, "description": secret("hidden")}), says="off"),
        undecided("not known", resource(TYPE, {"encrypted": UNKNOWN}), on="encrypted"),
    ],
)
