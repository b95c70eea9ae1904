from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite

VPC = "aws:ec2/vpc:Vpc"


def many(count: int, start: int = 0) -> dict[str, str]:
    return {f"key{index}": "x" for index in range(start, start + count)}


test_case = suite(
    "TAG-006",
    [
        passes("50", resource(VPC, {"tags": many(50)})),
        passes("the same keys twice count once", resource(VPC, {"tags": many(50)}, default_tags=many(50))),
        passes("not known", resource(VPC, {"tags": UNKNOWN})),
        passes("a type without tags", resource("aws:ec2/route:Route", {"tags": many(51)})),
        fails("51", resource(VPC, {"tags": many(51)}), says="51 tags; AWS takes 50."),
        fails("with the provider's", resource(VPC, {"tags": many(30)}, default_tags=many(30, 30)), says="60 tags"),
        fails("secrets", resource(VPC, {"tags": {key: secret("hidden") for key in many(51)}}), says="51 tags"),
    ],
)
