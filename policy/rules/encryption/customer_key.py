"""Customer-managed keys where they are required."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import MISSING, Resource
from policy.rule import Answer, Context, resource_rule

_KEYS = (
    "kmsKeyId",
    "kmsMasterKeyId",
    "kmsKeyArn",
    "serverSideEncryption.kmsKeyArn",
    "rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId",
)


@resource_rule(
    id="ENC-015",
    name="customer-key",
    title="Types that the configuration names are encrypted with a key of yours",
    severity="medium",
    rationale="Some rules of an enterprise ask for keys that can be rotated, audited and withdrawn; AWS's own "
    "keys cannot be withdrawn.",
    fix="Give the resource the ARN of a key: `kms_key_id`, `kms_master_key_id`, `kms_key_arn`, or "
    "`sse_algorithm='aws:kms'` with it.",
    url="https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html",
    frameworks=("NIST 800-53 SC-12",),
    types=(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "aws:dynamodb/table:Table",
        "aws:sqs/queue:Queue",
        "aws:sns/topic:Topic",
        "aws:rds/instance:Instance",
        "aws:rds/cluster:Cluster",
        "aws:efs/fileSystem:FileSystem",
        "aws:secretsmanager/secret:Secret",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:kinesis/stream:Stream",
    ),
    on_unknown="pass",
    options={
        "types": {
            "type": "array",
            "items": {"type": "string"},
            "default": [],
            "description": "Type tokens that need a customer-managed key, such as aws:dynamodb/table:Table.",
        }
    },
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Look for a key on the types that the option lists; a key whose ARN is not known yet is a key."""
    if resource.type not in context.config["types"]:
        return
    if all(resource.get(path) is MISSING for path in _KEYS):
        yield "No key of yours is named."
