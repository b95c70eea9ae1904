"""Settings of an SNS topic and of those who subscribe to it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.filter_policy import FilterScope, filter_problems
from components.settings.formats import arn, text
from components.settings.handler import HandlerSettings
from components.settings.types import Email, ItemName, LogRetention

PhoneNumber = Annotated[
    str, text(r"\+[1-9]\d{6,14}", "a phone number with its country code, in quotes, such as '+4915112345678'")
]
Protocol = Literal["email", "sms", "https", "lambda", "sqs"]
FunctionArn = Annotated[
    str, arn("lambda", r"function:[\w-]+(:[\w$-]+)?", "the ARN of a Lambda function", scope="regional")
]
QueueArn = Annotated[str, arn("sqs", r"[\w-]{1,80}", "the ARN of a standard SQS queue", scope="regional")]


class FilterSettings(Section):
    """Which messages of a topic a subscriber hears."""

    filter: dict[str, Any] = Field(default_factory=dict)
    """Messages that are delivered, such as `{eventType: [OrderPlaced], amount: [{numeric: [">=", 100]}]}`: every key
    must match one of its values. Left out: all messages. A new filter takes up to 15 minutes to hold."""
    filter_on: FilterScope = "attributes"
    """What the filter looks at: the message's attributes, or its body, which must then be JSON."""

    @model_validator(mode="after")
    def _check_filter(self) -> FilterSettings:
        problems = filter_problems(self.filter, self.filter_on)
        if problems:
            raise Problems(problems)
        return self


class SubscriberSettings(FilterSettings):
    """One subscriber of a topic: exactly one of email, sms, https, lambda, lambdaArn and queueArn.

    The workload's own queues subscribe themselves, under `queues.<name>.topics`.
    """

    email: Email | None = None
    """Mailbox; whoever reads it must confirm once."""
    sms: PhoneNumber | None = None
    """Telephone. An account starts in the SMS sandbox, where only verified numbers are reached."""
    https: Annotated[str, text(r"https://\S+", "an address that begins with https://")] | None = None
    """Address that gets a POST with every message; it must confirm once, and check the signature of what it gets."""
    lambda_: HandlerSettings | None = Field(default=None, alias="lambda")
    """Code of the project that is called with every message."""
    lambda_arn: FunctionArn | None = None
    """A function that stands elsewhere, in this account. The permission to call it is made here."""
    queue_arn: QueueArn | None = None
    """A standard queue that stands elsewhere; its own policy must let this topic send."""
    raw: bool = False
    """Deliver the message alone, without the envelope of SNS; for https and queueArn."""
    auto_confirms: bool = False
    """Whether the address under https confirms by itself while the stack is deployed."""

    @model_validator(mode="after")
    def _check(self) -> SubscriberSettings:
        ways = {"email": self.email, "sms": self.sms, "https": self.https, "lambda": self.lambda_}
        ways |= {"lambdaArn": self.lambda_arn, "queueArn": self.queue_arn}
        given = [key for key, value in ways.items() if value is not None]
        problems: list[str] = []
        if len(given) != 1:
            problems.append(f"it has {' and '.join(given) or 'none'} of {', '.join(ways)}; expected exactly one")
        elif self.raw and given[0] not in {"https", "queueArn"}:
            problems.append(f"raw has no use for {given[0]}; expected it with https or queueArn only")
        if self.auto_confirms and not self.https:
            problems.append("autoConfirms has no use without https")
        if problems:
            raise Problems(problems)
        return self

    @property
    def protocol(self) -> Protocol:
        """How SNS reaches the subscriber."""
        if self.lambda_ or self.lambda_arn:
            return "lambda"
        if self.queue_arn:
            return "sqs"
        return "email" if self.email else "sms" if self.sms else "https"


class FifoTopicSettings(Section):
    """A topic that keeps the order of each message group and drops duplicates of five minutes."""

    content_deduplication: bool = True
    """Whether messages with the same body within five minutes are one; otherwise publishers name a deduplication
    id."""
    throughput: Literal["group", "topic"] = "group"
    """Whether duplicates are looked for within a message group, which lets 300 messages a second through for each, or
    within the topic, which lets 3,000 through in all."""
    archive_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """Days that messages are kept for replay to subscribers. A topic with an archive cannot be deleted: set this to
    null first."""


class TopicSettings(Section):
    """An SNS topic: encrypted, over TLS only, with a dead-letter queue for every subscriber."""

    fifo: FifoTopicSettings | None = None
    """Order and deduplication; `fifo: {}` switches them on. Only queues can subscribe then. Changing it later replaces
    the topic."""
    display_name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """Sender that e-mails and text messages show; text messages show 10 characters of it."""
    subscribers: dict[ItemName, SubscriberSettings] = Field(default_factory=dict)
    """Who hears of the messages, beside the workload's queues."""
    publisher: HandlerSettings | None = None
    """Code of the project that publishes to the topic; it finds the ARN in `TOPIC_ARN`. Others attach the IAM policy
    among the workload's outputs to their role."""
    delivery_log_days: LogRetention | None = by_profile(development=None, staging=30, production=90)
    """Days that the log of failed deliveries is kept; null writes none."""

    @model_validator(mode="after")
    def _check(self) -> TopicSettings:
        if not self.fifo:
            return self
        wrong = {key: item.protocol for key, item in self.subscribers.items()}
        if wrong:
            named = ", ".join(f"{key} ({protocol})" for key, protocol in wrong.items())
            raise ValueError(
                f"fifo is set and subscribers has {named}; a FIFO topic delivers to queues only: expected a queue "
                "under `queues` with this topic, whose consumer tells the others"
            )
        return self
