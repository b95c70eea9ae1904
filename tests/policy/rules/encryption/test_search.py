from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

DOMAIN = "aws:opensearch/domain:Domain"
ALL = {
    "encryptAtRest": {"enabled": True},
    "nodeToNodeEncryption": {"enabled": True},
    "domainEndpointOptions": {"enforceHttps": True},
}

test_case = suite(
    "ENC-013",
    [
        passes("all three", resource(DOMAIN, ALL)),
        passes("another type", resource("aws:opensearch/serverlessCollection:ServerlessCollection", {})),
        fails(
            "none",
            resource("aws:elasticsearch/domain:Domain", {}),
            says=("encryptAtRest", "nodeToNodeEncryption", "enforceHttps"),
        ),
        fails(
            "plain HTTP",
            resource(DOMAIN, {**ALL, "domainEndpointOptions": {"enforceHttps": False}}),
            says="enforceHttps is off.",
        ),
        fails(
            "a secret",
            resource(DOMAIN, {**ALL, "encryptAtRest": secret({"kmsKeyId": "hidden"})}),
            says="encryptAtRest.enabled",
        ),
        undecided("not known", resource(DOMAIN, {**ALL, "encryptAtRest": UNKNOWN}), on="encryptAtRest.enabled"),
    ],
)
