"""Topics, queues, their consumers and subscribers."""

from __future__ import annotations

from typing import Any

from tests.contract.samples import core
from tests.support.synth import ROOT, Sample, Stage


def _topic(stage: Stage, region: str | None) -> Any:
    from components.blocks.topic import Topic, TopicArgs
    from components.settings.topic import TopicSettings

    args = TopicArgs(
        settings=TopicSettings.of(stage.environment, deliveryLogDays=30),
        stack=stage.stack,
        key=core.SAMPLES["Key"](stage, region),
        region=region,
    )
    return Topic("events", args, stage.opts)


def _queue(stage: Stage, region: str | None) -> Any:
    from components.blocks.queue import Queue, QueueArgs
    from components.settings.queue import QueueSettings

    args = QueueArgs(
        settings=QueueSettings.of(stage.environment, fifo={}),
        stack=stage.stack,
        key=core.SAMPLES["Key"](stage, region),
        region=region,
    )
    return Queue("work", args, stage.opts)


def _consumer(stage: Stage, region: str | None) -> Any:
    from components.blocks.queue_consumer import QueueConsumer, QueueConsumerArgs
    from components.settings.queue import ConsumerSettings

    args = QueueConsumerArgs(
        settings=ConsumerSettings.of(stage.environment, source="order_consumer"),
        stack=stage.stack,
        queue=_queue(stage, region),
        source=ROOT / "functions" / "order_consumer",
        region=region,
    )
    return QueueConsumer("consumer", args, stage.opts)


def _subscription(stage: Stage, region: str | None) -> Any:
    from components.blocks.subscription import Subscription, SubscriptionArgs
    from components.settings.topic import FilterSettings

    args = SubscriptionArgs(
        settings=FilterSettings.of(stage.environment, filter={"eventType": ["OrderPlaced"]}),
        stack=stage.stack,
        topic=_topic(stage, region),
        protocol="lambda",
        endpoint=core.SAMPLES["Function"](stage, region).arn,
        region=region,
    )
    return Subscription("audit", args, stage.opts)


SAMPLES: dict[str, Sample] = {
    "Queue": _queue,
    "QueueConsumer": _consumer,
    "Subscription": _subscription,
    "Topic": _topic,
}
