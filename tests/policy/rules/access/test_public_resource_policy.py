import json

from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

QUEUE, LAMBDA = "aws:sqs/queuePolicy:QueuePolicy", "aws:lambda/permission:Permission"


def policy(principal: object, condition: object = None) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": "*"}
    return json.dumps({"Statement": [statement if condition is None else {**statement, "Condition": condition}]})


test_case = suite(
    "IAM-001",
    [
        passes("a service", resource(QUEUE, {"policy": policy({"Service": "sns.amazonaws.com"})})),
        passes(
            "the account's own root", resource("aws:kms/key:Key", {"policy": policy({"AWS": "arn:aws:iam::1:root"})})
        ),
        passes(
            "through a service in the account",
            resource("aws:kms/key:Key", {"policy": policy({"AWS": "*"}, {"StringEquals": {"kms:CallerAccount": "1"}})}),
        ),
        passes("a source", resource(QUEUE, {"policy": policy("*", {"ArnEquals": {"aws:SourceArn": "arn"}})})),
        passes("no policy", resource("aws:sns/topic:Topic", {})),
        passes("a service may invoke", resource(LAMBDA, {"principal": "events.amazonaws.com"})),
        passes(
            "everybody of an organisation may invoke", resource(LAMBDA, {"principal": "*", "principalOrgId": UNKNOWN})
        ),
        passes("another type", resource("aws:s3/bucketPolicy:BucketPolicy", {"policy": policy("*")})),
        fails(
            "everybody", resource(QUEUE, {"policy": policy("*")}), says="statement 1 of the policy allows everybody."
        ),
        fails("everybody may invoke", resource(LAMBDA, {"principal": "*"}), says="lets everybody invoke"),
        fails("a secret text", resource(QUEUE, {"policy": secret(policy({"AWS": "*"}))}), says="statement 1"),
        undecided("not known", resource(QUEUE, {"policy": UNKNOWN}), on="policy"),
    ],
)
