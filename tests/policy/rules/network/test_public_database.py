from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

DATABASE = "aws:rds/instance:Instance"

test_case = suite(
    "NET-007",
    [
        passes("off", resource(DATABASE, {"publiclyAccessible": False})),
        passes("not said", resource(DATABASE, {})),
        passes("another type", resource("aws:ec2/instance:Instance", {"publiclyAccessible": True})),
        fails("on", resource(DATABASE, {"publiclyAccessible": True}), says="publiclyAccessible is on."),
        fails("a warehouse", resource("aws:redshift/cluster:Cluster", {"publiclyAccessible": True}), says="on"),
        fails(
            "as text, beside a secret",
            resource(DATABASE, {"publiclyAccessible": "true", "password": secret("hidden")}),
            says="on",
        ),
        undecided("not known", resource(DATABASE, {"publiclyAccessible": UNKNOWN}), on="publiclyAccessible"),
    ],
)
