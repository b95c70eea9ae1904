"""The two dialects of cron that AWS speaks, checked field by field.

EC2 Auto Scaling takes Unix cron, five fields. EventBridge (rules and Scheduler) takes six, in which one of the two day
fields must be `?`. Ranges: Amazon EC2 Auto Scaling User Guide, "Scheduled scaling"; Amazon EventBridge User Guide,
"Cron expressions".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


@dataclass(frozen=True)
class CronField:
    """One field of a cron expression."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()
    """Names of the values, the first one standing for `first`."""
    first: int = 0
    special: str = ""
    """Regular expression of the forms that only EventBridge knows, such as L."""

    def problem(self, text: str) -> str | None:
        """Return what is wrong with `text` in this field, or None."""
        for part in text.split(","):
            if not self._accepts(part):
                return f"{self.name} is '{text}', which is outside {self.low} to {self.high}"
        return None

    def _accepts(self, part: str) -> bool:
        if self.special and re.fullmatch(self.special, part):
            return True
        span, slash, step = part.partition("/")
        if slash and not (step.isascii() and step.isdigit() and int(step) > 0):
            return False
        if span == "*":
            return True
        low, dash, high = span.partition("-")
        start, end = self._number(low), self._number(high) if dash else None
        if start is None or (dash and end is None):
            return False
        return end is None or start <= end or bool(self.names)  # FRI-MON wraps around the week

    def _number(self, text: str) -> int | None:
        if text.upper() in self.names:
            return self.names.index(text.upper()) + self.first
        if text.isascii() and text.isdigit() and self.low <= int(text) <= self.high:
            return int(text)
        return None


UNIX: tuple[CronField, ...] = (
    CronField("minute", 0, 59),
    CronField("hour", 0, 23),
    CronField("day of month", 1, 31),
    CronField("month", 1, 12, _MONTHS, 1),
    CronField("day of week", 0, 7, _DAYS),
)
EVENTBRIDGE: tuple[CronField, ...] = (
    CronField("minute", 0, 59),
    CronField("hour", 0, 23),
    CronField("day of month", 1, 31, special=r"\?|L|LW|\d{1,2}W"),
    CronField("month", 1, 12, _MONTHS, 1),
    CronField("day of week", 1, 7, _DAYS, 1, special=r"\?|L|[1-7]L|[1-7]#[1-5]"),
    CronField("year", 1970, 2199),
)


def problem(expression: str, fields: Sequence[CronField]) -> str | None:
    """Return what is wrong with a cron expression of these fields, or None."""
    parts = expression.split()
    if len(parts) != len(fields):
        return f"it has {len(parts)} fields instead of {len(fields)}"
    for field, part in zip(fields, parts, strict=True):
        found = field.problem(part)
        if found:
            return found
    if len(fields) == len(EVENTBRIDGE) and (parts[2] == "?") == (parts[4] == "?"):
        return "exactly one of day of month and day of week must be ?"
    return None


def schedule_problem(expression: str) -> str | None:
    """Return what is wrong with an EventBridge schedule, `cron(…)` or `rate(…)`, or None."""
    cron = re.fullmatch(r"cron\((.*)\)", expression)
    if cron:
        return problem(cron[1], EVENTBRIDGE)
    rate = re.fullmatch(r"rate\((\d+) (minute|hour|day)(s?)\)", expression)
    if not rate:
        return "it is neither cron(…) nor rate(…)"
    if int(rate[1]) < 1:
        return "a rate is 1 or more"
    if (int(rate[1]) == 1) == bool(rate[3]):
        return f"AWS wants {rate[2] if int(rate[1]) == 1 else rate[2] + 's'} after {rate[1]}"
    return None
