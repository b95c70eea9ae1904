"""On/off schedules, as far as money is concerned: how many hours of a month they leave a resource running."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from finops.estimate.charge import HOURS

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = Decimal(168)
"""Hours of a week."""
MINUTES = 24 * 60
YEAR = 2027
"""A plain year to average over: 365 days, and its fourth day is a Monday."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
Filter = Callable[[date], bool]
_DAY = "|".join(DAYS)
_TIME = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


class ScheduleError(ValueError):
    """Not a schedule; the message says what one looks like."""


@dataclass(frozen=True)
class Period:
    """A span of the day on some days."""

    begin: int
    """Minute of the day."""
    end: int
    """Minute of the day; up to 1,440, which is midnight. At or before `begin`, it is on the next day."""
    days: tuple[int, ...]
    """Days of the week on which it begins; 0 is Monday."""
    filters: tuple[Filter, ...] = ()
    """What a day must fulfil besides: month, day of the month, first or last weekday of the month."""

    @property
    def length(self) -> int:
        """Minutes from begin to end."""
        return (self.end - self.begin) % MINUTES or MINUTES

    def begins(self, day: date) -> bool:
        """Tell whether it begins on a day."""
        return day.weekday() in self.days and all(check(day) for check in self.filters)


@dataclass(frozen=True)
class Schedule:
    """A named schedule."""

    name: str
    periods: tuple[Period, ...]

    @property
    def weekly(self) -> Decimal:
        """Hours of an average week in which it runs; overlapping periods count once.

        A schedule of weekdays is the same every week. One of months or days of the month is averaged over the year.
        """
        year = any(period.filters for period in self.periods)
        first, days = (date(YEAR, 1, 1), 365) if year else (date(YEAR, 1, 4), 7)  # the fourth is a Monday
        running: set[int] = set()
        for number in range(days):
            day = first + timedelta(number)
            for period in self.periods:
                if period.begins(day):
                    start = number * MINUTES + period.begin
                    running.update(minute % (days * MINUTES) for minute in range(start, start + period.length))
        return Decimal(len(running)) / 60 * 7 / days

    @property
    def monthly(self) -> Decimal:
        """Hours of a month of 730 in which it runs."""
        return HOURS * self.weekly / WEEK

    @classmethod
    def of(cls, name: str, document: Mapping[str, Any]) -> Schedule:
        """Return the schedule of a stack file: `{periods: {day: {begin: "08:00", end: "18:00", weekdays: [mon-fri]}}}`.

        ScheduleError where its hours follow from no period alone: an override, or a period that only starts or stops.
        """
        if document.get("override") == "running":
            return cls(name, (Period(0, MINUTES, tuple(range(7))),))
        if document.get("override") == "stopped":
            return cls(name, ())
        given = document.get("periods") or {}
        entries = list(given.values()) if isinstance(given, Mapping) else list(given)
        return cls(name, tuple(_period(name, entry) for entry in entries))

    @classmethod
    def parse(cls, text: str) -> Schedule:
        """Return the schedule that a text describes: `mon-fri 08:00-18:00`, several joined by semicolons."""
        periods = []
        for part in text.split(";"):
            found = re.fullmatch(r"\s*(\S+)\s+(\S+)-(\S+)\s*", part)
            if not found:
                raise ScheduleError(f"{part.strip()!r} is no schedule; one looks like `mon-fri 08:00-18:00`")
            entry = {"begin": found[2], "end": found[3], "weekdays": found[1].split(",")}
            periods.append(_period(text, entry))
        return cls(text.strip(), tuple(periods))


def _period(name: str, entry: Mapping[str, Any]) -> Period:
    begin, end = entry.get("begin"), entry.get("end")
    if (begin is None) != (end is None):
        raise ScheduleError(f"{name}: a period only starts or only stops; how long things run then cannot be told")
    days, nth = _weekdays(entry.get("weekdays"))
    filters = [*nth, *_month_days(entry.get("monthDays")), *_months(entry.get("months"))]
    return Period(_minute(begin or "00:00"), _minute(end or "24:00"), days, tuple(filters))


def _minute(text: str) -> int:
    found = _TIME.fullmatch(text)
    if not found or (minute := int(found[1]) * 60 + int(found[2])) > MINUTES:
        raise ScheduleError(f"{text!r} is no time of day; one looks like 08:00")
    return minute


def _items(value: Any) -> list[str]:
    return [
        str(item).strip().lower() for item in (value if isinstance(value, list | tuple) else [value] if value else [])
    ]


def _weekdays(value: Any) -> tuple[tuple[int, ...], list[Filter]]:
    """Return the days of `mon-fri`, `mon`, `mon#1`, `friL`; 0 is Monday. Nothing: every day."""
    plain: set[int] = set()
    special: list[tuple[int, str]] = []
    for item in _items(value):
        found = re.fullmatch(rf"({_DAY})(?:-({_DAY})|#([1-5])|(l))?", item)
        if not found:
            raise ScheduleError(f"{item!r} is no weekday; one looks like mon, mon-fri, mon#1 or friL")
        begin, end = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
        if found[3] or found[4]:
            special.append((begin, found[3] or "l"))
        else:
            plain |= {(begin + step) % 7 for step in range((end - begin) % 7 + 1)}
    if not special:
        return tuple(sorted(plain)) or tuple(range(7)), []

    def fits(day: date) -> bool:
        week = str((day.day - 1) // 7 + 1)
        last = day.month != (day + timedelta(7)).month
        return day.weekday() in plain or any(
            day.weekday() == weekday and (last if which == "l" else week == which) for weekday, which in special
        )

    return tuple(range(7)), [fits]


def _month_days(value: Any) -> list[Filter]:
    items = _items(value)
    if not items:
        return []

    def fits(day: date) -> bool:
        last = day.month != (day + timedelta(1)).month
        for item in items:
            low, _, high = item.partition("-")
            if last if low == "l" else int(low) <= day.day <= int(high or low):
                return True
        return False

    return [fits]


def _months(value: Any) -> list[Filter]:
    chosen: set[int] = set()
    for item in _items(value):
        low, _, high = item.partition("-")
        begin, end = (MONTHS.index(name) if name in MONTHS else int(name) - 1 for name in (low, high or low))
        chosen |= {(begin + step) % 12 + 1 for step in range((end - begin) % 12 + 1)}
    return [lambda day: day.month in chosen] if chosen else []


BUSINESS_HOURS = Schedule("business-hours", (Period(8 * 60, 18 * 60, (0, 1, 2, 3, 4)),))
"""The document's own: 08:00 to 18:00, Monday to Friday; 50 of 168 hours."""
