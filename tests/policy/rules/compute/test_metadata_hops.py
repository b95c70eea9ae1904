from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"


def hops(value: object) -> object:
    return resource(TEMPLATE, {"metadataOptions": {"httpPutResponseHopLimit": value}})


test_case = suite(
    "EC2-002",
    [
        passes("one", hops(1)),
        passes("two, for containers", hops(2)),
        passes("not said", resource(TEMPLATE, {})),
        passes("three where the configuration says so", hops(3), config={"maximumHops": 3.0}),
        passes("another type", resource("aws:ebs/volume:Volume", {})),
        fails("three", hops(3), says="above 2"),
        fails("two where one is the limit", hops(2), says="above 1", config={"maximumHops": 1}),
        fails("a secret that is no number", hops(secret("hidden")), says="above 2"),
        undecided("not known", hops(UNKNOWN), on="metadataOptions.httpPutResponseHopLimit"),
    ],
)
