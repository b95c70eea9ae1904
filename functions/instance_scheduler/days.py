"""Which days a period applies to: weekdays, days of the month, months, holidays."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

Test = Callable[[date], bool]
_DAY = "|".join(WEEKDAYS)
_WEEKDAY = re.compile(rf"({_DAY})(?:-({_DAY})|#([1-5])|(L))?")
_MONTH_DAY = re.compile(r"L|([1-9]|[12]\d|3[01])(?:-([1-9]|[12]\d|3[01]))?")
_MONTH = re.compile(rf"({'|'.join(MONTHS)}|[1-9]|1[0-2])(?:-({'|'.join(MONTHS)}|[1-9]|1[0-2]))?")
_HOLIDAY = re.compile(r"(?:(\d{4})-)?(\d{2})-(\d{2})")
_LEAP_YEAR = 2000


def weekday(text: str) -> Test:
    """Return the test of `mon`, `mon-fri`, `fri-mon`, `mon#1` (the first of the month) or `friL` (the last)."""
    found = _WEEKDAY.fullmatch(text)
    if not found:
        raise ValueError(f"weekday {text!r}; expected mon, mon-fri, mon#1 or friL")
    first, last, nth, final = found.groups()
    low = WEEKDAYS.index(first)
    if last:
        length = (WEEKDAYS.index(last) - low) % 7
        return lambda day: (day.weekday() - low) % 7 <= length
    if nth:
        return lambda day: day.weekday() == low and (day.day - 1) // 7 + 1 == int(nth)
    if final:
        return lambda day: day.weekday() == low and day.day + 7 > _last(day)
    return lambda day: day.weekday() == low


def month_day(text: str) -> Test:
    """Return the test of `15`, `1-7` or `L` (the last day of the month)."""
    found = _MONTH_DAY.fullmatch(text)
    if not found:
        raise ValueError(f"day of month {text!r}; expected 1 to 31, a range such as 1-7, or L")
    if text == "L":
        return lambda day: day.day == _last(day)
    low = int(found[1])
    high = int(found[2] or low)
    if high < low:
        raise ValueError(f"day of month {text!r} ends before it begins")
    return lambda day: low <= day.day <= high


def month(text: str) -> Test:
    """Return the test of `dec`, `12`, `jan-mar` or `nov-feb`."""
    found = _MONTH.fullmatch(text)
    if not found:
        raise ValueError(f"month {text!r}; expected jan to dec, 1 to 12, or a range such as nov-feb")
    low = _number(found[1])
    length = (_number(found[2] or found[1]) - low) % 12
    return lambda day: (day.month - low) % 12 <= length


def holiday(text: str) -> Test:
    """Return the test of one day, `2026-11-26`, or of a day in every year, `12-25`."""
    found = _HOLIDAY.fullmatch(text)
    if not found:
        raise ValueError(f"holiday {text!r}; expected a date such as 2026-11-26, or 12-25 for every year")
    year, number, day_of_month = found.groups()
    date(int(year or _LEAP_YEAR), int(number), int(day_of_month))  # refuses days that do not exist
    wanted = (int(number), int(day_of_month))
    return lambda day: (day.month, day.day) == wanted and (year is None or day.year == int(year))


def any_of(texts: Sequence[str], read: Callable[[str], Test]) -> Test:
    """Return a test that holds when one of `texts` does, and always when there is none."""
    tests = [read(text) for text in texts]
    return lambda day: not tests or any(test(day) for test in tests)


def among(texts: Iterable[str]) -> Test:
    """Return a test that tells whether a day is one of these holidays."""
    tests = [holiday(text) for text in texts]
    return lambda day: any(test(day) for test in tests)


def _number(text: str) -> int:
    return MONTHS.index(text) + 1 if text in MONTHS else int(text)


def _last(day: date) -> int:
    return monthrange(day.year, day.month)[1]
