from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from components.settings.windows import DailyWindow, WeeklyWindow, overlap

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def moment(minute: int) -> str:
    return f"{DAYS[minute // 1440 % 7]}:{clock(minute % 1440)}"


@pytest.mark.parametrize(
    ("daily", "weekly", "expected"),
    [
        ("03:00-04:00", "sun:04:30-sun:05:30", False),
        ("03:00-04:00", "sun:04:00-sun:05:00", False),
        ("03:00-04:00", "sun:03:59-sun:05:00", True),
        ("23:30-00:30", "mon:00:00-mon:01:00", True),
        ("00:00-01:00", "sun:23:30-mon:00:30", True),
        ("12:00-13:00", "mon:00:00-tue:00:00", True),
        ("12:00-13:00", "sat:22:00-sun:02:00", False),
    ],
)
def test_overlap(daily: str, weekly: str, expected: bool) -> None:
    assert overlap(daily, weekly) is expected


@given(st.integers(0, 1439), st.integers(30, 720), st.integers(0, 10_079), st.integers(30, 1440))
def test_overlap_is_a_shared_minute(start: int, length: int, other: int, other_length: int) -> None:
    daily = {(day * 1440 + start + step) % 10_080 for day in range(7) for step in range(length)}
    weekly = {(other + step) % 10_080 for step in range(other_length)}
    found = overlap(f"{clock(start)}-{clock(start + length)}", f"{moment(other)}-{moment(other + other_length)}")
    assert found is bool(daily & weekly)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (DailyWindow, "3:00-04:00"),
        (DailyWindow, "03:00-03:29"),
        (DailyWindow, "24:00-01:00"),
        (WeeklyWindow, "03:00-04:00"),
        (WeeklyWindow, "Sun:03:00-Sun:04:00"),
        (WeeklyWindow, "sun:03:00-sun:03:10"),
    ],
)
def test_refused(kind: object, value: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


def test_half_an_hour_is_enough() -> None:
    assert TypeAdapter(DailyWindow).validate_python("23:45-00:15") == "23:45-00:15"
