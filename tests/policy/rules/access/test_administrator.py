import json

from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

POLICY, ROLE = "aws:iam/rolePolicy:RolePolicy", "aws:iam/role:Role"


def policy(action: object, target: object, effect: str = "Allow") -> str:
    return json.dumps(
        {
            "Statement": [
                {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
                {"Effect": effect, "Action": action, "Resource": target},
            ]
        }
    )


test_case = suite(
    "IAM-002",
    [
        passes("one service", resource(POLICY, {"policy": policy("s3:*", "*")})),
        passes("one resource", resource(POLICY, {"policy": policy("*", "arn:aws:s3:::x")})),
        passes("denied", resource(POLICY, {"policy": policy("*", "*", "Deny")})),
        passes("a role without policies", resource(ROLE, {})),
        passes("another type", resource("aws:s3/bucketPolicy:BucketPolicy", {"policy": policy("*", "*")})),
        fails(
            "everything",
            resource(POLICY, {"policy": policy("*", "*")}),
            says="statement 2 of policy allows every action",
        ),
        fails("in lists", resource(POLICY, {"policy": policy(["s3:Get*", "*:*"], ["*"])}), says="statement 2"),
        fails(
            "inside a role",
            resource(ROLE, {"inlinePolicies": [{"name": "a", "policy": policy("*", "*")}]}),
            says="inlinePolicies[0]",
        ),
        fails("a secret text", resource(POLICY, {"policy": secret(policy("*", "*"))}), says="statement 2"),
        undecided("not known", resource(POLICY, {"policy": UNKNOWN}), on="policy"),
        undecided(
            "not known inside a role", resource(ROLE, {"inlinePolicies": [{"policy": UNKNOWN}]}), on="inlinePolicies[0]"
        ),
    ],
)
