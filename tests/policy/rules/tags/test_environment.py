from tests.policy.harness import TAGS, UNKNOWN, fails, passes, resource, secret, suite

VPC = "aws:ec2/vpc:Vpc"
DEVELOPMENT = {"Environment": "Development"}

test_case = suite(
    "TAG-003",
    [
        passes("they agree", resource(VPC, {"tags": TAGS})),
        passes("no tag: TAG-001 says so", resource(VPC, {})),
        passes("no environment: TAG-002 says so", resource(VPC, {"tags": {"Environment": "prod"}})),
        passes("nothing to compare with", resource(VPC, {"tags": DEVELOPMENT}), stated=False),
        passes("not known", resource(VPC, {"tags": {"Environment": UNKNOWN}})),
        passes("a type without tags", resource("aws:ec2/route:Route", {"tags": DEVELOPMENT})),
        fails(
            "they differ", resource(VPC, {"tags": DEVELOPMENT}), says="Tagged Development, but the stack is Production."
        ),
        fails("the other way", resource(VPC, {}, default_tags=TAGS), says="Tagged Production", environment="Staging"),
        fails(
            "next to a secret",
            resource(VPC, {"tags": DEVELOPMENT | {"Owner": secret("hidden owner")}}),
            says="Development",
        ),
    ],
)
