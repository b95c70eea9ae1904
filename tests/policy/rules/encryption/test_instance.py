from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

INSTANCE = "aws:ec2/instance:Instance"
ON, OFF = {"encrypted": True}, {"encrypted": False}

test_case = suite(
    "ENC-003",
    [
        passes("on", resource(INSTANCE, {"rootBlockDevice": ON, "ebsBlockDevices": [ON]})),
        passes("left to its launch template", resource(INSTANCE, {"launchTemplate": {"id": UNKNOWN}})),
        passes("another type", resource("aws:ec2/launchTemplate:LaunchTemplate", {})),
        fails("not said", resource(INSTANCE, {}), says="rootBlockDevice is not set"),
        fails(
            "the root",
            resource(INSTANCE, {"rootBlockDevice": {"volumeSize": 8}}),
            says="rootBlockDevice.encrypted is off.",
        ),
        fails(
            "a further one",
            resource(INSTANCE, {"rootBlockDevice": ON, "ebsBlockDevices": [ON, OFF]}),
            says="ebsBlockDevices[1].encrypted is off.",
        ),
        fails("secret user data", resource(INSTANCE, {"userData": secret("hidden")}), says="rootBlockDevice"),
        undecided(
            "not known", resource(INSTANCE, {"rootBlockDevice": {"encrypted": UNKNOWN}}), on="rootBlockDevice.encrypted"
        ),
        undecided("devices not known", resource(INSTANCE, {"rootBlockDevice": UNKNOWN}), on="rootBlockDevice"),
    ],
)
