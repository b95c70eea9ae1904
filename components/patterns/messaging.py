"""messaging: topics that fan out to queues and to people, queues with consumers, order where it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import pulumi
from pydantic import Field, model_validator

from components.pattern import Pattern, PatternArgs
from components.settings.base import Problems, by_profile
from components.settings.hints import nearest
from components.settings.key import KeySettings
from components.settings.queue import QueueSettings
from components.settings.topic import SubscriberSettings, TopicSettings
from components.settings.types import ItemName
from components.settings.workload import WorkloadSettings

if TYPE_CHECKING:
    from components.blocks.key import Key
    from components.blocks.queue import Queue
    from components.blocks.topic import Topic

_PUBLISHER = "sns.amazonaws.com"


class MessagingSettings(WorkloadSettings):
    """Topics, queues, and who hears what. Nothing is required but one topic or one queue."""

    pattern: Literal["messaging"]  # pyright: ignore[reportIncompatibleVariableOverride] (one value of the base's text)
    """`messaging`."""
    encryption: Literal["key", "managed"] = by_profile(development="managed", staging="key", production="key")
    """Who holds the key of the messages: `key` is one of the workload's own, about USD 1 a month, that can be audited
    and withdrawn; `managed` are those of SNS and SQS, free of charge."""
    key: KeySettings
    """The key, for `encryption: key`."""
    topics: dict[ItemName, TopicSettings] = Field(default_factory=dict)
    """Topics by name: a message that is published to one reaches every subscriber whose filter it passes."""
    queues: dict[ItemName, QueueSettings] = Field(default_factory=dict)
    """Queues by name: a message waits in one until its consumer has worked it off."""

    @model_validator(mode="after")
    def _check(self) -> MessagingSettings:
        problems = list(self._problems())
        if problems:
            raise Problems(problems)
        return self

    def _problems(self) -> Iterator[str]:
        if not (self.topics or self.queues):
            yield "it has neither topics nor queues; expected at least one of them"
        for name, queue in self.queues.items():
            for topic, heard in queue.topics.items():
                key = f"queues.{name}.topics"
                if topic not in self.topics:
                    yield self._unknown(key, topic)
                else:
                    yield from self._mismatch(key, topic, queue, unordered=heard.unordered)
            for topic in queue.consumer.publishes if queue.consumer else ():
                if topic not in self.topics:
                    yield self._unknown(f"queues.{name}.consumer.publishes", topic)

    def _unknown(self, key: str, topic: str) -> str:
        near = nearest(topic, list(self.topics))
        hint = (
            f"did you mean {near}" if near else f"expected one of topics ({', '.join(self.topics) or 'there are none'})"
        )
        return f"{key} names {topic}, which is no topic of this workload; {hint}"

    def _mismatch(self, key: str, topic: str, queue: QueueSettings, *, unordered: bool) -> Iterator[str]:
        ordered = self.topics[topic].fifo is not None
        if queue.fifo and not ordered:
            yield (
                f"{key} names {topic}, a standard topic, for a FIFO queue, which SNS refuses; expected "
                f"topics.{topic}.fifo: {{}}, or a queue without fifo"
            )
        if ordered and not queue.fifo and not unordered:
            yield (
                f"{key} names {topic}, a FIFO topic, for a standard queue, where order is lost; expected "
                "fifo: {} for the queue, or unordered: true for this topic"
            )
        if unordered and not (ordered and not queue.fifo):
            yield f"{key}.{topic}.unordered has no use; expected it for a standard queue that hears a FIFO topic only"


class Messaging(Pattern):
    """Topics and queues that deliver or tell: SNS and SQS with dead letters on both hops, filters, order, alarms.

    A message that a subscriber cannot be given waits in the subscription's dead-letter queue, one that a consumer
    refuses in the queue's. For events between services, buffers before slow work, and notifications of people.
    """

    def __init__(
        self, name: str, args: PatternArgs[MessagingSettings], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, opts)
        self._settings, self._stack = args.settings, args.stack
        self._key = self._make_key() if args.settings.encryption == "key" else None
        self._topics = {key: self._topic(key, topic) for key, topic in args.settings.topics.items()}
        topics = {key: self._serve_topic(key, topic) for key, topic in self._topics.items()}
        queues = {key: self._queue(key, queue) for key, queue in args.settings.queues.items()}
        self.outputs = {"topics": topics, "queues": queues}
        if self._key:
            self.outputs["keyArn"] = self._key.arn
        self.publish(**self.outputs)

    def _make_key(self) -> Key:
        from components.blocks.key import Key, KeyArgs  # noqa: PLC0415 (imports kms, which Development spares)

        args = KeyArgs(
            settings=self._settings.key,
            stack=self._stack,
            # SNS puts messages into encrypted queues by itself; others bring permissions of their own.
            services=[_PUBLISHER],
            description=f"Messages of {self.name}",
        )
        return Key(f"{self.name}-key", args, self.child())

    def _topic(self, key: str, settings: TopicSettings) -> Topic:
        from components.blocks.topic import Topic, TopicArgs  # noqa: PLC0415 (imports sns, which queues alone spare)

        args = TopicArgs(settings=settings, stack=self._stack, key=self._key)
        return Topic(f"{self.name}-topic-{key}", args, self.child())

    def _serve_topic(self, key: str, topic: Topic) -> dict[str, Any]:
        """Make subscribers and publisher of a topic; return what the outputs say of it."""
        settings = self._settings.topics[key]
        for name, subscriber in settings.subscribers.items():
            self._subscriber(f"{topic.name}-to-{name}", topic, subscriber)
        outputs: dict[str, Any] = {"arn": topic.arn, "publishPolicyArn": topic.access()}
        if settings.publisher:
            from components.blocks.function import Function, FunctionArgs  # noqa: PLC0415 (imports lambda_)

            args = FunctionArgs(
                settings=settings.publisher.function,
                stack=self._stack,
                source=settings.publisher.folder,
                description=f"Publishes to {topic.name}",
                environment={"TOPIC_ARN": topic.arn},
                statements=topic.grant_publish(),
            )
            publisher = Function(f"{topic.name}-publisher", args, self.child())
            outputs["publisherFunction"] = publisher.function_name
        return outputs

    def _subscriber(self, name: str, topic: Topic, settings: SubscriberSettings) -> None:
        from components.blocks.subscription import Subscription, SubscriptionArgs  # noqa: PLC0415 (imports sns)

        endpoint = settings.email or settings.sms or settings.https or settings.lambda_arn or settings.queue_arn
        args = SubscriptionArgs(
            settings=settings,
            stack=self._stack,
            topic=topic,
            protocol=settings.protocol,
            endpoint=endpoint or self._handler(name, settings),
            raw=settings.raw,
            auto_confirms=settings.auto_confirms,
            key=self._key,
        )
        Subscription(name, args, self.child())

    def _handler(self, name: str, settings: SubscriberSettings) -> pulumi.Output[str]:
        """Make the function that a topic calls; return its ARN."""
        from components.blocks.function import Function, FunctionArgs  # noqa: PLC0415 (imports lambda_)

        if settings.lambda_ is None:
            raise ValueError(f"{name} has no endpoint")
        args = FunctionArgs(
            settings=settings.lambda_.function,
            stack=self._stack,
            source=settings.lambda_.folder,
            description=f"Subscriber {name}",
        )
        return Function(f"{name}-handler", args, self.child()).arn

    def _queue(self, key: str, settings: QueueSettings) -> dict[str, Any]:
        """Make a queue, its subscriptions and its consumer; return what the outputs say of it."""
        from components.blocks.queue import Queue, QueueArgs  # noqa: PLC0415 (imports sqs, which topics alone spare)

        senders = {topic: self._topics[topic].arn for topic in settings.topics}
        args = QueueArgs(settings=settings, stack=self._stack, key=self._key, senders=senders)
        queue = Queue(f"{self.name}-queue-{key}", args, self.child())
        self._subscribe(queue, settings)
        outputs: dict[str, Any] = {
            "url": queue.url,
            "arn": queue.arn,
            "deadLetterUrl": queue.dead_letter_url,
            "sendPolicyArn": queue.access("send", queue.grant_send()),
            "consumePolicyArn": queue.access("consume", queue.grant_consume()),
        }
        if settings.consumer:
            outputs["consumerFunction"] = self._consumer(queue, settings)
        return outputs

    def _subscribe(self, queue: Queue, settings: QueueSettings) -> None:
        for name, heard in settings.topics.items():
            from components.blocks.subscription import Subscription, SubscriptionArgs  # noqa: PLC0415 (imports sns)

            args = SubscriptionArgs(
                settings=heard,
                stack=self._stack,
                topic=self._topics[name],
                protocol="sqs",
                endpoint=queue.arn,
                raw=heard.raw,
                after=[queue.policy],
                key=self._key,
            )
            Subscription(f"{queue.name}-from-{name}", args, self.child())

    def _consumer(self, queue: Queue, settings: QueueSettings) -> pulumi.Output[str]:
        from components.blocks.queue_consumer import QueueConsumer, QueueConsumerArgs  # noqa: PLC0415 (imports lambda_)

        if settings.consumer is None:
            raise ValueError(f"{queue.name} has no consumer")
        topics = {name: self._topics[name] for name in settings.consumer.publishes}
        args = QueueConsumerArgs(
            settings=settings.consumer,
            stack=self._stack,
            queue=queue,
            source=settings.consumer.folder,
            environment={f"TOPIC_{_variable(name)}_ARN": topic.arn for name, topic in topics.items()},
            statements=[statement for topic in topics.values() for statement in topic.grant_publish()],
        )
        return QueueConsumer(f"{queue.name}-consumer", args, self.child()).function_name


def _variable(name: str) -> str:
    return name.replace("-", "_").upper()
