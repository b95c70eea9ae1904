"""Streams are encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="ENC-009",
    name="stream-encrypted",
    title="Kinesis streams are encrypted at rest",
    severity="medium",
    rationale="Records stay in a stream for a day to a year, in clear unless a key is named.",
    fix="Set `encryption_type='KMS'` and `kms_key_id='alias/aws/kinesis'` or a key of yours.",
    url="https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html",
    frameworks=("FSBP Kinesis.1",),
    types=("aws:kinesis/stream:Stream",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Demand a key."""
    if resource.need("encryptionType") != "KMS":
        yield "encryptionType is not KMS."
