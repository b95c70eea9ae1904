"""The configuration that the package carries, read and judged before anything is touched.

It is a file and no table, parameter or environment variable: it changes with the code, in one step; it has no size
limit; reading it cannot fail at run time for a reason of its own. The deployment judges it with this very code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from functions.instance_scheduler import days
from functions.instance_scheduler.schedule import RUNNING, STOPPED, Period, Schedule

FILE, ZONES, PRICES = "config.json", "zones", "prices.json"
"""Names in the package: the configuration, the folder of time zone data, the prices."""


class Refused(ValueError):
    """The configuration has a mistake; the text says where."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A place that is looked after: an account, by the role that is taken there, and a region."""

    region: str
    role: str = ""
    """ARN of the role; empty is the function's own account."""

    @property
    def account(self) -> str:
        """Id of the account; empty is the function's own."""
        return self.role.split(":")[4] if self.role else ""

    def __str__(self) -> str:
        return f"{self.account or 'this account'}/{self.region}"


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything that a run must know."""

    name: str
    """Name of the scheduler: the dimension of its metrics."""
    namespace: str
    """CloudWatch namespace of its metrics."""
    region: str
    """Region of the metrics."""
    schedules: Mapping[str, Schedule]
    targets: tuple[Target, ...]
    tag: str = "Schedule"
    """Key of the tag that names a resource's schedule."""
    scope: Mapping[str, str]
    """Tags that a resource must have as well."""
    kinds: tuple[str, ...]
    """Kinds of resources that are looked after."""
    external_id: str = ""
    minutes: int = 5
    """Time between two runs: what a stopped resource saves with each."""


def load(folder: Path) -> Config:
    """Return the configuration in a folder."""

    def zone(name: str) -> ZoneInfo:
        return ZoneInfo.from_file(BytesIO((folder / ZONES / name).read_bytes()), key=name)

    return read(json.loads((folder / FILE).read_text("utf-8")), zone)


def read(data: Mapping[str, Any], zone: Any = ZoneInfo) -> Config:
    """Return the configuration in plain data; `zone` finds a time zone by its name.

    Raises:
        Refused: with the first mistake, and where it is.

    """
    try:
        schedules = {name: _schedule(name, found, zone) for name, found in data["schedules"].items()}
        return Config(
            name=data["name"],
            namespace=data["namespace"],
            region=data["region"],
            schedules=schedules,
            targets=tuple(Target(**target) for target in data["targets"]),
            tag=data["tag"],
            scope=dict(data["scope"]),
            kinds=tuple(data["kinds"]),
            external_id=data["externalId"],
            minutes=int(data["minutes"]),
        )
    except Refused:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refused(f"the configuration is not one: {error!r}") from error


def _schedule(name: str, data: Mapping[str, Any], zone: Any) -> Schedule:
    try:
        override = data.get("override")
        if override not in (None, RUNNING, STOPPED):
            raise ValueError(f"override {override!r}; expected {RUNNING} or {STOPPED}")
        return Schedule(
            name=name,
            zone=zone(data["timezone"]),
            periods=tuple(_period(period) for period in data["periods"]),
            is_holiday=days.among(data.get("holidays", ())),
            override=override,
            enforced=bool(data.get("enforced", False)),
            retain_running=bool(data.get("retainRunning", False)),
            stop_new=bool(data.get("stopNew", True)),
            hibernate=bool(data.get("hibernate", False)),
            snapshots=int(data.get("snapshots", 0)),
        )
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise Refused(f"schedule {name}: {error}") from error


def _period(data: Mapping[str, Any]) -> Period:
    begin, end = _time(data.get("begin")), _time(data.get("end"))
    if begin is not None and begin == end:
        raise ValueError("a period begins and ends at the same time; leave both out for the whole day")
    weekday = days.any_of(data.get("weekdays", ()), days.weekday)
    month_day = days.any_of(data.get("monthDays", ()), days.month_day)
    month = days.any_of(data.get("months", ()), days.month)
    return Period(lambda day: weekday(day) and month_day(day) and month(day), begin, end)


def _time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)
