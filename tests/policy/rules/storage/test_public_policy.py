import json

from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

POLICY = "aws:s3/bucketPolicy:BucketPolicy"


def policy(principal: object, effect: str = "Allow", **more: object) -> str:
    statement = {"Effect": effect, "Principal": principal, "Action": "s3:GetObject", "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def condition(operator: str, key: str, value: object) -> dict[str, object]:
    return {"Condition": {operator: {key: value}}}


test_case = suite(
    "S3-004",
    [
        passes("a service", resource(POLICY, {"policy": policy({"Service": "cloudfront.amazonaws.com"})})),
        passes("everybody is denied", resource(POLICY, {"policy": policy("*", "Deny")})),
        passes(
            "an organisation",
            resource(POLICY, {"policy": policy("*", **condition("StringEquals", "aws:PrincipalOrgID", "o-1"))}),
        ),
        passes(
            "a distribution",
            resource(
                POLICY,
                {
                    "policy": policy(
                        {"AWS": "*"}, **condition("ArnLike", "AWS:SourceArn", "arn:aws:cloudfront::1:distribution/x")
                    )
                },
            ),
        ),
        passes("no policy inline", resource("aws:s3/bucket:Bucket", {})),
        passes(
            "a document instead of its text",
            resource(POLICY, {"policy": {"Statement": {"Effect": "Deny", "Principal": "*"}}}),
        ),
        passes("another type", resource("aws:sqs/queuePolicy:QueuePolicy", {"policy": policy("*")})),
        fails(
            "everybody", resource(POLICY, {"policy": policy("*")}), says="statement 1 of the policy allows everybody."
        ),
        fails("everybody, in a list", resource(POLICY, {"policy": policy({"AWS": ["1", "*"]})}), says="statement 1"),
        fails(
            "everybody but one",
            resource(POLICY, {"policy": json.dumps({"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": "1"}}})}),
            says="statement 1",
        ),
        fails(
            "TLS keeps nobody out",
            resource(POLICY, {"policy": policy("*", **condition("Bool", "aws:SecureTransport", "true"))}),
            says="statement 1",
        ),
        fails(
            "a negation keeps nobody out",
            resource(POLICY, {"policy": policy("*", **condition("StringNotEquals", "aws:PrincipalOrgID", "o-1"))}),
            says="statement 1",
        ),
        fails(
            "IfExists keeps nobody out",
            resource(POLICY, {"policy": policy("*", **condition("StringEqualsIfExists", "aws:SourceAccount", "1"))}),
            says="statement 1",
        ),
        fails(
            "a wildcard keeps nobody out",
            resource(POLICY, {"policy": policy("*", **condition("StringLike", "aws:SourceAccount", "*"))}),
            says="statement 1",
        ),
        fails("a secret text", resource(POLICY, {"policy": secret(policy("*"))}), says="statement 1"),
        undecided("not known", resource(POLICY, {"policy": UNKNOWN}), on="policy"),
        undecided("no JSON", resource(POLICY, {"policy": "{"}), on="policy"),
    ],
)
