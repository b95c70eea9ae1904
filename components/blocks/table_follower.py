"""TableFollower: a function that receives every change of a table, and the queue of the changes that it refused."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import iam, lambda_, sqs

from components.blocks.function import Function
from components.blocks.table import Table
from components.component import Component
from components.context import StackContext
from components.iam import allow, deny, document
from components.operations import Alarm, Metric, Widget

_BATCH, _ATTEMPTS, _TWO_WEEKS = 100, 5, 1_209_600
_LATE = 300_000  # milliseconds


@dataclass(frozen=True, kw_only=True)
class TableFollowerArgs:
    """What a follower is built from."""

    stack: StackContext
    table: Table
    """Table with a stream."""
    function: Function
    """Function that receives the changes in order, and answers with the ones that failed (`batchItemFailures`)."""
    region: str | None = None
    """Region of both; None is the stack's."""


class TableFollower(Component):
    """Changes of a table on their way to a function: in order by key, tried again, set aside when refused five times.

    A batch that fails is halved until the change at fault is alone, so one bad change holds up no other for long.
    """

    mapping_id: pulumi.Output[str]
    refused_url: pulumi.Output[str]
    """Address of the queue that tells which changes were refused."""

    def __init__(self, name: str, args: TableFollowerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        if args.table.stream_arn is None:
            raise pulumi.RunError(f"the table {args.table.name} has no stream; set its key `stream`")
        queue = sqs.Queue(
            f"{name}-refused",
            message_retention_seconds=_TWO_WEEKS,
            sqs_managed_sse_enabled=True,
            region=args.region,
            opts=self.child(),
        )
        secure = deny(
            ["sqs:*"],
            [queue.arn],
            sid="DenyInsecureTransport",
            principal="*",
            condition={"Bool": {"aws:SecureTransport": "false"}},
        )
        sqs.QueuePolicy(
            f"{name}-refused-policy",
            queue_url=queue.url,
            policy=document(secure),
            region=args.region,
            opts=self.child(),
        )
        # Lambda itself reads the stream and fills the queue, with the function's role.
        policy = iam.RolePolicy(
            f"{name}-policy",
            role=args.function.role_name,
            policy=document(*args.table.grant_read_stream(), allow(["sqs:SendMessage"], [queue.arn])),
            opts=self.child(),
        )
        mapping = lambda_.EventSourceMapping(
            f"{name}-mapping",
            event_source_arn=args.table.stream_arn,
            function_name=args.function.arn,
            starting_position="TRIM_HORIZON",
            batch_size=_BATCH,
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=_ATTEMPTS,
            function_response_types=["ReportBatchItemFailures"],
            destination_config={"on_failure": {"destination_arn": queue.arn}},
            region=args.region,
            opts=self.child(depends_on=[policy]),
        )
        self.mapping_id, self.refused_url = mapping.uuid, queue.url
        self._watch(args, queue.name)
        self.publish(mapping_id=self.mapping_id, refused_url=self.refused_url)

    def _watch(self, args: TableFollowerArgs, queue: pulumi.Output[str]) -> None:
        age = Metric(
            namespace="AWS/Lambda",
            name="IteratorAge",
            dimensions={"FunctionName": args.function.function_name},
            stat="Maximum",
        )
        refused = Metric(
            namespace="AWS/SQS",
            name="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": queue},
            stat="Maximum",
        )
        self.operations.alarms += [
            Alarm(
                key="late",
                description=f"{args.function.name} is more than five minutes behind the changes of {args.table.name}. "
                "Look at its errors first, then at its time per batch.",
                metrics={"m1": age},
                threshold=_LATE,
                region=args.region,
            ),
            Alarm(
                key="refused",
                description=f"{args.function.name} refused changes of {args.table.name} to the end. The queue tells "
                "their place in the stream, where they stay for 24 hours.",
                metrics={"m1": refused},
                threshold=0,
                evaluation_periods=1,
                region=args.region,
            ),
        ]
        self.operations.widgets.append(Widget(title=f"{self.name}: delay (ms)", metrics=[age], region=args.region))
