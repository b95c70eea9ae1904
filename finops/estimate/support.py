"""When standard support of a version ends and paid extended support begins.

Dates: AWS's release calendars for RDS for PostgreSQL and RDS for MySQL, read 2026-11; those of EKS stand in
`finops/kubernetes.py`. A version that is not
listed is newer than all of them when its number is higher; otherwise nobody can tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from finops import kubernetes
from finops.estimate.charge import Unpriced

EKS: Mapping[str, date] = {version: support.standard for version, support in kubernetes.VERSIONS.items()}
POSTGRES: Mapping[str, date] = {
    "11": date(2024, 2, 29),
    "12": date(2025, 2, 28),
    "13": date(2026, 2, 28),
    "14": date(2027, 2, 28),
    "15": date(2028, 2, 29),
    "16": date(2029, 2, 28),
    "17": date(2030, 2, 28),
    "18": date(2031, 2, 28),
}
MYSQL: Mapping[str, date] = {
    "5.7": date(2024, 2, 29),
    "8.0": date(2026, 7, 31),
    "8.4": date(2029, 7, 31),
}
AURORA_MYSQL: Mapping[str, date] = {
    "5.7": date(2024, 10, 31),
    "8.0": date(2028, 4, 30),
}
YEAR_THREE = 2
"""Years of extended support after which its price rises; the price book has the first price only."""


def number(version: str) -> tuple[int, ...]:
    """Return a version as numbers: `8.0.36` → (8, 0, 36); Unpriced when it has none."""
    try:
        return tuple(int(part) for part in version.split("."))
    except ValueError:
        raise Unpriced(f"version {version} is not in the support calendar") from None


def years_extended(calendar: Mapping[str, date], version: str, on: date) -> int:
    """Return in which year of extended support a version is, 0 for standard; Unpriced when it is not known."""
    wanted = number(version)
    for known, end in calendar.items():
        own = number(known)
        if wanted[: len(own)] == own:
            return 0 if on <= end else 1 + (on - end).days // 366
    if wanted > max(number(known) for known in calendar):
        return 0
    raise Unpriced(f"version {version} is not in the support calendar")
