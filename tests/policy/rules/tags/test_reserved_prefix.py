from tests.policy.harness import TAGS, UNKNOWN, fails, passes, resource, secret, suite

VPC, GROUP = "aws:ec2/vpc:Vpc", "aws:autoscaling/group:Group"

test_case = suite(
    "TAG-005",
    [
        passes("keys of the schema", resource(VPC, {"tags": TAGS})),
        passes("the word inside a key", resource(VPC, {"tags": {"for-aws:x": "1"}})),
        passes("a tag that AWS itself set", resource(VPC, {"tagsAll": {"aws:cloudformation:stack-name": "x"}})),
        passes("not known", resource(VPC, {"tags": UNKNOWN})),
        passes("a type without tags", resource("aws:ec2/route:Route", {"tags": {"aws:x": "1"}})),
        fails("reserved", resource(VPC, {"tags": {"aws:name": "x"}}), says="aws:name is reserved"),
        fails("in any case, from the provider", resource(VPC, {}, default_tags={"AWS:name": "x"}), says="AWS:name"),
        fails("on a group", resource(GROUP, {"tags": [{"key": "aws:x", "value": "1"}]}), says="aws:x"),
        fails("a secret value", resource(VPC, {"tags": {"aws:x": secret("hidden")}}), says="aws:x"),
    ],
)
