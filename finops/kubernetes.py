"""Kubernetes versions of EKS: when standard support of each ends, and when paid extended support does.

Source: the release calendar of the Amazon EKS user guide, read 2026-11. A version that is not listed is newer than all
of them when its number is higher; otherwise it has left extended support as well, and EKS no longer creates it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Support:
    """The last days of a version."""

    standard: date
    """Last day of standard support. Afterwards EKS upgrades the cluster by itself, or extended support is paid."""
    extended: date
    """Last day of extended support. Afterwards EKS upgrades every cluster."""


VERSIONS: Mapping[str, Support] = {
    "1.31": Support(date(2025, 11, 26), date(2026, 11, 26)),
    "1.32": Support(date(2026, 3, 23), date(2027, 3, 23)),
    "1.33": Support(date(2026, 7, 29), date(2027, 7, 29)),
    "1.34": Support(date(2026, 12, 2), date(2027, 12, 2)),
    "1.35": Support(date(2027, 3, 27), date(2028, 3, 27)),
    "1.36": Support(date(2027, 8, 2), date(2028, 8, 2)),
}
"""By version, oldest first."""
NEWEST = next(reversed(VERSIONS))


def number(version: str) -> tuple[int, ...]:
    """Return a version as numbers: `1.36` → (1, 36)."""
    return tuple(int(part) for part in version.split("."))


def supported(on: date) -> list[str]:
    """Return the listed versions in standard support on a day, oldest first."""
    return [version for version, support in VERSIONS.items() if on <= support.standard]
