"""Schedule expressions: EventBridge's rate, cron and at; Auto Scaling's five-field cron."""

from __future__ import annotations

import re

_RATE = re.compile(r"^rate\((\d+) (minute|minutes|hour|hours|day|days)\)$")
_AT = re.compile(r"^at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\)$")
_CRON = re.compile(r"^cron\((.*)\)$")
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

_FIELDS = (
    ("minutes", 0, 59, ()),
    ("hours", 0, 23, ()),
    ("day of month", 1, 31, ()),
    ("month", 1, 12, tuple(_MONTHS)),
    ("day of week", 1, 7, tuple(_DAYS)),
    ("year", 1970, 2199, ()),
)
_UNIX = (*_FIELDS[:4], ("day of week", 0, 7, tuple(_DAYS)))


def problem(expression: str, at: bool = False) -> str | None:
    """Why EventBridge refuses a schedule expression; None when it takes it. `at` admits one-time schedules."""
    if found := _RATE.match(expression):
        count, unit = int(found[1]), found[2]
        if count < 1:
            return f'"{expression}": a rate starts at 1.'
        if (count == 1) == unit.endswith("s"):
            right = unit.rstrip("s") if count == 1 else f"{unit}s"
            return f'"{expression}": write rate({count} {right}).'
        return None
    if at and _AT.match(expression):
        return None
    if found := _CRON.match(expression):
        return _cron(found[1], expression)
    one_time = ", at(2030-01-31T08:00:00)" if at else ""
    return f'"{expression}" is not a schedule. Allowed: rate(5 minutes), cron(0 8 ? * MON-FRI *){one_time}.'


def _cron(fields_text: str, expression: str) -> str | None:
    fields = fields_text.split()
    if len(fields) != 6:
        return (
            f'"{expression}" has {len(fields)} fields. Allowed: minutes, hours, day of month, month, day of week, year.'
        )
    for value, (name, low, high, words) in zip(fields, _FIELDS, strict=True):
        if not _field(value, low, high, words):
            return f'"{expression}": {value!r} is no {name}. Allowed: {low} to {high}, and * , - / (? L W # for days).'
    if (fields[2] == "?") == (fields[4] == "?"):
        return f'"{expression}": exactly one of day of month and day of week must be "?".'
    return None


def unix_problem(expression: str) -> str | None:
    """Why Auto Scaling refuses a recurrence: five fields of Unix cron."""
    fields = expression.split()
    if len(fields) != 5:
        return f'"{expression}" has {len(fields)} fields. Allowed: minute, hour, day of month, month, day of week.'
    for value, (name, low, high, words) in zip(fields, _UNIX, strict=True):
        if value == "?" or not _field(value, low, high, words):
            return f'"{expression}": {value!r} is no {name}. Allowed: {low} to {high}, and * , - /.'
    return None


def _field(text: str, low: int, high: int, words: tuple[str, ...]) -> bool:
    return all(_part(part, low, high, words) for part in text.split(","))


def _part(part: str, low: int, high: int, words: tuple[str, ...]) -> bool:
    if part in ("*", "?", "L", "LW"):
        return True
    if found := re.fullmatch(r"(\w+)#([1-5])", part):
        return _number(found[1], low, high, words)
    part, _, step = part.partition("/")
    if step and not step.isdigit():
        return False
    if part == "*":
        return True
    return all(_number(re.sub(r"(?<=.)[LW]$", "", end), low, high, words) for end in part.split("-", 1))


def _number(text: str, low: int, high: int, words: tuple[str, ...]) -> bool:
    return text.upper() in words or (text.isdigit() and low <= int(text) <= high)
