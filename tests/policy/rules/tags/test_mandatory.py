from tests.policy.harness import TAGS, UNKNOWN, fails, passes, resource, secret, suite, undecided

VPC, GROUP = "aws:ec2/vpc:Vpc", "aws:autoscaling/group:Group"
WITHOUT_OWNER = {key: value for key, value in TAGS.items() if key != "Owner"}

test_case = suite(
    "TAG-001",
    [
        passes("tags on the resource", resource(VPC, {"tags": TAGS})),
        passes("tags from the provider", resource(VPC, {}, default_tags=TAGS)),
        passes("half and half", resource(VPC, {"tags": {"Owner": "team"}}, default_tags=WITHOUT_OWNER)),
        passes("a value that is not known is there all the same", resource(VPC, {"tags": {**TAGS, "Owner": UNKNOWN}})),
        passes("tags that AWS answers with, in a stack", resource(VPC, {"tagsAll": TAGS})),
        passes("a type without tags", resource("aws:ec2/route:Route", {})),
        passes("all tags listed on a group", resource(GROUP, {"tags": [{"key": key, "value": "x"} for key in TAGS]})),
        fails("no tags at all", resource(VPC, {}), says="Environment, CostCenter, Project, Owner, ManagedBy"),
        fails("one is missing", resource(VPC, {}, default_tags=WITHOUT_OWNER), says="Missing: Owner."),
        fails("a null is no tag", resource(VPC, {"tags": {**WITHOUT_OWNER, "Owner": None}}), says="Owner"),
        fails("default tags do not reach a group", resource(GROUP, {}, default_tags=TAGS), says="Environment"),
        fails(
            "default tags that are no JSON",
            resource(VPC, {"tags": TAGS | {"Owner": None}}, default_tags='{"tags": {}}'),
            says="Owner",
        ),
        fails("secret tags", resource(VPC, {"tags": secret({"CostCenter": "hidden-4410"})}), says="Owner"),
        undecided("tags not known", resource(VPC, {"tags": UNKNOWN}), on="tags"),
        undecided("default tags not known", resource(VPC, {}, default_tags=UNKNOWN), on="tags"),
        undecided("tags of a group not known", resource(GROUP, {"tags": UNKNOWN}), on="tags"),
        undecided("a key of a group not known", resource(GROUP, {"tags": [{"key": UNKNOWN, "value": "x"}]}), on="tags"),
    ],
)
