"""Topics are encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import MISSING, Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="ENC-011",
    name="topic-encrypted",
    title="SNS topics name a key for the messages that they store",
    severity="low",
    rationale="Messages wait in clear until they are delivered; an alarm's text is harmless, an order is not.",
    fix="Set `kms_master_key_id` to a key whose policy lets the publishing services use it.",
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html",
    frameworks=("NIST 800-53 SC-28",),
    types=("aws:sns/topic:Topic",),
    on_unknown="pass",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Demand a key, known or not."""
    if resource.get("kmsMasterKeyId") is MISSING:
        yield "kmsMasterKeyId is not set."
