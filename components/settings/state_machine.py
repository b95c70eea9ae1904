"""Settings of a Step Functions state machine."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from components.settings.base import Section, by_profile
from components.settings.formats import text
from components.settings.types import LogRetention

DefinitionName = Annotated[str, text(r"[a-z][a-z0-9-]{0,39}", "the name of a file below workflows/, without .asl.json")]


class StateMachineSettings(Section):
    """A workflow of Step Functions whose definition lies in the repository and is checked before anything is made."""

    definition: DefinitionName
    """Name of the definition: `delivery` is workflows/delivery.asl.json, in Amazon States Language."""
    type: Literal["standard", "express"] = "standard"
    """`standard` runs up to a year and is paid per step; `express` up to five minutes and is paid per run. It can be
    chosen at creation only."""
    unguarded: list[str] = Field(default_factory=list)
    """States that may call something without Retry and Catch. Every other call must have both."""
    log_level: Literal["ALL", "ERROR", "FATAL", "OFF"] = by_profile(
        development="ALL", staging="ALL", production="ERROR"
    )
    """Steps that are logged. Production logs what went wrong; the history of a standard run shows the rest."""
    log_data: bool = by_profile(development=True, staging=True, production=False)
    """Log input and output of the steps. Off in Production: they hold the customers' data."""
    log_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that the log is kept."""
    tracing: bool = by_profile(development=False, staging=True, production=True)
    """Record traces with X-Ray: 100,000 a month are free, then USD 5 a million."""
    failure_percent: Annotated[float, Field(ge=0, le=100)] = by_profile(development=25, staging=5, production=1)
    """Share of the runs, in percent, that may fail before the alarm goes off."""
    slow_seconds: Annotated[int, Field(ge=1, le=31_536_000)] | None = None
    """Seconds that the slowest 1 % of the runs may take. Left out: no alarm on time."""
