"""EventTarget: who receives the events of a rule, and the queue of those that did not arrive."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, iam, sqs

from components.blocks.function import Function
from components.blocks.state_machine import StateMachine
from components.component import Component
from components.context import StackContext
from components.iam import allow, assume_role, deny, document
from components.operations import Alarm, Metric
from components.settings.event_bus import EventBusSettings

Receiver = Function | StateMachine
_DAY, _HOUR = 86_400, 3600


@dataclass(frozen=True, kw_only=True)
class EventTargetArgs:
    """What a target is built from."""

    settings: EventBusSettings
    stack: StackContext
    bus_name: pulumi.Output[str]
    """Bus of the rule."""
    rule_name: pulumi.Output[str]
    """Rule whose events arrive."""
    rule_arn: pulumi.Output[str]
    """ARN of the rule: the only one that may call the receiver and fill the queue."""
    receiver: Receiver
    """Function that is called, or workflow that is started, with each event."""
    region: str | None = None
    """Region of the rule; None is the stack's."""


class EventTarget(Component):
    """A target of a rule with retries, a dead-letter queue, and an alarm on the first event in it."""

    dead_letter_url: pulumi.Output[str]
    """Address of the queue of the events that did not arrive."""
    dead_letter_arn: pulumi.Output[str]

    def __init__(self, name: str, args: EventTargetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        queue = self._queue(args)
        self.dead_letter_url, self.dead_letter_arn = queue.url, queue.arn
        settings = args.settings
        cloudwatch.EventTarget(
            f"{name}-target",
            event_bus_name=args.bus_name,
            rule=args.rule_name,
            arn=args.receiver.arn,
            role_arn=self._entry(args),
            dead_letter_config={"arn": queue.arn},
            retry_policy={
                "maximum_event_age_in_seconds": settings.retry_hours * _HOUR,
                "maximum_retry_attempts": settings.retry_attempts,
            },
            region=args.region,
            opts=self.child(),
        )
        self._watch(queue, args.region)
        self.publish(dead_letter_url=self.dead_letter_url, dead_letter_arn=self.dead_letter_arn)

    def _entry(self, args: EventTargetArgs) -> pulumi.Output[str] | None:
        """Open the receiver to the rule; return the role that starts a workflow, None for a function."""
        receiver = args.receiver
        if isinstance(receiver, Function):
            receiver.permit(self.name, service="events.amazonaws.com", source_arn=args.rule_arn, opts=self.child())
            return None
        role = iam.Role(f"{self.name}-role", assume_role_policy=assume_role("events.amazonaws.com"), opts=self.child())
        iam.RolePolicy(
            f"{self.name}-policy", role=role.name, policy=document(*receiver.grant_start()), opts=self.child()
        )
        return role.arn

    def _queue(self, args: EventTargetArgs) -> sqs.Queue:
        queue = sqs.Queue(
            f"{self.name}-dead-letters",
            message_retention_seconds=args.settings.dead_letter_days * _DAY,
            sqs_managed_sse_enabled=True,
            region=args.region,
            opts=self.child(),
        )
        sqs.QueuePolicy(
            f"{self.name}-dead-letters-policy",
            queue_url=queue.url,
            policy=document(
                allow(
                    ["sqs:SendMessage"],
                    [queue.arn],
                    sid="Rule",
                    principal={"Service": "events.amazonaws.com"},
                    condition={"ArnEquals": {"aws:SourceArn": args.rule_arn}},
                ),
                deny(
                    ["sqs:*"],
                    [queue.arn],
                    sid="DenyInsecureTransport",
                    principal="*",
                    condition={"Bool": {"aws:SecureTransport": "false"}},
                ),
            ),
            region=args.region,
            opts=self.child(),
        )
        return queue

    def _watch(self, queue: sqs.Queue, region: str | None) -> None:
        waiting = Metric(
            namespace="AWS/SQS",
            name="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": queue.name},
            stat="Maximum",
        )
        self.operations.alarms.append(
            Alarm(
                key="undelivered",
                description=f"Events did not arrive: they wait in the dead-letter queue of {self.name}. Their "
                "attributes tell the error; replay them from the archive once the cause is gone, then purge the queue.",
                metrics={"m1": waiting},
                threshold=0,
                evaluation_periods=1,
                region=region,
            )
        )
