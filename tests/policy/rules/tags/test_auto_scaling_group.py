from tests.policy.harness import TAGS, UNKNOWN, fails, passes, resource, secret, suite, undecided

GROUP = "aws:autoscaling/group:Group"


def tag(key: str, value: object = "x", **more: object) -> dict[str, object]:
    return {"key": key, "value": value, **more}


test_case = suite(
    "TAG-007",
    [
        passes("all handed on", resource(GROUP, {"tags": [tag(key, propagateAtLaunch=True) for key in TAGS]})),
        passes("none at all: TAG-001 says so", resource(GROUP, {})),
        passes("a key of nobody's business", resource(GROUP, {"tags": [tag("Colour", propagateAtLaunch=False)]})),
        passes("another type", resource("aws:ec2/vpc:Vpc", {"tags": {"Owner": "x"}})),
        fails(
            "kept back",
            resource(GROUP, {"tags": [tag("Owner", propagateAtLaunch=False)]}),
            says="Tag Owner is not propagated",
        ),
        fails("not said", resource(GROUP, {"tags": [tag("Owner"), tag("Project")]}), says=("Owner", "Project")),
        fails("a secret value", resource(GROUP, {"tags": [tag("Owner", secret("hidden owner"))]}), says="Owner"),
        undecided("not known", resource(GROUP, {"tags": UNKNOWN}), on="tags"),
        undecided(
            "flag not known",
            resource(GROUP, {"tags": [tag("Owner", propagateAtLaunch=UNKNOWN)]}),
            on="tags[0].propagateAtLaunch",
        ),
    ],
)
