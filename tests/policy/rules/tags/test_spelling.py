from tests.policy.harness import TAGS, UNKNOWN, fails, passes, resource, secret, suite

VPC = "aws:ec2/vpc:Vpc"

test_case = suite(
    "TAG-004",
    [
        passes("spelt right", resource(VPC, {"tags": TAGS})),
        passes("another key", resource(VPC, {"tags": {"colour": "red"}})),
        passes("not known", resource(VPC, {"tags": UNKNOWN})),
        passes("a type without tags", resource("aws:ec2/route:Route", {"tags": {"owner": "x"}})),
        fails(
            "lower case",
            resource(VPC, {"tags": {"environment": "x"}}),
            says="Tag environment must be spelt Environment.",
        ),
        fails("both spellings", resource(VPC, {"tags": {**TAGS, "OWNER": "x"}}), says="Tag OWNER must be spelt Owner."),
        fails(
            "hyphen and underscore",
            resource(VPC, {"tags": {"cost-center": "1", "Managed_By": "x"}}),
            says=("CostCenter", "ManagedBy"),
        ),
        fails("a secret value", resource(VPC, {"tags": {"owner": secret("hidden owner")}}), says="Owner"),
    ],
)
