"""What a queue needs when it runs: alarms on age and dead letters, a graph."""

from __future__ import annotations

import pulumi

from components.operations import Alarm, Metric, Widget

_MINUTE = 60


def queue_metric(
    queue: pulumi.Input[str], name: str, stat: str = "Maximum", *, label: str | None = None, period: int = 300
) -> Metric:
    """Return a metric of one queue, by the queue's name."""
    return Metric(
        namespace="AWS/SQS", name=name, dimensions={"QueueName": queue}, stat=stat, label=label, period=period
    )


def age_alarm(name: str, queue: pulumi.Input[str], seconds: int, region: str | None) -> Alarm:
    """Return the alarm on the oldest message: nobody works the queue off, or not fast enough."""
    return Alarm(
        key="age",
        severity="critical",
        description=f"The oldest message of {name} has waited for more than {seconds} s. Look whether the consumer "
        "runs, whether it fails (dead letters, its log), then whether it needs more concurrency.",
        metrics={"m1": queue_metric(queue, "ApproximateAgeOfOldestMessage", period=_MINUTE)},
        threshold=seconds,
        region=region,
    )


def dead_letter_alarm(holds: str, queue: pulumi.Input[str], region: str | None) -> Alarm:
    """Return the alarm on the first dead letter. Messages that SQS moves count in no metric but this one."""
    return Alarm(
        key="messages",
        description=f"There are {holds}. Read one, mend what refused it, then move them back (SQS: start DLQ redrive; "
        "what a topic could not deliver is sent again by hand). They are kept for 14 days.",
        metrics={"m1": queue_metric(queue, "ApproximateNumberOfMessagesVisible", period=_MINUTE)},
        threshold=0,
        evaluation_periods=1,
        region=region,
    )


def queue_widgets(
    name: str, queue: pulumi.Input[str], dead_letters: pulumi.Input[str], region: str | None
) -> list[Widget]:
    """Return the graphs of a queue: what waits and what goes through, and how long it takes."""
    return [
        Widget(
            title=f"{name}: messages",
            metrics=[
                queue_metric(queue, "NumberOfMessagesSent", "Sum", label="sent"),
                queue_metric(queue, "NumberOfMessagesDeleted", "Sum", label="done"),
                queue_metric(queue, "ApproximateNumberOfMessagesVisible", label="waiting"),
                queue_metric(queue, "ApproximateNumberOfMessagesNotVisible", label="in work"),
                queue_metric(dead_letters, "ApproximateNumberOfMessagesVisible", label="dead letters"),
            ],
            region=region,
        ),
        Widget(
            title=f"{name}: age of the oldest message (s)",
            metrics=[queue_metric(queue, "ApproximateAgeOfOldestMessage", label="age")],
            region=region,
            saturation=True,
        ),
    ]
