"""Settings of an SQS queue: its topics, its consumer, what happens to messages that fail."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.handler import HandlerSettings
from components.settings.topic import FilterSettings
from components.settings.types import ItemName

TIMEOUTS_PER_VISIBILITY = 6
"""Timeouts of a Lambda consumer that its queue's visibility timeout must hold, from the Lambda guide: the time covers
retries of a batch while the function is throttled."""
EXTERNAL_VISIBILITY = 60
"""Seconds that an external consumer has for a message, when nothing is said."""
_FIFO_BATCH = 10


class QueueTopicSettings(FilterSettings):
    """What a queue hears of one topic."""

    raw: bool = True
    """Put the message alone into the queue, its attributes beside it; false wraps both in the envelope of SNS."""
    unordered: bool = False
    """Let a standard queue hear a FIFO topic: cheaper, but order and deduplication are lost there."""


class ConsumerSettings(HandlerSettings):
    """A Lambda function that takes messages in batches and tells which of them failed."""

    batch_size: Annotated[int, Field(ge=1, le=10_000)] = 10
    """Messages in one run; more than 10 need a window. In a FIFO queue the messages that wait behind a failed one of
    their group have the same tries counted and become dead letters with it; 1 spares them."""
    batch_window_seconds: Annotated[int, Field(ge=0, le=300)] = 0
    """Seconds to wait for a full batch. Not for FIFO queues."""
    max_concurrency: Annotated[int, Field(ge=2, le=1_000)] = by_profile(development=2, staging=10, production=50)
    """Runs at a time that this queue may cause: the limit for whatever stands behind the consumer. Messages beyond it
    wait in the queue and do not count as failed."""
    publishes: list[ItemName] = Field(default_factory=list)
    """Topics of this workload that the code may publish to; the ARN of `events` is in `TOPIC_EVENTS_ARN`."""

    @model_validator(mode="after")
    def _check(self) -> ConsumerSettings:
        problems: list[str] = []
        if self.batch_size > _FIFO_BATCH and not self.batch_window_seconds:
            problems.append(f"batchSize is {self.batch_size}; expected batchWindowSeconds of at least 1 with it")
        reserved = self.function.concurrency
        if reserved is not None and reserved < self.max_concurrency:
            problems.append(
                f"maxConcurrency is {self.max_concurrency} and function.concurrency {reserved}; expected a "
                "concurrency that holds it, or messages fail because their run was refused"
            )
        if len(set(self.publishes)) < len(self.publishes):
            problems.append("publishes names a topic twice")
        if problems:
            raise Problems(problems)
        return self


class FifoQueueSettings(Section):
    """A queue that keeps the order of each message group and drops duplicates of five minutes."""

    content_deduplication: bool = True
    """Whether messages with the same body within five minutes are one; otherwise senders name a deduplication id."""
    throughput: Literal["group", "queue"] = "group"
    """Whether the limit of 300 calls a second holds for each message group or for the whole queue. `group` looks for
    duplicates within a group only."""


class QueueSettings(Section):
    """An SQS queue with a dead-letter queue: encrypted, over TLS only, polled with patience."""

    topics: dict[ItemName, QueueTopicSettings] = Field(default_factory=dict)
    """Topics of this workload that the queue hears, each with a filter of its own."""
    consumer: ConsumerSettings | None = None
    """Code of the project that works the queue off. Left out: a consumer that runs elsewhere and attaches the IAM
    policy among the workload's outputs to its role."""
    fifo: FifoQueueSettings | None = None
    """Order and deduplication; `fifo: {}` switches them on. Changing it later replaces the queue."""
    visibility_seconds: Annotated[int, Field(ge=0, le=43_200)] | None = None
    """Seconds that a message is hidden while somebody works on it. Left out: six timeouts of the Lambda consumer and
    its window, or 60 for a consumer elsewhere."""
    long_poll_seconds: Annotated[int, Field(ge=0, le=20)] = 20
    """Seconds that an empty answer is held back; fewer only cost more requests."""
    retention_days: Annotated[int, Field(ge=1, le=14)] = 4
    """Days that a message waits for a consumer. Dead letters are kept for 14."""
    delay_seconds: Annotated[int, Field(ge=0, le=900)] = 0
    """Seconds before a new message can be received."""
    max_message_bytes: Annotated[int, Field(ge=1_024, le=1_048_576)] = 262_144
    """Largest message; SNS delivers at most 262,144 bytes."""
    max_receives: Annotated[int, Field(ge=1, le=1_000)] = 5
    """Tries before a message becomes a dead letter."""
    age_alarm_seconds: Annotated[int, Field(ge=60, le=1_209_600)] = by_profile(
        development=3600, staging=1800, production=600
    )
    """Age of the oldest message above which somebody hears of it: the consumer does not keep up, or does not run."""

    @model_validator(mode="after")
    def _check(self) -> QueueSettings:
        problems = [*self._of_visibility(), *self._of_fifo()]
        if self.age_alarm_seconds >= self.retention_days * 86_400:
            problems.append(
                f"ageAlarmSeconds is {self.age_alarm_seconds}; expected less than retentionDays, "
                f"{self.retention_days * 86_400} s: an older message is gone"
            )
        if problems:
            raise Problems(problems)
        return self

    @property
    def visibility(self) -> int:
        """Seconds that a message is hidden after it was received."""
        if self.visibility_seconds is not None:
            return self.visibility_seconds
        return self._least_visibility or EXTERNAL_VISIBILITY

    @property
    def _least_visibility(self) -> int:
        """Seconds that the Lambda consumer needs; 0 without one."""
        if not self.consumer:
            return 0
        return TIMEOUTS_PER_VISIBILITY * self.consumer.function.timeout_seconds + self.consumer.batch_window_seconds

    def _of_visibility(self) -> list[str]:
        least, given = self._least_visibility, self.visibility_seconds
        if self.consumer is None or given is None or given >= least:
            return []
        rule = f"{TIMEOUTS_PER_VISIBILITY} timeouts of the consumer and its window"
        return [f"visibilitySeconds is {given}; expected at least {least}: {rule}"]

    def _of_fifo(self) -> list[str]:
        if not (self.fifo and self.consumer):
            return []
        problems: list[str] = []
        if self.consumer.batch_size > _FIFO_BATCH:
            problems.append(f"consumer.batchSize is {self.consumer.batch_size}; expected at most 10 for a FIFO queue")
        if self.consumer.batch_window_seconds:
            problems.append("consumer.batchWindowSeconds is set; expected none: Lambda takes no window for FIFO queues")
        return problems
