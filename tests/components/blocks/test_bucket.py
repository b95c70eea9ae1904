"""A bucket is private and safe as it comes; its policy is one."""

import json

import pytest

from components.blocks.bucket import Bucket, BucketArgs, admit_access_logs
from components.settings.bucket import BucketSettings
from tests.support.synth import synth_component

KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012"


def build(environment="Production", settings=None, **args):
    def program(stage):
        chosen = BucketSettings.of(stage.environment, **(settings or {}))
        bucket = Bucket("data", BucketArgs(settings=chosen, stack=stage.stack, **args), stage.opts)
        return {"arn": bucket.arn, "read": bucket.grant_read("in/"), "write": bucket.grant_write()}

    return synth_component(program, environment)


def policy(found, name="data-policy"):
    return json.loads(found.named(name).inputs["policy"])["Statement"]


@pytest.fixture(scope="module")
def plain():
    return build()


def test_nothing_is_public(plain):
    inputs = plain.only("BucketPublicAccessBlock").inputs
    flags = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    assert [inputs[flag] for flag in flags] == [True] * 4
    assert plain.only("BucketOwnershipControls").inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_it_has_one_policy_that_asks_for_tls(plain):
    insecure, old = policy(plain)
    assert insecure["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert old["Condition"] == {"NumericLessThan": {"s3:TlsVersion": "1.2"}}
    arn = plain.exports["arn"]
    for statement in (insecure, old):
        assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", ["s3:*"])
        assert statement["Resource"] == [arn, f"{arn}/*"]


def test_statements_of_the_caller_come_into_the_same_policy():
    found = build(statements=lambda arn: admit_access_logs(arn, "123456789012"))
    assert len(found.of_type("BucketPolicy")) == 1
    admitted = policy(found)[-1]
    assert admitted["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert admitted["Resource"] == [f"{found.exports['arn']}/s3/*"]
    assert admitted["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_encryption_by_s3_or_by_a_key(plain):
    def default(found):
        return found.only("BucketServerSideEncryptionConfiguration").inputs["rules"][0]

    assert default(plain)["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}
    by_key = default(build(key_arn=KEY))
    assert by_key["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}
    assert by_key["bucketKeyEnabled"] is True


def test_versions_are_kept(plain):
    assert plain.only("BucketVersioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
    off = build(settings={"versioning": False})
    assert off.only("BucketVersioning").inputs["versioningConfiguration"] == {"status": "Disabled"}


@pytest.mark.parametrize(
    ("environment", "expected"), [("Production", False), ("Staging", False), ("Development", True)]
)
def test_only_development_throws_objects_away(environment, expected):
    assert build(environment).only("aws:s3/bucket:Bucket").inputs["forceDestroy"] is expected


def test_object_lock():
    found = build(settings={"object_lock": {"days": 30}})
    assert found.only("aws:s3/bucket:Bucket").inputs["objectLockEnabled"] is True
    assert found.only("BucketObjectLockConfiguration").inputs["rule"] == {
        "defaultRetention": {"mode": "GOVERNANCE", "days": 30}
    }


def test_access_logs_go_below_the_name_of_the_bucket():
    def program(stage):
        logs = Bucket(
            "logs", BucketArgs(settings=BucketSettings.of(stage.environment, purpose="logs"), stack=stage.stack)
        )
        settings = BucketSettings.of(stage.environment)
        Bucket("data", BucketArgs(settings=settings, stack=stage.stack, access_logs=logs))

    found = synth_component(program)
    logging = found.only("BucketLogging")
    assert logging.inputs["targetPrefix"] == "s3/data/"
    assert logging.inputs["targetBucket"] == found.named("logs-bucket").outputs["bucket"]


def test_the_region_reaches_every_part():
    found = build(region="eu-west-1")
    parts = [resource for resource in found.resources if resource.type.startswith("aws:s3/")]
    assert len(parts) == 7
    assert {part.inputs["region"] for part in parts} == {"eu-west-1"}


def test_grants_name_this_bucket_only(plain):
    arn = plain.exports["arn"]
    listing, reading = plain.exports["read"]
    assert (listing["Resource"], listing["Condition"]) == ([arn], {"StringLike": {"s3:prefix": "in/*"}})
    assert (reading["Action"], reading["Resource"]) == (["s3:GetObject"], [f"{arn}/in/*"])
    assert plain.exports["write"][0]["Resource"] == [f"{arn}/*"]
    assert "s3:DeleteObjectVersion" not in plain.exports["write"][0]["Action"]
