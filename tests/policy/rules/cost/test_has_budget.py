from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite

VPC = "aws:ec2/vpc:Vpc"
vpc = resource(VPC, {"cidrBlock": "10.0.0.0/16"})

test_case = suite(
    "BUD-002",
    [
        passes("a budget", vpc, governance={"monthlyBudget": 500}),
        fails("none", vpc, says="The stack has no monthly budget.", governance={"alerts": ["a@example.com"]}),
        fails("no governance", resource(VPC, {"cidrBlock": UNKNOWN}), says="no monthly budget", governance={}),
        fails(
            "a secret elsewhere",
            resource(VPC, {"cidrBlock": secret("hidden")}),
            says="no monthly budget",
            governance={},
        ),
        passes("a trial", vpc, environment="Development", governance={}),
        passes("a rehearsal", vpc, environment="Staging", governance={}),
        passes("a state without its configuration", vpc),
        passes("nothing of AWS", resource("random:index/randomId:RandomId", {}), governance={}),
    ],
)
