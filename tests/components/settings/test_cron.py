"""Cron, both dialects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.settings.cron import EVENTBRIDGE, UNIX, problem, schedule_problem


@pytest.mark.parametrize(
    "expression",
    ["0 8 * * 1-5", "*/15 * * * *", "0 0 1 JAN *", "0 22 * * FRI-MON", "5,35 1-5/2 31 12 7", "0 9 * * mon"],
)
def test_unix_takes(expression: str) -> None:
    assert problem(expression, UNIX) is None


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("0 8 * *", "it has 4 fields instead of 5"),
        ("0 8 ? * MON-FRI *", "it has 6 fields instead of 5"),
        ("60 8 * * *", "minute is '60', which is outside 0 to 59"),
        ("0 24 * * *", "hour is '24', which is outside 0 to 23"),
        ("0 8 0 * *", "day of month is '0', which is outside 1 to 31"),
        ("0 8 * 13 *", "month is '13', which is outside 1 to 12"),
        ("0 8 * * 8", "day of week is '8', which is outside 0 to 7"),
        ("0 8 * * FUN", "day of week is 'FUN', which is outside 0 to 7"),
        ("0 8 ? * *", "day of month is '?', which is outside 1 to 31"),
        ("*/0 8 * * *", "minute is '*/0', which is outside 0 to 59"),
        ("9-5 8 * * *", "minute is '9-5', which is outside 0 to 59"),
        ("1,,2 8 * * *", "minute is '1,,2', which is outside 0 to 59"),
        ("1- 8 * * *", "minute is '1-', which is outside 0 to 59"),
        ("٣ 8 * * *", "minute is '٣', which is outside 0 to 59"),
    ],
)
def test_unix_refuses(expression: str, found: str) -> None:
    assert problem(expression, UNIX) == found


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 8 ? * MON-FRI *)",
        "cron(0/15 8 1 * ? 2030)",
        "cron(0 0 L * ? *)",
        "cron(0 0 15W * ? *)",
        "cron(0 0 ? * 6L *)",
        "cron(0 0 ? * 2#1 *)",
        "rate(1 minute)",
        "rate(12 hours)",
    ],
)
def test_eventbridge_takes(expression: str) -> None:
    assert schedule_problem(expression) is None


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("0 8 * * 1-5", "it is neither cron(…) nor rate(…)"),
        ("cron(0 8 * * 1-5)", "it has 5 fields instead of 6"),
        ("cron(0 8 * * MON-FRI *)", "exactly one of day of month and day of week must be ?"),
        ("cron(0 8 ? * ? *)", "exactly one of day of month and day of week must be ?"),
        ("cron(0 8 ? * 0 *)", "day of week is '0', which is outside 1 to 7"),
        ("cron(0 8 ? * 2#6 *)", "day of week is '2#6', which is outside 1 to 7"),
        ("cron(0 8 ? * 2 1969)", "year is '1969', which is outside 1970 to 2199"),
        ("rate(0 minutes)", "a rate is 1 or more"),
        ("rate(1 minutes)", "AWS wants minute after 1"),
        ("rate(5 minute)", "AWS wants minutes after 5"),
        ("rate(5 weeks)", "it is neither cron(…) nor rate(…)"),
    ],
)
def test_eventbridge_refuses(expression: str, found: str) -> None:
    assert schedule_problem(expression) == found


@given(st.data())
def test_any_number_inside_every_field_and_none_outside(data: st.DataObject) -> None:
    fields = data.draw(st.sampled_from([UNIX, EVENTBRIDGE]))
    values = [str(data.draw(st.integers(field.low, field.high))) for field in fields]
    if fields is EVENTBRIDGE:
        values[data.draw(st.sampled_from([2, 4]))] = "?"
    assert problem(" ".join(values), fields) is None
    place = data.draw(st.integers(0, len(fields) - 1))
    outside = data.draw(st.sampled_from([str(fields[place].high + 1), str(fields[place].low - 1)]))
    found = problem(" ".join([*values[:place], outside, *values[place + 1 :]]), fields)
    assert found is not None
    assert found.startswith(f"{fields[place].name} is '{outside}'")
