"""What a schedule wants at a moment, and since when.

A schedule is a set of periods in a time zone. A period with both times, or with none, is a span of hours in which
resources run; a period with one time only is a moment at which they are started, or stopped, once. Inside a span they
run; outside, what the latest moment said holds: the end of a span, or a lone begin or end.

Times are those of the wall clock. A span covers every minute at which the clock shows a time in it: where the clock
jumps ahead, a time that it skips is the moment of the jump; where an hour comes twice, a begin is the first and an end
the last of the two.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, NamedTuple

State = Literal["running", "stopped"]
RUNNING: State = "running"
STOPPED: State = "stopped"
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when something holds that has no beginning."""

_BACK, _AHEAD = 400, 40
"""Days around today that are worked out; a period that does not occur within 400 days has ended for good."""
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


class Want(NamedTuple):
    """What a schedule wants."""

    state: State
    since: datetime
    """Moment at which it began to want that. It names the decision: each is carried out once."""


@dataclass(frozen=True)
class Period:
    """A time of the day on some days."""

    applies: Callable[[date], bool]
    """Tells whether it begins on a day."""
    begin: time | None = None
    end: time | None = None

    @property
    def is_span(self) -> bool:
        """Whether it has a length; otherwise it is a moment."""
        return (self.begin is None) == (self.end is None)


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """One named schedule and how it treats what follows it."""

    name: str
    zone: tzinfo
    periods: tuple[Period, ...] = ()
    is_holiday: Callable[[date], bool] = lambda _: False
    """On a holiday no period begins; one that began the evening before goes on to its end."""
    override: State | None = None
    """Wanted always, whatever the periods say."""
    enforced: bool = False
    """Whether a change by hand is undone at the next run."""
    retain_running: bool = False
    """Whether what somebody started before a span goes on running after it."""
    stop_new: bool = True
    """Whether something that is seen for the first time, outside all spans, is stopped."""
    hibernate: bool = False
    """Whether EC2 instances that can hibernate do so."""
    snapshots: int = 0
    """Snapshots kept of each database, one made before every stop; 0 makes none."""
    _cache: dict[str, tuple[date, list[datetime], list[Want]]] = field(default_factory=dict, compare=False, repr=False)

    def wants(self, now: datetime) -> Want:
        """Return what the schedule wants at `now`."""
        if self.override:
            return Want(self.override, ALWAYS)
        today = now.astimezone(self.zone).date()
        day, moments, wants = self._cache.get("", (date.min, [], []))
        if not timedelta(0) <= today - day < timedelta(days=_AHEAD - 3):
            found = list(self.changes(today - _BACK * _DAY, today + _AHEAD * _DAY))
            day, moments, wants = self._cache[""] = today, [want.since for want in found], found
        position = bisect_right(moments, now.astimezone(UTC))
        return wants[position - 1] if position else Want(STOPPED, ALWAYS)

    def changes(self, first: date, last: date) -> Iterator[Want]:
        """Yield what periods that begin from `first` to `last` want, in order. Spans that touch are one.

        A span that reaches back to the first days has no beginning: it is the whole of a schedule that never ends.
        """
        spans: list[list[datetime]] = []
        moments: list[tuple[datetime, int, State]] = []
        for period, day in self._begins(first, last):
            if not period.is_span:
                # Of a stop and a start at one moment the start is the later one.
                when = instant(self.zone, day, period.begin or period.end or time(), last=period.begin is None)
                moments.append((when, 1, RUNNING) if period.begin else (when, 0, STOPPED))
                continue
            begin, end = self._span(period, day)
            if begin < end:
                spans.append([begin, end])
        merged: list[list[datetime]] = []
        for begin, end in sorted(spans):
            if merged and begin <= merged[-1][1]:
                merged[-1][1] = max(end, merged[-1][1])
            else:
                merged.append([begin, end])
        starts = [begin for begin, _ in merged]
        moments = [moment for moment in moments if not _inside(moment[0], starts, merged)]
        early = datetime.combine(first + 2 * _DAY, time(), UTC)
        for begin, end in merged:
            moments.append((ALWAYS if begin < early else begin, 2, RUNNING))
            moments.append((end, 0, STOPPED))
        last_at: dict[datetime, State] = {when: state for when, _, state in sorted(moments)}
        yield from (Want(state, when) for when, state in last_at.items())

    def _begins(self, first: date, last: date) -> Iterator[tuple[Period, date]]:
        day = first
        while day <= last:
            if not self.is_holiday(day):
                yield from ((period, day) for period in self.periods if period.applies(day))
            day += _DAY

    def _span(self, period: Period, day: date) -> tuple[datetime, datetime]:
        begin, end = period.begin or time(), period.end or time()
        last_day = day if end > begin else day + _DAY  # over midnight, or to the end of the day
        return instant(self.zone, day, begin), instant(self.zone, last_day, end, last=True)


def instant(zone: tzinfo, day: date, at: time, *, last: bool = False) -> datetime:
    """Return the moment, in UTC, at which the clocks of a zone first show a time, or that at which a span ends there.

    `last` asks for the end: the moment after the last minute at which the clock still shows an earlier time.
    """
    wall = datetime.combine(day, at)
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if _shown(first, zone) == wall:
        again = last and second != first and _shown(second - _MINUTE, zone) < wall
        return second if again else first
    low, high = sorted((first, second))  # the clock skips the time: look for the jump between these two
    while high - low > _MINUTE:
        middle = low + ((high - low) / 2 // _MINUTE) * _MINUTE
        low, high = (low, middle) if _shown(middle, zone) >= wall else (middle, high)
    return low if _shown(low, zone) >= wall else high


def _shown(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def _inside(moment: datetime, starts: list[datetime], spans: list[list[datetime]]) -> bool:
    position = bisect_right(starts, moment)
    return position > 0 and moment < spans[position - 1][1]
