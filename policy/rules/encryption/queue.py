"""Queues are encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import MISSING, Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="ENC-010",
    name="queue-encrypted",
    title="SQS queues are encrypted at rest",
    severity="medium",
    rationale="New queues are encrypted with a key of SQS; somebody has switched it off.",
    fix="Drop `sqs_managed_sse_enabled=False`, or name a key in `kms_master_key_id`.",
    url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html",
    frameworks=("FSBP SQS.1",),
    types=("aws:sqs/queue:Queue",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Refuse a queue that has neither kind of encryption."""
    if not resource.flag("sqsManagedSseEnabled", default=True) and resource.get("kmsMasterKeyId") is MISSING:
        yield "sqsManagedSseEnabled is off and there is no key."
