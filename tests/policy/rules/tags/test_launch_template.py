from tests.policy.harness import TAGS, UNKNOWN, fails, passes, resource, secret, suite, undecided

TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
BOTH = [{"resourceType": kind, "tags": TAGS} for kind in ("instance", "volume")]
PARTIAL = {**TAGS, "Owner": None}

test_case = suite(
    "TAG-008",
    [
        passes("both kinds", resource(TEMPLATE, {"tagSpecifications": BOTH})),
        passes(
            "a value not known",
            resource(TEMPLATE, {"tagSpecifications": [{**item, "tags": {**TAGS, "Owner": UNKNOWN}} for item in BOTH]}),
        ),
        passes("another type", resource("aws:ec2/instance:Instance", {})),
        fails(
            "none: default tags do not reach",
            resource(TEMPLATE, {}, default_tags=TAGS),
            says=("for instances", "for volumes"),
        ),
        fails("no volume", resource(TEMPLATE, {"tagSpecifications": BOTH[:1]}), says="for volumes: Environment"),
        fails(
            "one key short",
            resource(TEMPLATE, {"tagSpecifications": [BOTH[0], {"resourceType": "volume", "tags": PARTIAL}]}),
            says="volumes: Owner.",
        ),
        fails(
            "secret tags",
            resource(
                TEMPLATE,
                {"tagSpecifications": [BOTH[0], {"resourceType": "volume", "tags": secret({"Owner": "hidden owner"})}]},
            ),
            says="volumes",
        ),
        undecided("not known", resource(TEMPLATE, {"tagSpecifications": UNKNOWN}), on="tagSpecifications"),
        undecided(
            "kind not known",
            resource(TEMPLATE, {"tagSpecifications": [{"resourceType": UNKNOWN, "tags": TAGS}]}),
            on="tagSpecifications[0]",
        ),
        undecided(
            "tags not known",
            resource(TEMPLATE, {"tagSpecifications": [BOTH[0], {"resourceType": "volume", "tags": UNKNOWN}]}),
            on="tagSpecifications of volume",
        ),
    ],
)
