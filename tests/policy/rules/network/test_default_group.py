from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"

test_case = suite(
    "NET-004",
    [
        passes("empty", resource(GROUP, {"vpcId": UNKNOWN})),
        passes("empty lists", resource(GROUP, {"ingress": [], "egress": []})),
        passes("another group", resource("aws:ec2/securityGroup:SecurityGroup", {"egress": [{}]})),
        fails(
            "both ways",
            resource(GROUP, {"ingress": [{}], "egress": [{}, {}]}),
            says=("1 ingress rule.", "2 egress rules."),
        ),
        fails("a secret", resource(GROUP, {"ingress": [{"description": secret("hidden")}]}), says="1 ingress rule."),
        undecided("not known", resource(GROUP, {"egress": UNKNOWN}), on="egress"),
    ],
)
