from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

SERVICE = "aws:ecs/service:Service"

test_case = suite(
    "TAG-010",
    [
        passes("from the service", resource(SERVICE, {"propagateTags": "SERVICE"})),
        passes("from the task definition", resource(SERVICE, {"propagateTags": "TASK_DEFINITION"})),
        passes("another type", resource("aws:ecs/cluster:Cluster", {})),
        fails("not said", resource(SERVICE, {}), says="propagateTags"),
        fails("none", resource(SERVICE, {"propagateTags": "NONE"}), says="propagateTags"),
        fails("a secret", resource(SERVICE, {"propagateTags": secret("hidden")}), says="propagateTags"),
        undecided("not known", resource(SERVICE, {"propagateTags": UNKNOWN}), on="propagateTags"),
    ],
)
