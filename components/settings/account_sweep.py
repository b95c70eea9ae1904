"""Settings of a sweep: one function run for every account and region of an organization."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from components.settings.base import Section
from components.settings.types import Percent


class AccountSweepSettings(Section):
    """A Step Functions Distributed Map over accounts and regions: each place is a run of its own."""

    concurrency: Annotated[int, Field(ge=1, le=1000)] = 40
    """Places that are looked after at the same time. Each takes one of the account's concurrent Lambda runs."""
    tolerated_failure_percent: Percent = 10
    """Share of the places, in percent, that may fail before the whole run counts as failed and stops."""
    result_days: Annotated[int, Field(ge=1, le=365)] = 30
    """Days that the results of each place are kept."""
