from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite

DATABASE = "aws:rds/instance:Instance"

test_case = suite(
    "IAM-004",
    [
        passes("managed", resource(DATABASE, {"manageMasterUserPassword": True})),
        passes("write-only", resource(DATABASE, {"passwordWo": secret("hidden"), "passwordWoVersion": 1})),
        passes("another type", resource("aws:elasticache/user:User", {"password": "x"})),
        fails(
            "a secret", resource(DATABASE, {"password": secret("hidden")}), says="The program sets the master password."
        ),
        fails(
            "one that is not known yet",
            resource("aws:rds/cluster:Cluster", {"masterPassword": UNKNOWN}),
            says="master password",
        ),
    ],
)
