"""Settings of what the stack may cost and who hears of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from components.settings.base import Section
from components.settings.types import Email


class GovernanceSettings(Section):
    """What the stack may cost, and whom to tell."""

    monthly_budget: Annotated[Decimal, Field(gt=0, decimal_places=2)] | None = None
    """Amount in USD that the stack may cost in a month. Left out, nothing is compared with it."""
    alerts: list[Email] = Field(default_factory=list, max_length=100)
    """Mailboxes that hear of alarms and of costs. AWS sends each a message that must be confirmed first."""
