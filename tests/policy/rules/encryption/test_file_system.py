from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

TYPE = "aws:efs/fileSystem:FileSystem"

test_case = suite(
    "ENC-005",
    [
        passes("on", resource(TYPE, {"encrypted": True})),
        passes("another type", resource("aws:ec2/vpc:Vpc", {})),
        fails("not said", resource(TYPE, {}), says="encrypted is off."),
        fails("off", resource(TYPE, {"encrypted": False}), says="encrypted is off."),
        fails("a secret beside it", resource(TYPE, {"encrypted": False, "description": secret("hidden")}), says="off"),
        undecided("not known", resource(TYPE, {"encrypted": UNKNOWN}), on="encrypted"),
    ],
)
