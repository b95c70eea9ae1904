"""Settings of what an estimate reckons with: usage that is known, and gaps that somebody accepted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from components.settings.base import Section
from components.settings.usage import UsageSettings


class AcceptedGapSettings(Section):
    """Something without a price that somebody decided to live with, at a figure, until a date."""

    monthly: Annotated[Decimal, Field(ge=0, decimal_places=2)]
    """Amount in USD a month that counts for everything that the name matches together."""
    reason: Annotated[str, Field(min_length=10)]
    """Why it may stay, and where the figure comes from."""
    expires: date
    """Last day on which it counts, such as "2027-06-30"; 366 days ahead at most. Afterwards the gap stops the stack."""


class EstimateSettings(Section):
    """What the estimate of the stack reckons with, before its budget is held against it."""

    usage: UsageSettings
    """How much the stack is used; what a workload tells of itself goes first. A `profile` that is left out is medium in
    Production, else small."""
    accepted: dict[str, AcceptedGapSettings] = Field(default_factory=dict)
    """Parts of the estimate without a figure that are accepted, by name of the resource; * and ? match any
    characters."""
