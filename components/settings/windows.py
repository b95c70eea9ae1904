"""Time windows in UTC, as RDS and ElastiCache take them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_WEEK = 7 * _DAY
_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_DAILY = re.compile(rf"{_TIME}-{_TIME}")
_WEEKLY = re.compile(rf"({'|'.join(_DAYS)}):{_TIME}-({'|'.join(_DAYS)}):{_TIME}")


def _daily(value: str) -> str:
    if not _DAILY.fullmatch(value) or _length(*_minutes(value), _DAY) < 30:
        raise ValueError("expected a daily window of half an hour or more in UTC, such as 03:00-04:00")
    return value


def _weekly(value: str) -> str:
    if not _WEEKLY.fullmatch(value) or _length(*_minutes(value), _WEEK) < 30:
        raise ValueError("expected a weekly window of half an hour or more in UTC, such as sun:04:30-sun:05:30")
    return value


DailyWindow = Annotated[str, AfterValidator(_daily)]
WeeklyWindow = Annotated[str, AfterValidator(_weekly)]


def overlap(daily: str, weekly: str) -> bool:
    """Tell whether a daily window touches a weekly one on any day, also across midnight or the week's end."""
    start, end = _minutes(daily)
    length = _length(start, end, _DAY)
    other_start, other_end = _minutes(weekly)
    other_length = _length(other_start, other_end, _WEEK)
    for day in range(7):
        begin = day * _DAY + start
        # Two arcs of a circle meet when one begins inside the other.
        if (begin - other_start) % _WEEK < other_length or (other_start - begin) % _WEEK < length:
            return True
    return False


def _minutes(window: str) -> tuple[int, int]:
    """Return begin and end in minutes, since midnight or since Monday."""
    first, _, last = window.partition("-")
    return _minute(first), _minute(last)


def _minute(moment: str) -> int:
    *day, hour, minute = moment.split(":")
    return (_DAYS.index(day[0]) if day else 0) * _DAY + int(hour) * 60 + int(minute)


def _length(start: int, end: int, circle: int) -> int:
    return (end - start) % circle
