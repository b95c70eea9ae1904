"""Settings of an EventBridge bus and of the rules on it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from components.settings.base import Section, by_profile
from components.settings.formats import text
from components.settings.types import ItemName

DetailType = Annotated[str, text(r"[A-Za-z][A-Za-z0-9 _.-]{0,127}", "the type of an event such as OrderPlaced")]
Source = Annotated[
    str,
    text(r"(?!aws\.)[A-Za-z][A-Za-z0-9._/-]{0,127}", "the source of an event such as food.orders, not aws.…"),
]


class EventRuleSettings(Section):
    """Which events go where."""

    types: Annotated[list[DetailType], Field(min_length=1)]
    """Types of the events (`detail-type`)."""
    sources: list[Source] = Field(default_factory=list)
    """Sources of the events. Left out: any."""
    detail: dict[str, Any] = Field(default_factory=dict)
    """Pattern that the body must match as well, such as `{total: [{numeric: [">", 100]}]}`."""
    functions: list[ItemName] = Field(default_factory=list)
    """Services whose function receives the events."""
    workflows: list[ItemName] = Field(default_factory=list)
    """Workflows that each event starts, with the event as input."""
    enabled: bool = True
    """Whether the rule is at work."""


class EventBusSettings(Section):
    """An event bus with an archive, schemas by name, and a dead-letter queue for every target."""

    archive_days: Annotated[int, Field(ge=1, le=3650)] | None = by_profile(development=None, staging=7, production=30)
    """Days that every event is kept, to be replayed after a fault. `null`: no archive."""
    retry_hours: Annotated[int, Field(ge=1, le=24)] = 24
    """Hours that EventBridge tries a target that does not answer; then the event goes to the dead-letter queue."""
    retry_attempts: Annotated[int, Field(ge=0, le=185)] = 185
    """Tries within that time."""
    dead_letter_days: Annotated[int, Field(ge=1, le=14)] = 14
    """Days that an event stays in a dead-letter queue."""
    customer_key: bool = by_profile(development=False, staging=False, production=True)
    """Encrypt events and archive with an own KMS key instead of one of AWS's."""
    schemas: dict[DetailType, str] = Field(default_factory=dict)
    """Schema of each type of event: the name of a JSON schema (draft 4) below `events/`, without .json. It is
    published in the bus's schema registry, from which consumers generate code."""
