"""DeadLetterQueue: where messages go that nobody could take, with an alarm on the first one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import sqs

from components.blocks.key import Key
from components.blocks.messages import DEAD_LETTER_SECONDS, queue_encryption, queue_name, queue_statements
from components.blocks.queue_operations import dead_letter_alarm
from components.component import Component
from components.context import StackContext
from components.iam import document


@dataclass(frozen=True, kw_only=True)
class DeadLetterQueueArgs:
    """What a dead-letter queue is built from."""

    stack: StackContext
    holds: str
    """What it holds, for the alarm: "messages of shop-queue-stock that its consumer refused"."""
    fifo: bool = False
    """Whether it takes the messages of something that keeps an order; both sides must be of one kind."""
    key: Key | None = None
    """Key that encrypts it; None leaves it to the one that SQS manages."""
    senders: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """ARNs of the topics that put undelivered messages in, by key."""
    max_message_bytes: int = 262_144
    """Largest message, that of the queue whose messages it takes."""
    region: str | None = None
    """Region of the queue; None is the stack's."""


class DeadLetterQueue(Component):
    """A queue for what failed. `accept` says which queue may move messages here; no other can."""

    arn: pulumi.Output[str]
    url: pulumi.Output[str]
    queue_name: pulumi.Output[str]

    def __init__(self, name: str, args: DeadLetterQueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._region = args.region
        queue = sqs.Queue(
            f"{name}-queue",
            name=queue_name(f"{name}-queue", args.stack, fifo=args.fifo),
            fifo_queue=args.fifo or None,
            message_retention_seconds=DEAD_LETTER_SECONDS,
            max_message_size=args.max_message_bytes,
            receive_wait_time_seconds=20,
            region=args.region,
            **queue_encryption(args.key),
            opts=self.child(),
        )
        self.arn, self.url, self.queue_name = queue.arn, queue.url, queue.name
        self.policy = sqs.QueuePolicy(
            f"{name}-policy",
            queue_url=queue.url,
            policy=document(*queue_statements(queue.arn, args.senders)),
            region=args.region,
            opts=self.child(),
        )
        self.operations.alarms.append(dead_letter_alarm(args.holds, queue.name, args.region))
        self.publish(arn=self.arn, url=self.url, queue_name=self.queue_name)

    def accept(self, source: pulumi.Input[str] | None) -> None:
        """Let the queue with the ARN `source`, and no other, use this as its dead-letter queue; None lets none.

        Topics are not queues: what they may do stands in the policy.
        """
        rule = (
            {"redrivePermission": "byQueue", "sourceQueueArns": [source]}
            if source is not None
            else {"redrivePermission": "denyAll"}
        )
        sqs.RedriveAllowPolicy(
            f"{self.name}-sources",
            queue_url=self.url,
            redrive_allow_policy=pulumi.Output.json_dumps(rule),
            region=self._region,
            opts=self.child(),
        )
