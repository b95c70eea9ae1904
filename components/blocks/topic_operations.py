"""What a topic needs when it runs: alarms on failed deliveries, a graph, a query over the log of failures."""

from __future__ import annotations

import pulumi

from components.operations import Alarm, Metric, Query, Widget

_FAILURES = """fields @timestamp, delivery.destination as destination, delivery.statusCode as code,
    delivery.providerResponse as response
| filter status = 'FAILURE'
| stats count() as failures, latest(response) as last by destination, code
| sort failures desc"""


def _metric(topic: pulumi.Input[str], name: str, label: str | None = None) -> Metric:
    return Metric(namespace="AWS/SNS", name=name, dimensions={"TopicName": topic}, stat="Sum", label=label)


def topic_alarms(name: str, topic: pulumi.Input[str], region: str | None) -> list[Alarm]:
    """Return the alarms of a topic: a delivery that failed to the end, and one that is lost."""
    return [
        Alarm(
            key="failures",
            description=f"A message of {name} could not be delivered to a subscriber, after all tries. Its "
            "dead-letter queue has it; the saved query 'failed deliveries' says why: the subscriber is gone, refuses, "
            "or its policy or key does not let the topic in.",
            metrics={"m1": _metric(topic, "NumberOfNotificationsFailed")},
            threshold=0,
            evaluation_periods=1,
            region=region,
        ),
        Alarm(
            key="lost",
            severity="critical",
            description=f"A message of {name} could be put neither to a subscriber nor into its dead-letter queue: "
            "it is lost. Look at the policy of the dead-letter queue and at its key.",
            metrics={"m1": _metric(topic, "NumberOfNotificationsFailedToRedriveToDlq")},
            threshold=0,
            evaluation_periods=1,
            region=region,
        ),
    ]


def topic_widget(name: str, topic: pulumi.Input[str], region: str | None) -> Widget:
    """Return the graph of a topic."""
    return Widget(
        title=f"{name}: messages",
        metrics=[
            _metric(topic, "NumberOfMessagesPublished", "published"),
            _metric(topic, "NumberOfNotificationsDelivered", "delivered"),
            _metric(topic, "NumberOfNotificationsFilteredOut", "filtered out"),
            _metric(topic, "NumberOfNotificationsFailed", "failed"),
        ],
        region=region,
    )


def failure_query(log_group: pulumi.Input[str], region: str | None) -> Query:
    """Return the saved query over the log of failed deliveries."""
    return Query(name="failed deliveries", text=_FAILURES, log_groups=[log_group], region=region)
