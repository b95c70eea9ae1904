from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

BALANCER = "aws:lb/loadBalancer:LoadBalancer"

test_case = suite(
    "NET-009",
    [
        passes("drops", resource(BALANCER, {"loadBalancerType": "application", "dropInvalidHeaderFields": True})),
        passes("a network balancer", resource(BALANCER, {"loadBalancerType": "network"})),
        passes("another type", resource("aws:elb/loadBalancer:LoadBalancer", {})),
        fails(
            "keeps, by default an application balancer", resource(BALANCER, {}), says="dropInvalidHeaderFields is off."
        ),
        fails(
            "keeps",
            resource(BALANCER, {"loadBalancerType": "application", "dropInvalidHeaderFields": False}),
            says="off",
        ),
        fails("a secret name", resource(BALANCER, {"name": secret("hidden")}), says="off"),
        undecided("not known", resource(BALANCER, {"dropInvalidHeaderFields": UNKNOWN}), on="dropInvalidHeaderFields"),
    ],
)
