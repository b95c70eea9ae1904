"""What every workload of a stack file has in common."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from components.settings.base import Section
from components.settings.formats import text
from components.settings.objective import ObjectiveSettings
from components.settings.usage import UsageSettings
from finops.tags import BY_KEY

ScheduleName = Annotated[
    str, text(BY_KEY["Schedule"].pattern, "the name of a schedule: 2 to 63 lower-case letters, digits and hyphens")
]

ALWAYS_ON = "always-on"
"""Word for a workload that follows no schedule although its stack has one; nothing is tagged with it."""


class WorkloadSettings(Section):
    """The base of every pattern's settings."""

    needs_network: ClassVar[bool] = False
    """Whether the pattern runs inside the stack's network."""

    pattern: str
    """Name of the pattern, such as `web-app`."""
    schedule: ScheduleName | None = None
    """Name of an on/off schedule (the `Schedule` tag) that the instance scheduler follows. Left out, that of
    `governance.scheduler.schedule`, or always on; `always-on` follows none."""
    usage: UsageSettings | None = None
    """How much the workload is used, as far as it is known: what estimates of its cost reckon with."""
    objective: ObjectiveSettings | None = None
    """What the workload promises, such as `availability: 99.9`. Somebody hears of it when the promise is in danger,
    long before it is broken. Left out: none."""

    def following(self, schedule: str | None) -> Self:
        """Return the workload with the schedule that it follows in the end; `schedule` is that of its stack."""
        chosen = self.schedule or schedule
        return self.model_copy(update={"schedule": None if chosen == ALWAYS_ON else chosen})

    def problems_in(self, region: str) -> list[str]:
        """Return what is wrong with the workload in a stack of this region, one sentence each."""
        del region  # most patterns do not mind
        return []
