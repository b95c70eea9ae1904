"""What topics and queues have in common: encryption, policies for transport, physical names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from components.blocks.key import Key
from components.blocks.short_name import fitting
from components.context import StackContext
from components.iam import Statement, allow, deny

PUBLISHER = "sns.amazonaws.com"
"""The principal that puts a topic's messages into queues."""
FIFO = ".fifo"
DEAD_LETTER_SECONDS = 1_209_600
"""14 days, the longest that SQS keeps a message: time to find out what was wrong with it."""
_QUEUE_LIMIT = 80


def queue_name(base: str, stack: StackContext, *, fifo: bool) -> str | None:
    """Return a name for a queue whose own, with Pulumi's random end, would not fit; None lets Pulumi choose."""
    return fitting(base, stack.project, stack.stack, limit=_QUEUE_LIMIT, suffix=FIFO if fifo else "")


def queue_encryption(key: Key | None) -> dict[str, Any]:
    """Return the arguments that encrypt a queue: with a key of ours, or with the one that SQS manages."""
    if key is None:
        return {"sqs_managed_sse_enabled": True}
    return {"kms_master_key_id": key.arn, "kms_data_key_reuse_period_seconds": 300}


def queue_statements(arn: pulumi.Input[str], senders: Mapping[str, pulumi.Input[str]]) -> list[Statement]:
    """Return the statements of a queue's policy; `senders` are the ARNs of topics that may put messages in, by key."""
    return [
        *(
            allow(
                ["sqs:SendMessage"],
                [arn],
                sid=f"From{_camel(key)}",
                principal={"Service": PUBLISHER},
                condition={"ArnEquals": {"aws:SourceArn": topic}},
            )
            for key, topic in sorted(senders.items())
        ),
        _tls_only("sqs:*", arn),
    ]


def topic_statements(arn: pulumi.Input[str]) -> list[Statement]:
    """Return the statements of a topic's policy: who may publish is up to the policies of the account's roles."""
    return [_tls_only("sns:Publish", arn)]


def _tls_only(action: str, arn: pulumi.Input[str]) -> Statement:
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    return deny([action], [arn], sid="DenyInsecureTransport", principal="*", condition=condition)


def _camel(key: str) -> str:
    return "".join(part.capitalize() for part in key.split("-"))
