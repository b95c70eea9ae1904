"""Subscription: one subscriber of a topic, with a filter and a dead-letter queue for what could not be delivered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import sns

from components.blocks.dead_letter_queue import DeadLetterQueue, DeadLetterQueueArgs
from components.blocks.key import Key
from components.blocks.messages import PUBLISHER
from components.blocks.topic import Topic
from components.component import Component
from components.context import StackContext
from components.settings.topic import FilterSettings, Protocol

_SCOPES = {"attributes": "MessageAttributes", "body": "MessageBody"}
_HTTPS_RETRIES = json.dumps(
    {
        "healthyRetryPolicy": {
            "minDelayTarget": 5,
            "maxDelayTarget": 300,
            "numRetries": 10,
            "backoffFunction": "exponential",
        }
    }
)
"""Ten tries over at most 50 minutes; SNS allows an hour. Its own default is three tries, 20 seconds apart."""


@dataclass(frozen=True, kw_only=True)
class SubscriptionArgs:
    """What a subscription is built from."""

    settings: FilterSettings
    stack: StackContext
    topic: Topic
    """The topic whose messages are delivered."""
    protocol: Protocol
    """How SNS reaches the subscriber."""
    endpoint: pulumi.Input[str]
    """Mailbox, number, address or ARN of the subscriber."""
    raw: bool = False
    """Deliver the message alone, without the envelope of SNS."""
    auto_confirms: bool = False
    """Whether an HTTPS address confirms by itself."""
    after: Sequence[pulumi.Resource] = ()
    """What must be there first: the policy of the queue that lets the topic in."""
    key: Key | None = None
    """Key that encrypts the dead-letter queue."""
    region: str | None = None
    """Region of the topic; None is the stack's."""


class Subscription(Component):
    """A subscription whose undeliverable messages are kept for 14 days, with an alarm on the first one."""

    arn: pulumi.Output[str]
    dead_letter_url: pulumi.Output[str]

    def __init__(self, name: str, args: SubscriptionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        settings = args.settings
        dead = DeadLetterQueue(
            f"{name}-undelivered",
            DeadLetterQueueArgs(
                stack=args.stack,
                holds=f"messages of {args.topic.name} that could not be delivered to {name}",
                fifo=args.topic.fifo,
                key=args.key,
                senders={"topic": args.topic.arn},
                region=args.region,
            ),
            self.child(),
        )
        dead.accept(None)
        doors = [dead.policy, *args.after, *self._permission(args)]
        subscription = sns.TopicSubscription(
            f"{name}-subscription",
            topic=args.topic.arn,
            protocol=args.protocol,
            endpoint=args.endpoint,
            raw_message_delivery=args.raw or None,
            filter_policy=json.dumps(settings.filter, sort_keys=True) if settings.filter else None,
            filter_policy_scope=_SCOPES[settings.filter_on] if settings.filter else None,
            redrive_policy=pulumi.Output.json_dumps({"deadLetterTargetArn": dead.arn}),
            delivery_policy=_HTTPS_RETRIES if args.protocol == "https" else None,
            endpoint_auto_confirms=args.auto_confirms or None,
            region=args.region,
            # Before its policies the first message would find two closed doors, and be lost.
            opts=self.child(depends_on=doors),
        )
        self.arn, self.dead_letter_url = subscription.arn, dead.url
        self.publish(arn=self.arn, dead_letter_url=self.dead_letter_url)

    def _permission(self, args: SubscriptionArgs) -> list[pulumi.Resource]:
        """Let the topic call a function, and return the permission; anything else needs none."""
        if args.protocol != "lambda":
            return []
        from pulumi_aws import lambda_  # noqa: PLC0415 (most workloads without functions spare the import)

        permission = lambda_.Permission(
            f"{self.name}-permission",
            action="lambda:InvokeFunction",
            function=args.endpoint,
            principal=PUBLISHER,
            source_arn=args.topic.arn,
            region=args.region,
            opts=self.child(),
        )
        return [permission]
