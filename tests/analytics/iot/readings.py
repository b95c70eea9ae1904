"""Readings as devices send them, made by chance with a fixed seed, and the same sums done in plain Python.

Among them are values that are missing, readings that come hours late, copies of readings, readings without an id, a
device or a time, and a device that falls silent. Every one passes the sample producer, so it has the producer's form.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from statistics import fmean
from typing import Any

from functions.device_readings import handler as producer

TODAY = date(2026, 11, 25)
DEVICES = {"d-01": "berlin", "d-02": "berlin", "d-03": "lyon", "d-04": "lyon", "d-05": "porto", "d-06": "porto"}
SILENT = "d-06"
"""A device that stops five hours before the others."""
BEGIN, END = datetime(2026, 11, 22, 21, tzinfo=UTC), datetime(2026, 11, 25, 6, tzinfo=UTC)
COLD = "d-05"
"""A device without a thermometer for some hours."""
LATE = 3600
Row = dict[str, Any]


def generated(seed: int = 7) -> list[Row]:
    """Return rows of the table `readings`, in the order in which they arrived."""
    chance = random.Random(seed)
    rows: list[Row] = []
    for device, site in DEVICES.items():
        moment = BEGIN
        end = END - timedelta(hours=5) if device == SILENT else END
        while moment < end:
            rows.append(_row(chance, device, site, moment))
            if chance.random() < 0.08:  # the stream delivers it once more
                again = datetime.fromisoformat(rows[-1]["received_at"]) + timedelta(seconds=chance.randint(1, 900))
                rows.append({**rows[-1], "received_at": again.strftime("%Y-%m-%dT%H:%M:%SZ")})
            moment += timedelta(minutes=chance.randint(3, 17), seconds=chance.randint(0, 59))
    rows += [_broken(chance, key) for key in ("reading_id", "device_id", "recorded_at")]
    rows.sort(key=lambda row: row["received_at"])
    return rows


def _row(chance: random.Random, device: str, site: str, moment: datetime) -> Row:
    delay = chance.randint(3601, 90_000) if chance.random() < 0.06 else chance.choice([0, 1, 30, 3599, 3600])
    given: Row = {"device_id": device, "site": site, "recorded_at": moment.isoformat()}
    blind = device == COLD and moment.day == END.day and moment.hour < 3
    given["temperature"] = None if blind or chance.random() < 0.1 else round(chance.uniform(-20, 45), 2)
    given["humidity"] = None if chance.random() < 0.1 else round(chance.uniform(5, 95), 1)
    given["battery"] = None if chance.random() < 0.3 else round(chance.uniform(0, 100), 1)
    return partitioned(producer.reading_of(given, moment + timedelta(seconds=delay)))


def partitioned(row: Mapping[str, Any]) -> Row:
    """Return a row with its partition, as the example's `partitionBy` finds it: `.recorded_at[0:10]`."""
    return {**row, "day": str(row["recorded_at"])[0:10]}


def _broken(chance: random.Random, key: str) -> Row:
    """Return a reading that lacks one of the three things that it cannot do without."""
    row = _row(chance, "d-01", "berlin", BEGIN + timedelta(hours=3))
    return {**row, "reading_id": f"broken-{key}", key: None}


def clean(rows: Iterable[Row]) -> list[Row]:
    """Return every reading once, the copy that was received first, with its times as times."""
    first: dict[str, Row] = {}
    for row in rows:
        if not (row["reading_id"] and row["device_id"] and row["recorded_at"]):
            continue
        kept = first.get(row["reading_id"])
        if kept is None or row["received_at"] < kept["received_at"]:
            first[row["reading_id"]] = row
    return [_timed(row) for row in first.values()]


def _timed(row: Row) -> Row:
    recorded, received = (_time(row[key]) for key in ("recorded_at", "received_at"))
    return {
        **row,
        "recorded_at": recorded,
        "received_at": received,
        "hour": recorded.replace(minute=0, second=0),
        "delay_seconds": int((received - recorded).total_seconds()),
    }


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


def hourly(rows: Iterable[Row]) -> list[Row]:
    """Return the hourly aggregates, added up by hand."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in clean(rows):
        groups[row["site"], row["device_id"], row["hour"], row["day"]].append(row)
    return [
        {
            "site": site,
            "device_id": device,
            "hour": hour,
            "readings": len(group),
            "temperatures": len(values(group, "temperature")),
            "temperature_avg": mean(group, "temperature"),
            "temperature_min": min(values(group, "temperature"), default=None),
            "temperature_max": max(values(group, "temperature"), default=None),
            "humidity_avg": mean(group, "humidity"),
            "battery_min": min(values(group, "battery"), default=None),
            "late_readings": sum(row["delay_seconds"] > LATE for row in group),
            "day": day,
        }
        for (site, device, hour, day), group in groups.items()
    ]


def values(group: Iterable[Row], key: str) -> list[float]:
    """Return the values that are there."""
    return [row[key] for row in group if row[key] is not None]


def mean(group: Iterable[Row], key: str) -> float | None:
    """Return the mean of the values that are there, or None."""
    found = values(group, key)
    return fmean(found) if found else None
