from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

INSTANCE, TEMPLATE = "aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"

test_case = suite(
    "EC2-001",
    [
        passes("required", resource(INSTANCE, {"metadataOptions": {"httpTokens": "required"}})),
        passes("no endpoint", resource(TEMPLATE, {"metadataOptions": {"httpEndpoint": "disabled"}})),
        passes("another type", resource("aws:ebs/volume:Volume", {})),
        fails("not said", resource(TEMPLATE, {}), says="httpTokens is not `required`"),
        fails(
            "optional",
            resource(INSTANCE, {"metadataOptions": {"httpTokens": "optional", "httpEndpoint": "enabled"}}),
            says="httpTokens",
        ),
        fails("a secret", resource(INSTANCE, {"metadataOptions": secret({"httpTokens": "hidden"})}), says="httpTokens"),
        undecided(
            "not known",
            resource(INSTANCE, {"metadataOptions": {"httpTokens": UNKNOWN}}),
            on="metadataOptions.httpTokens",
        ),
        undecided("nothing known", resource(INSTANCE, {"metadataOptions": UNKNOWN}), on="metadataOptions.httpEndpoint"),
    ],
)
