from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"


def devices(*ebs: object) -> object:
    return resource(TEMPLATE, {"blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": item} for item in ebs]})


test_case = suite(
    "ENC-002",
    [
        passes("on", devices({"encrypted": True})),
        passes("on, as text", devices({"encrypted": "true"})),
        passes("an instance store", resource(TEMPLATE, {"blockDeviceMappings": [{"virtualName": "ephemeral0"}]})),
        passes("another type", resource("aws:ec2/instance:Instance", {})),
        fails("no mapping", resource(TEMPLATE, {}), says="does not name the root volume"),
        fails(
            "the second",
            devices({"encrypted": True}, {"volumeSize": 8}),
            says="blockDeviceMappings[1].ebs.encrypted is off.",
        ),
        fails("off, as text", devices({"encrypted": "false"}), says="off"),
        fails("secret user data", resource(TEMPLATE, {"userData": secret("hidden")}), says="root volume"),
        undecided("not known", devices({"encrypted": UNKNOWN}), on="blockDeviceMappings[0].ebs.encrypted"),
        undecided("device not known", devices(UNKNOWN), on="blockDeviceMappings[0].ebs.encrypted"),
        undecided("nothing known", resource(TEMPLATE, {"blockDeviceMappings": UNKNOWN}), on="blockDeviceMappings"),
    ],
)
