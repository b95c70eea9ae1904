"""Settings of on/off schedules: when what carries their name runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Section
from components.settings.formats import Format, Refusal, text
from components.settings.types import TimeZone

_DAY = "mon|tue|wed|thu|fri|sat|sun"
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[1-9]|1[0-2]"
_NUMBER = r"([1-9]|[12]\d|3[01])"
_LEAP_YEAR = 2000


def _month_days(value: str) -> str:
    low, dash, high = value.partition("-")
    if dash and int(high) < int(low):
        raise Refusal("it ends before it begins")
    return value


def _holiday(value: str) -> str:
    *year, month, day = (int(part) for part in value.split("-"))
    try:
        date(year[0] if year else _LEAP_YEAR, month, day)
    except ValueError:
        raise Refusal("there is no such day") from None
    return value


ClockTime = Annotated[str, text(r"([01]\d|2[0-3]):[0-5]\d", 'a time of the day in quotes, such as "08:00"')]
Weekdays = Annotated[
    str,
    text(rf"({_DAY})(-({_DAY})|#[1-5]|L)?", "mon, a range mon-fri, the first of the month mon#1, or the last friL"),
]
MonthDays = Annotated[
    str,
    Format(
        pattern=rf"L|{_NUMBER}(-{_NUMBER})?",
        check=_month_days,
        expected="days of the month such as 15, 1-7, or L for the last",
        numbers=(1, 31),
    ),
]
Months = Annotated[str, text(rf"({_MONTH})(-({_MONTH}))?", "jan, a range nov-feb, or a number", numbers=(1, 12))]
HolidayDate = Annotated[
    str,
    Format(
        pattern=r"(\d{4}-)?\d{2}-\d{2}",
        check=_holiday,
        expected='a date in quotes such as "2026-11-26", or "12-25" for every year',
    ),
]
ListName = Annotated[str, text(r"[a-z][a-z0-9-]{0,39}", "the name of a list: lower-case letters, digits and hyphens")]
Holiday = Annotated[
    str,
    Format(
        pattern=r"(\d{4}-)?\d{2}-\d{2}|[a-z][a-z0-9-]{0,39}",
        check=lambda value: _holiday(value) if value[0].isdigit() else value,
        expected='a date in quotes such as "2026-11-26" or "12-25", or the name of a list in `holidays`',
    ),
]


class PeriodSettings(Section):
    """Times of a day. With both times, or with none for the whole day, a span in which things run; with one of the two
    a moment at which they are started, or stopped, once.
    """

    begin: ClockTime | None = None
    """Time of the day at which things are started."""
    end: ClockTime | None = None
    """Time of the day at which they are stopped; one that is earlier than `begin` is that of the next day."""
    weekdays: list[Weekdays] = Field(default_factory=list)
    """Days of the week on which it begins: `mon`, `mon-fri`, `mon#1` (the first of the month), `friL` (the last).
    Left out: every day."""
    month_days: list[MonthDays] = Field(default_factory=list)
    """Days of the month on which it begins: `15`, `1-7`, `L` (the last). Left out: every day."""
    months: list[Months] = Field(default_factory=list)
    """Months in which it begins: `dec`, `nov-feb`. Left out: every month."""

    @model_validator(mode="after")
    def _check(self) -> PeriodSettings:
        if self.begin is not None and self.begin == self.end:
            raise ValueError(f"begin and end are both {self.begin}; leave both out for the whole day")
        return self


class ScheduleSettings(Section):
    """When things run, and how changes by hand are treated."""

    timezone: TimeZone
    """IANA time zone of the times, such as America/New_York. A time that the clock skips is the moment of the jump; an
    hour that comes twice belongs to its period both times."""
    periods: dict[ListName, PeriodSettings] = Field(default_factory=dict)
    """When things run, by name: they run while any of the periods has them run."""
    holidays: list[Holiday] = Field(default_factory=list)
    """Days on which no period begins: dates, and names of lists in `holidays` of the scheduler."""
    override: Literal["running", "stopped"] | None = None
    """Keep everything running, or stopped, whatever the periods say: for a release week, or a project at rest."""
    enforced: bool = False
    """Undo changes by hand at the next run. Otherwise what somebody starts in the evening runs until the next stop."""
    retain_running: bool = False
    """Leave running, at the end of a period, what somebody had started before it began."""
    stop_new: bool = True
    """Stop what is seen for the first time outside all periods. Otherwise it runs until the next stop."""
    hibernate: bool = False
    """Hibernate the EC2 instances that were launched so that they can; the others are stopped."""
    snapshots: Annotated[int, Field(ge=0, le=30)] = 0
    """Snapshots that are kept of each RDS database, one made before every stop; 0 makes none. They cost USD 0.095 a GB
    and month beyond the size of the databases."""

    @model_validator(mode="after")
    def _check(self) -> ScheduleSettings:
        if not (self.periods or self.override):
            raise ValueError("neither periods nor override is set; expected one of them")
        if self.enforced and self.retain_running:
            raise ValueError("enforced undoes what is started by hand and retainRunning keeps it; choose one of them")
        return self

    def plain(self, lists: Mapping[str, list[str]]) -> dict[str, object]:
        """Return it as the function reads it; `lists` are the shared lists of holidays."""
        dates = [day for entry in self.holidays for day in lists.get(entry, [entry])]
        return {
            "timezone": self.timezone,
            "periods": [
                period.model_dump(by_alias=True, exclude_none=True) for _, period in sorted(self.periods.items())
            ],
            "holidays": sorted(set(dates)),
            "override": self.override,
            "enforced": self.enforced,
            "retainRunning": self.retain_running,
            "stopNew": self.stop_new,
            "hibernate": self.hibernate,
            "snapshots": self.snapshots,
        }


BUSINESS_HOURS = "business-hours"
"""Name of the schedule that is always there."""


def business_hours() -> ScheduleSettings:
    """Return the schedule of that name: Monday to Friday, 08:00 to 18:00 in New York."""
    weekdays = PeriodSettings(begin="08:00", end="18:00", weekdays=["mon-fri"])
    return ScheduleSettings(timezone="America/New_York", periods={"weekdays": weekdays})
