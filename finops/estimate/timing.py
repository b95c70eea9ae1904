"""How often a month a schedule expression of AWS calls: `rate(5 minutes)`, `cron(0 8 ? * MON-FRI *)`, `at(…)`."""

from __future__ import annotations

import re
from decimal import Decimal

from finops.estimate.charge import HOURS, Undecided

_MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}
_DAYS = HOURS / 24
_FIELDS = {"minutes": (0, 59), "hours": (0, 23), "days of the month": (1, 31), "months": (1, 12), "weekdays": (1, 7)}
_NAMES = {
    name: str(number)
    for names in ("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC", "SUN MON TUE WED THU FRI SAT")
    for number, name in enumerate(names.split(), 1)
}


def calls_a_month(expression: str) -> Decimal:
    """Return the calls of an average month of 730 hours; one for a single time. Undecided: it cannot be read."""
    kind, _, rest = expression.strip().partition("(")
    if kind == "at":
        return Decimal(1)
    if kind == "rate" and (found := re.fullmatch(r"(\d+) (minute|hour|day)s?\)", rest)) and int(found[1]):
        return HOURS * 60 / (int(found[1]) * _MINUTES[found[2]])
    fields = rest.rstrip(")").upper().split()
    if kind == "cron" and len(fields) == len(_FIELDS) + 1:  # the last is the year: it counts for every one
        minutes, hours, days, months, weekdays = (_values(*both) for both in zip(fields, _FIELDS, strict=False))
        whole = Decimal(minutes * hours * months) / 12
        if fields[4] not in "?*":
            return whole * _DAYS * weekdays / 7
        return whole * (_DAYS if fields[2] in "?*" else days)
    raise Undecided(f"scheduleExpression cannot be read: {expression!r}")


def _values(field: str, name: str) -> int:
    """Return how many values a field of cron stands for. `L`, `15W`, `6#3` are one day each."""
    return sum(_part(part, *_FIELDS[name]) for part in field.split(","))


def _part(part: str, first: int, last: int) -> int:
    part, _, step = re.sub(r"[A-Z]{3}", lambda name: _NAMES.get(name[0], name[0]), part).partition("/")
    low, _, high = part.partition("-")
    if part in ("*", "?"):
        start, end = first, last
    elif low.isdigit() and (high.isdigit() or not high):
        start = int(low)
        end = int(high) if high else last if step else start
    else:
        return 1
    if end < start:  # FRI-MON goes on at the start
        end += last - first + 1
    return len(range(start, end + 1, int(step) if step.isdigit() and int(step) else 1))
