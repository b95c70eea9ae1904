"""What a schedule means, minute by minute: slow, plain, and written without looking at how the function does it.

It walks through the minutes of UTC, looks at a clock on the wall every quarter of an hour, and marks the minutes in
which something runs.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
QUARTER = 15
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def running(schedule: dict[str, Any], begin: datetime, end: datetime) -> bytearray:
    """Return a byte for each minute from `begin` to `end`: 1 while the schedule has things run."""
    zone = ZoneInfo(schedule["timezone"])
    start = begin - timedelta(days=3)
    total = int((end + timedelta(days=3) - start) / MINUTE)
    shown: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for number in range(0, total, QUARTER):  # clocks change on a quarter of an hour only
        wall = (start + number * MINUTE).astimezone(zone)
        clock = wall.hour * 60 + wall.minute
        shown[wall.date()] += zip(range(number, number + QUARTER), range(clock, clock + QUARTER), strict=True)
    on = bytearray(total)
    for day in sorted(shown):
        if is_holiday(schedule.get("holidays", []), day):
            continue
        for period in schedule["periods"]:
            if begins(period, day):
                mark(on, period, shown[day], shown.get(day + timedelta(days=1), []))
    skipped = int((begin - start) / MINUTE)
    return on[skipped : skipped + int((end - begin) / MINUTE)]


def mark(on: bytearray, period: dict[str, Any], today: list[tuple[int, int]], tomorrow: list[tuple[int, int]]) -> None:
    low, high = minutes(period.get("begin", "00:00")), minutes(period.get("end", "24:00"))
    from_low = [number for number, clock in today if clock >= low]
    if high > low:
        before_high = [number for number, clock in today if clock < high]
    else:
        before_high = [number for number, clock in tomorrow if clock < high] or [number for number, _ in today]
    if from_low and before_high:
        for number in range(min(from_low), max(before_high) + 1):
            on[number] = 1


def begins(period: dict[str, Any], day: date) -> bool:
    return (
        any_or_all(period.get("weekdays"), lambda text: is_weekday(text, day))
        and any_or_all(period.get("monthDays"), lambda text: is_month_day(text, day))
        and any_or_all(period.get("months"), lambda text: in_range(text, MONTHS[day.month - 1], MONTHS))
    )


def any_or_all(texts: list[str] | None, test: Any) -> bool:
    return True if not texts else any(test(text) for text in texts)


def is_weekday(text: str, day: date) -> bool:
    name = NAMES[day.weekday()]
    column = [week[day.weekday()] for week in calendar.monthcalendar(day.year, day.month) if week[day.weekday()]]
    if "#" in text:
        wanted, nth = text.split("#")
        return name == wanted and len(column) >= int(nth) and column[int(nth) - 1] == day.day
    if text.endswith("L"):
        return name == text[:-1] and column[-1] == day.day
    return in_range(text, name, NAMES)


def in_range(text: str, value: str, names: list[str]) -> bool:
    first, _, last = text.partition("-")
    allowed, position = [first], names.index(first)
    while allowed[-1] != (last or first):
        position = (position + 1) % len(names)
        allowed.append(names[position])
    return value in allowed


def is_month_day(text: str, day: date) -> bool:
    if text == "L":
        return (day + timedelta(days=1)).day == 1
    first, _, last = text.partition("-")
    return int(first) <= day.day <= int(last or first)


def is_holiday(texts: list[str], day: date) -> bool:
    return day.isoformat() in texts or day.isoformat()[5:] in texts


def minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def year(number: int) -> tuple[datetime, datetime]:
    return datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC)
