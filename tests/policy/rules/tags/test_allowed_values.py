from tests.policy.harness import TAGS, UNKNOWN, fails, passes, resource, secret, suite, undecided

BUCKET, GROUP = "aws:s3/bucket:Bucket", "aws:autoscaling/group:Group"

test_case = suite(
    "TAG-002",
    [
        passes("the schema is kept", resource(BUCKET, {"tags": TAGS})),
        passes("no tags: TAG-001 says so", resource(BUCKET, {})),
        passes("other keys are free", resource(BUCKET, {"tags": {"Colour": "anything at all"}})),
        passes("a type without tags", resource("aws:ec2/route:Route", {"tags": {"Environment": "prod"}})),
        fails("a short form", resource(BUCKET, {"tags": {"Environment": "prod"}}), says="Environment"),
        fails(
            "a deprecated name of the type",
            resource("aws:s3/bucketV2:BucketV2", {"tags": {"ManagedBy": "hand"}}),
            says="Pulumi",
        ),
        fails(
            "from the provider", resource(BUCKET, {}, default_tags={"Environment": "Test"}), says="Production, Staging"
        ),
        fails("an empty value", resource(BUCKET, {"tags": {"Owner": ""}}), says="Owner"),
        fails("on a group", resource(GROUP, {"tags": [{"key": "Environment", "value": "x"}]}), says="Environment"),
        fails(
            "a secret is not shown",
            resource(BUCKET, {"tags": {"CostCenter": secret("a secret centre!")}}),
            says="CostCenter",
        ),
        undecided("not known", resource(BUCKET, {"tags": {"Owner": UNKNOWN}}), on="tags.Owner"),
    ],
)
