from tests.policy.harness import UNKNOWN, fails, passes, resource, secret, suite, undecided

BUCKET, ACL = "aws:s3/bucket:Bucket", "aws:s3/bucketAcl:BucketAcl"
EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"


def grants(*uris: object) -> dict[str, object]:
    return {
        "accessControlPolicy": {
            "grants": [{"permission": "READ", "grantee": {"type": "Group", "uri": uri}} for uri in uris]
        }
    }


test_case = suite(
    "S3-001",
    [
        passes("none", resource(BUCKET, {})),
        passes("private", resource(ACL, {"acl": "private"})),
        passes("for log delivery", resource(ACL, {"acl": "log-delivery-write"})),
        passes("a grant to log delivery", resource(ACL, grants("http://acs.amazonaws.com/groups/s3/LogDelivery"))),
        passes(
            "a grant to a user",
            resource(ACL, {"accessControlPolicy": {"grants": [{"grantee": {"type": "CanonicalUser", "id": "1"}}]}}),
        ),
        passes("another type", resource("aws:s3/bucketPolicy:BucketPolicy", {"acl": "public-read"})),
        fails("public bucket", resource(ACL, {"acl": "public-read"}), says="acl is public-read."),
        fails(
            "inline, by an old name of the type",
            resource("aws:s3/bucketV2:BucketV2", {"acl": "public-read-write"}),
            says="public-read-write",
        ),
        fails(
            "any AWS account",
            resource("aws:s3/bucketObjectv2:BucketObjectv2", {"acl": "authenticated-read"}),
            says="authenticated-read",
        ),
        fails(
            "a grant to everybody",
            resource(ACL, grants("http://acs.amazonaws.com/groups/s3/LogDelivery", EVERYBODY)),
            says="accessControlPolicy.grants[1]",
        ),
        fails("an inline grant", resource(BUCKET, {"grants": [{"type": "Group", "uri": EVERYBODY}]}), says="grants[0]"),
        fails(
            "secret content",
            resource("aws:s3/bucketObject:BucketObject", {"acl": "public-read", "content": secret("hidden")}),
            says="public-read",
        ),
        undecided("not known", resource(ACL, {"acl": UNKNOWN}), on="acl"),
        undecided("a grantee not known", resource(ACL, grants(UNKNOWN)), on="accessControlPolicy.grants[0]"),
    ],
)
