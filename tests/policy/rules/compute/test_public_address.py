from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

INSTANCE, TEMPLATE = "aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"


def interface(value: object) -> dict[str, object]:
    return {"networkInterfaces": [{"associatePublicIpAddress": value}]}


test_case = suite(
    "EC2-003",
    [
        passes("none", resource(INSTANCE, {"associatePublicIpAddress": False})),
        passes("not said", resource(TEMPLATE, {"networkInterfaces": [{}]})),
        passes("off, as text", resource(TEMPLATE, interface("false"))),
        passes("another type", resource("aws:ec2/eip:Eip", {"associatePublicIpAddress": True})),
        fails(
            "an instance",
            resource(INSTANCE, {"associatePublicIpAddress": True}),
            says="associatePublicIpAddress is on.",
        ),
        fails("a template, as text", resource(TEMPLATE, interface("true")), says="networkInterfaces[0]"),
        fails(
            "secret user data",
            resource(INSTANCE, {"associatePublicIpAddress": True, "userData": secret("hidden")}),
            says="on",
        ),
        undecided(
            "not known", resource(INSTANCE, {"associatePublicIpAddress": UNKNOWN}), on="associatePublicIpAddress"
        ),
        undecided(
            "of an interface not known",
            resource(TEMPLATE, interface(UNKNOWN)),
            on="networkInterfaces[0].associatePublicIpAddress",
        ),
    ],
)
