"""What to do with one resource: from its schedule, its state, and the mark that the last run left on it.

The mark is a tag. It names the decision that was carried out, so a run that was killed goes on where it stopped, and a
change that somebody made by hand afterwards is told from one that is still to be made.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from functions.instance_scheduler.schedule import RUNNING, STOPPED, Schedule, State, Want

STATE_TAG = "ScheduleState"
"""What the schedule wants, since when, what was done for it, and when: `stopped 2026-11-25T23:00Z stop 2026-…Z`."""
ERROR_TAG = "ScheduleError"
"""What went wrong the last time; gone once it works."""
CAPACITY_TAG = "ScheduleCapacity"
"""Sizes of a group or service before it was stopped."""

Found = Literal["running", "stopped", "changing", "partial"]
"""State of a resource. `partial`: half of a stop or start has been carried out."""
Done = Literal["start", "stop", "starting", "none", "kept"]
Act = Literal["start", "stop"]

_FORMAT = "%Y-%m-%dT%H:%MZ"
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\dZ"
_MARK = re.compile(rf"(running|stopped) ({_TIME}) (start|stop|starting|none|kept) ({_TIME})")


@dataclass(frozen=True)
class Mark:
    """What a run did about a decision."""

    state: State
    since: datetime
    done: Done
    """`start`, `stop`: it did that. `starting`: it is about to. `none`: nothing was to be done. `kept`: it was found
    running and is not the scheduler's to stop.
    """
    at: datetime
    """When, to the minute."""

    def __str__(self) -> str:
        return f"{self.state} {stamp(self.since)} {self.done} {stamp(self.at)}"

    def answers(self, want: Want) -> bool:
        """Tell whether this decision has been carried out."""
        return (self.state, self.since) == want and self.done != "starting"


@dataclass(frozen=True)
class Step:
    """What a run does with a resource."""

    act: Act | None = None
    mark: Mark | None = None
    """Mark to leave once it has been done."""
    before: Mark | None = None
    """Mark to leave before it is done."""


NOTHING = Step()


def stamp(moment: datetime) -> str:
    """Return a moment as tags have it."""
    return moment.astimezone(UTC).strftime(_FORMAT)


def read_stamp(text: str) -> datetime:
    """Return the moment that `stamp` wrote."""
    return datetime.fromisoformat(text)  # strptime takes forty times as long; every run reads two a resource


def read_mark(text: str | None) -> Mark | None:
    """Return the mark in a tag; None when there is none that can be read."""
    found = _MARK.fullmatch(text or "")
    if not found:
        return None
    try:
        return Mark(found[1], read_stamp(found[2]), found[3], read_stamp(found[4]))  # pyright: ignore[reportArgumentType]
    except ValueError:
        return None


def decide(
    schedule: Schedule,
    want: Want,
    state: Found,
    mark: Mark | None,
    *,
    now: datetime,
    restarted: Callable[[datetime], bool] = lambda _: False,
) -> Step:
    """Return what to do.

    `restarted` tells whether AWS itself has started the resource again since a moment, as RDS does after seven days.
    """
    if state == "changing":
        return NOTHING  # AWS refuses any call until it is done; the next run sees to it
    now = now.astimezone(UTC).replace(second=0, microsecond=0)
    new = mark is None or not mark.answers(want)
    if state == want.state:
        return Step(mark=Mark(*want, _found_so(want, mark), now)) if new else NOTHING
    if want.state == STOPPED:
        if new and _keeps(schedule, mark):
            return Step(mark=Mark(*want, "kept", now))
        due = new or schedule.enforced or (mark and mark.done in ("stop", "none") and restarted(mark.at))
        return Step("stop", Mark(*want, "stop", now)) if due else NOTHING  # else somebody started it by hand
    if not (new or schedule.enforced):
        return NOTHING  # somebody stopped it by hand
    before = Mark(*want, "starting", now) if schedule.retain_running else None
    return Step("start", Mark(*want, "start", now), before)


def _keeps(schedule: Schedule, mark: Mark | None) -> bool:
    """Tell whether a running resource is left alone although its span is over."""
    if schedule.enforced:
        return False
    if mark is None:
        return not schedule.stop_new
    return schedule.retain_running and mark.done == "kept"


def _found_so(want: Want, mark: Mark | None) -> Done:
    """Return how a resource that is in the wanted state already came to it."""
    if mark and (mark.state, mark.since) == want:
        return "start"  # the last run was killed after it had started it
    # Running before a span that the scheduler saw begin: somebody else's doing.
    return "kept" if want.state == RUNNING and mark and mark.state == STOPPED else "none"
