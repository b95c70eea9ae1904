"""Queue: an SQS queue with a dead-letter queue, a policy, alarms, and the permissions that it gives away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import iam, sqs

from components.blocks.dead_letter_queue import DeadLetterQueue, DeadLetterQueueArgs
from components.blocks.key import Key
from components.blocks.messages import queue_encryption, queue_name, queue_statements
from components.blocks.queue_operations import age_alarm, queue_widgets
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, document
from components.settings.queue import QueueSettings

_CONSUME = (
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
)


@dataclass(frozen=True, kw_only=True)
class QueueArgs:
    """What a queue is built from."""

    settings: QueueSettings
    stack: StackContext
    key: Key | None = None
    """Key that encrypts the messages; None leaves it to the one that SQS manages."""
    senders: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """ARNs of the topics that may put messages in, by key."""
    region: str | None = None
    """Region of the queue; None is the stack's."""


class Queue(Component):
    """An SQS queue whose messages are never lost without a word: refused ones go to a dead-letter queue of its own."""

    arn: pulumi.Output[str]
    url: pulumi.Output[str]
    queue_name: pulumi.Output[str]
    dead_letter_url: pulumi.Output[str]
    dead_letter_arn: pulumi.Output[str]

    def __init__(self, name: str, args: QueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._key = args.key
        dead = self._dead_letters(args)
        queue = sqs.Queue(
            f"{name}-queue",
            name=queue_name(f"{name}-queue", args.stack, fifo=args.settings.fifo is not None),
            redrive_policy=pulumi.Output.json_dumps(
                {"deadLetterTargetArn": dead.arn, "maxReceiveCount": args.settings.max_receives}
            ),
            region=args.region,
            **_timing(args.settings),
            **_order(args.settings),
            **queue_encryption(args.key),
            opts=self.child(),
        )
        dead.accept(queue.arn)
        self.arn, self.url, self.queue_name = queue.arn, queue.url, queue.name
        self.dead_letter_url, self.dead_letter_arn = dead.url, dead.arn
        self.policy = sqs.QueuePolicy(
            f"{name}-policy",
            queue_url=queue.url,
            policy=document(*queue_statements(queue.arn, args.senders)),
            region=args.region,
            opts=self.child(),
        )
        seconds = args.settings.age_alarm_seconds
        self.operations.alarms.append(age_alarm(name, queue.name, seconds, args.region))
        self.operations.widgets += queue_widgets(name, queue.name, dead.queue_name, args.region)
        self.publish(
            arn=self.arn,
            url=self.url,
            queue_name=self.queue_name,
            dead_letter_url=self.dead_letter_url,
            dead_letter_arn=self.dead_letter_arn,
        )

    def grant_send(self) -> list[Statement]:
        """Return what a role needs to send messages."""
        use = [self._key.grant_encrypt("sqs")] if self._key else []
        return [allow(["sqs:SendMessage", "sqs:GetQueueUrl"], [self.arn]), *use]

    def grant_consume(self) -> list[Statement]:
        """Return what a role needs to receive messages and to delete them."""
        use = [self._key.grant_decrypt("sqs")] if self._key else []
        return [allow(_CONSUME, [self.arn]), *use]

    def access(self, role: str, statements: list[Statement]) -> pulumi.Output[str]:
        """Make an IAM policy of `statements` for code that runs elsewhere; return its ARN. `role` names it."""
        policy = iam.Policy(
            f"{self.name}-{role}",
            description=f"For the code that is to {role} messages of {self.name}",
            policy=document(*statements),
            opts=self.child(),
        )
        return policy.arn

    def _dead_letters(self, args: QueueArgs) -> DeadLetterQueue:
        return DeadLetterQueue(
            f"{self.name}-dead",
            DeadLetterQueueArgs(
                stack=args.stack,
                holds=f"messages of {self.name} that its consumer refused {args.settings.max_receives} times",
                fifo=args.settings.fifo is not None,
                key=args.key,
                max_message_bytes=args.settings.max_message_bytes,
                region=args.region,
            ),
            self.child(),
        )


def _timing(settings: QueueSettings) -> dict[str, Any]:
    return {
        "visibility_timeout_seconds": settings.visibility,
        "receive_wait_time_seconds": settings.long_poll_seconds,
        "message_retention_seconds": settings.retention_days * 86_400,
        "delay_seconds": settings.delay_seconds,
        "max_message_size": settings.max_message_bytes,
    }


def _order(settings: QueueSettings) -> dict[str, Any]:
    """Return the arguments of a FIFO queue; none for a standard one."""
    fifo = settings.fifo
    if fifo is None:
        return {}
    by_group = fifo.throughput == "group"
    return {
        "fifo_queue": True,
        "content_based_deduplication": fifo.content_deduplication,
        # The higher limit per group exists only together with deduplication per group.
        "deduplication_scope": "messageGroup" if by_group else "queue",
        "fifo_throughput_limit": "perMessageGroupId" if by_group else "perQueue",
    }
