import json

from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

ROLE = "aws:iam/role:Role"


def trust(principal: object, **more: object) -> str:
    return json.dumps({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal, **more}})


test_case = suite(
    "IAM-003",
    [
        passes("a service", resource(ROLE, {"assumeRolePolicy": trust({"Service": "lambda.amazonaws.com"})})),
        passes(
            "an organisation",
            resource(ROLE, {"assumeRolePolicy": trust("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})}),
        ),
        passes("another type", resource("aws:iam/policy:Policy", {"assumeRolePolicy": trust("*")})),
        fails(
            "everybody",
            resource(ROLE, {"assumeRolePolicy": trust({"AWS": "*"})}),
            says="statement 1 of the trust policy",
        ),
        fails("a secret text", resource(ROLE, {"assumeRolePolicy": secret(trust("*"))}), says="statement 1"),
        undecided("not known", resource(ROLE, {"assumeRolePolicy": UNKNOWN}), on="assumeRolePolicy"),
    ],
)
