"""Is a price book in order? Old rows, rows twice, rows that lack something, rows that another region's book has."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent
REFERENCE = "us-east-1"
"""The book that tells which rows there should be."""
MAX_AGE_DAYS = 180
"""Days after which a row should be looked at again. AWS changes few list prices in a year, and announces rises."""

Kind = Literal["age", "duplicate", "gap", "malformed"]
_FIELDS = ("id", "service", "unit", "source", "date", "confidence")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a row of a book."""

    kind: Kind
    row: str
    message: str


@dataclass(frozen=True)
class Audit:
    """What was found in a book."""

    region: str
    as_of: str
    rows: int
    oldest: str
    """Date of the oldest row."""
    problems: tuple[Problem, ...]


class _Twice(dict[str, Any]):
    """An object of JSON that remembers keys that were written twice."""

    twice: tuple[str, ...] = ()


def audit(region: str, today: date, *, max_age_days: int = MAX_AGE_DAYS, folder: Path = FOLDER) -> Audit:
    """Look through the book of a region; FileNotFoundError when it has none."""
    document = _read(folder / f"{region}.json")
    compact = folder / f"{region}.ec2.json"
    table = _read(compact) if compact.is_file() else {}
    entries = [*document["rows"], *_expanded(table)]
    problems = [
        *_duplicates(entries, table),
        *(problem for entry in entries for problem in _row(entry, document["sources"])),
        *_old(entries, today, max_age_days),
        *(_gaps(entries, folder) if region != REFERENCE else ()),
    ]
    dates = [str(entry["date"]) for entry in entries if entry.get("date")]
    return Audit(region, document["asOf"], len(entries), min(dates, default=""), tuple(problems))


def _read(path: Path) -> Mapping[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> _Twice:
    made = _Twice(pairs)
    made.twice = tuple(sorted(key for key, count in Counter(key for key, _ in pairs).items() if count > 1))
    return made


def _expanded(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a compact table in the form of the others."""
    shared = {key: table[key] for key in _FIELDS if key in table}
    prices = table.get("prices", {})
    return [{**shared, "id": f"{table['id']}/{kind}", "price": price} for kind, price in prices.items()]


def _duplicates(entries: list[Any], table: Mapping[str, Any]) -> Iterator[Problem]:
    for row, count in Counter(str(entry.get("id")) for entry in entries).items():
        if count > 1:
            yield Problem("duplicate", row, f"is there {count} times; the last one would count")
    for key in getattr(table.get("prices"), "twice", ()):
        yield Problem("duplicate", f"{table['id']}/{key}", "is there twice; the last one would count")


def _row(entry: Mapping[str, Any], sources: Mapping[str, Any]) -> Iterator[Problem]:
    row = str(entry.get("id"))
    for field in _FIELDS:
        if not entry.get(field):
            yield Problem("malformed", row, f"has no {field}")
    for source in entry.get("source", ()):
        if source not in sources:
            yield Problem("malformed", row, f"names a source that the book does not list: {source}")
    tiers = entry.get("tiers") or [{"upTo": None, "price": entry.get("price")}]
    limits = [tier["upTo"] for tier in tiers]
    if not all(_price(tier["price"]) for tier in tiers):
        yield Problem("malformed", row, "has a price that is not a decimal string from zero up")
    closed = [Decimal(limit) for limit in limits if limit is not None]
    if None in limits[:-1] or closed != sorted(set(closed)):
        yield Problem("malformed", row, "has tiers that do not rise")


def _price(value: Any) -> bool:
    try:
        return isinstance(value, str) and Decimal(value).is_finite() and Decimal(value) >= 0
    except InvalidOperation:
        return False


def _old(entries: list[Any], today: date, max_age_days: int) -> Iterator[Problem]:
    for entry in entries:
        age = (today - date.fromisoformat(entry["date"])).days if entry.get("date") else 0
        if age > max_age_days:
            yield Problem("age", entry["id"], f"is {age} days old")


def _gaps(entries: list[Any], folder: Path) -> Iterator[Problem]:
    reference = _read(folder / f"{REFERENCE}.json")
    there = {entry["id"] for entry in entries}
    for entry in reference["rows"]:
        if entry["id"] not in there:
            yield Problem("gap", entry["id"], f"is in the book of {REFERENCE} and not here: not priced")
