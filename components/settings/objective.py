"""Settings of what a workload promises, and of the alarms that guard the promise."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from components.settings.base import Section

LOWEST = 95
"""Per cent. Below it the fastest alarm could never go off: 14.4 times the allowed share is more than all requests."""
Percent = Annotated[float, Field(ge=LOWEST, le=99.999)]


class LatencyObjective(Section):
    """How many of the requests are answered in time."""

    milliseconds: Annotated[int, Field(ge=1, le=60_000)]
    """Time within which a request counts as answered in time. The front door measures it."""
    percent: Percent = 99
    """Share of the requests in per cent; 95 or more."""


class ObjectiveSettings(Section):
    """Objectives over 30 days. What may fail of them is the error budget; alarms go off when it burns too fast.

    At 14.4 times the rate that would use it up in 30 days, seen over one hour and over the last 5 minutes, somebody is
    called; so at 6 times, over 6 hours and 30 minutes. At 3 times, over a day and 2 hours, somebody is told. By then
    2 %, 5 % and 10 % of the budget are gone. The figures are those of Google's Site Reliability Workbook, chapter 5.
    """

    availability: Percent | None = None
    """Requests that do not fail through our fault, in per cent, such as 99.9; 95 or more."""
    latency: LatencyObjective | None = None
    """Requests that are answered in time."""
    min_requests: Annotated[int, Field(ge=1, le=1_000_000)] = 50
    """Requests an hour, over the longer of both windows, below which a share says nothing: with 5 requests, one failure
    is 20 %. A workload that gets fewer needs a smaller number, or no objective."""

    @model_validator(mode="after")
    def _check(self) -> ObjectiveSettings:
        if self.availability is None and self.latency is None:
            raise ValueError("it promises nothing; expected availability, such as 99.9, or latency")
        return self
