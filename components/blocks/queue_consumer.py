"""QueueConsumer: a Lambda function that works a queue off in batches and says which messages failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pulumi
from pulumi_aws import lambda_

from components.blocks.function import Function, FunctionArgs
from components.blocks.queue import Queue
from components.component import Component
from components.context import StackContext
from components.iam import Statement
from components.settings.queue import ConsumerSettings


@dataclass(frozen=True, kw_only=True)
class QueueConsumerArgs:
    """What a consumer is built from."""

    settings: ConsumerSettings
    stack: StackContext
    queue: Queue
    """The queue whose messages it takes."""
    source: Path
    """Folder of the code, such as functions/order_consumer, relative to the project."""
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Environment variables of the code."""
    statements: Sequence[Statement] = ()
    """What the code may do, beside working the queue off."""
    region: str | None = None
    """Region of the function; None is the stack's."""


class QueueConsumer(Component):
    """A function and the mapping that feeds it.

    The function answers with the ids of the messages that failed; the others of the batch are deleted. A message that
    fails again and again ends in the queue's dead-letter queue, so Lambda itself needs none.
    """

    function_arn: pulumi.Output[str]
    function_name: pulumi.Output[str]

    def __init__(self, name: str, args: QueueConsumerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        settings = args.settings
        function = Function(
            f"{name}-function",
            FunctionArgs(
                settings=settings.function,
                stack=args.stack,
                source=args.source,
                description=f"Works off {args.queue.name}",
                environment=args.environment,
                statements=[*args.queue.grant_consume(), *args.statements],
                region=args.region,
            ),
            self.child(),
        )
        lambda_.EventSourceMapping(
            f"{name}-mapping",
            event_source_arn=args.queue.arn,
            function_name=function.arn,
            batch_size=settings.batch_size,
            maximum_batching_window_in_seconds=settings.batch_window_seconds or None,
            function_response_types=["ReportBatchItemFailures"],
            scaling_config={"maximum_concurrency": settings.max_concurrency},
            region=args.region,
            opts=self.child(),
        )
        self.function_arn, self.function_name = function.arn, function.function_name
        self.publish(function_arn=self.function_arn, function_name=self.function_name)
