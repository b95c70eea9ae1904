"""ScheduledCall: EventBridge Scheduler calls a function, or starts a workflow, at set times."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import iam, scheduler

from components.blocks.account import account_root
from components.blocks.dead_letter_queue import DeadLetterQueue, DeadLetterQueueArgs
from components.blocks.function import Function
from components.blocks.state_machine import StateMachine
from components.component import Component
from components.context import StackContext
from components.iam import allow, document

Receiver = Function | StateMachine


@dataclass(frozen=True, kw_only=True)
class ScheduledCallArgs:
    """What a scheduled call is built from."""

    stack: StackContext
    receiver: Receiver
    """Function that is called, or workflow that is started."""
    expression: str
    """When: `rate(5 minutes)`, `cron(0 9 ? * MON *)`, as EventBridge Scheduler takes them."""
    timezone: str = "UTC"
    """IANA time zone of a cron expression; it keeps daylight saving time."""
    payload: Mapping[str, Any] | None = None
    """What the receiver gets, as plain data; None is an empty object."""
    retries: int = 3
    """Further tries of a call that does not arrive."""
    retry_minutes: int = 60
    """Minutes after which a call that did not arrive is given up, and put into the dead-letter queue."""
    region: str | None = None
    """Region of the schedule; None is the stack's."""


class ScheduledCall(Component):
    """A schedule with a role that may call its receiver and nothing else, and a queue of the calls that failed."""

    arn: pulumi.Output[str]
    """ARN of the schedule."""
    dead_letter_url: pulumi.Output[str]
    """Address of the queue of the calls that did not arrive."""

    def __init__(self, name: str, args: ScheduledCallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        queue = DeadLetterQueue(
            f"{name}-dead-letters",
            DeadLetterQueueArgs(stack=args.stack, holds=f"calls of {name} that did not arrive", region=args.region),
            self.child(),
        )
        queue.accept(None)
        receiver = args.receiver
        call = receiver.grant_invoke() if isinstance(receiver, Function) else receiver.grant_start()
        role = iam.Role(f"{name}-role", assume_role_policy=self._trust(args), opts=self.child())
        policy = iam.RolePolicy(
            f"{name}-policy",
            role=role.name,
            policy=document(*call, allow(["sqs:SendMessage"], [queue.arn])),
            opts=self.child(),
        )
        schedule = scheduler.Schedule(
            f"{name}-schedule",
            schedule_expression=args.expression,
            schedule_expression_timezone=args.timezone,
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": receiver.arn,
                "role_arn": role.arn,
                "input": json.dumps(dict(args.payload or {}), sort_keys=True),
                "dead_letter_config": {"arn": queue.arn},
                "retry_policy": {
                    "maximum_retry_attempts": args.retries,
                    "maximum_event_age_in_seconds": args.retry_minutes * 60,
                },
            },
            region=args.region,
            # AWS tries the role when the schedule is made: without its policy it would refuse it.
            opts=self.child(depends_on=[policy]),
        )
        self.arn, self.dead_letter_url = schedule.arn, queue.url
        self.publish(arn=self.arn, dead_letter_url=self.dead_letter_url)

    def _trust(self, args: ScheduledCallArgs) -> pulumi.Output[str]:
        """Return the trust policy: schedules of this account and region only, not those of anybody else."""
        region = args.region or args.stack.region

        def trust(root: str) -> str:
            _, partition, _, _, account, _ = root.split(":")
            group = f"arn:{partition}:scheduler:{region}:{account}:schedule-group/default"
            statement = {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "scheduler.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": account, "aws:SourceArn": group}},
            }
            return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

        return account_root(self).apply(trust)
