"""Time windows in UTC, as RDS and ElastiCache take them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from components.settings.formats import Format, Refusal

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_WEEK = 7 * _DAY
_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_DAILY = rf"{_TIME}-{_TIME}"
_WEEKLY = rf"({'|'.join(_DAYS)}):{_TIME}-({'|'.join(_DAYS)}):{_TIME}"
_SHORTEST = 30


def _long_enough(circle: int) -> Callable[[str], str]:
    def check(value: str) -> str:
        length = _length(*_minutes(value), circle)
        if length < _SHORTEST:
            raise Refusal(f"it lasts {length} minutes; AWS wants {_SHORTEST} or more")
        return value

    return check


DailyWindow = Annotated[
    str, Format(pattern=_DAILY, check=_long_enough(_DAY), expected="a daily window in UTC such as 03:00-04:00")
]
WeeklyWindow = Annotated[
    str,
    Format(pattern=_WEEKLY, check=_long_enough(_WEEK), expected="a weekly window in UTC such as sun:04:30-sun:05:30"),
]


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
