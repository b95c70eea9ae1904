"""Loading and asking a price book. Exact: decimals in, decimals out, and no price is ever guessed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Literal

FOLDER = resources.files("finops.prices")
"""Where the books are."""

Confidence = Literal["high", "medium"]


class NotPriced(LookupError):
    """The book has no row for what was asked, or no tier that reaches the quantity."""


@dataclass(frozen=True)
class Tier:
    """A price that holds up to a monthly quantity."""

    up_to: Decimal | None
    """Last quantity of the tier, in units of the row; None has no end."""
    price: Decimal
    """USD per unit."""


@dataclass(frozen=True)
class Row:
    """The list price of one thing."""

    id: str
    """Stable name, such as `nat.hour` or `rds.instance/mysql/db.t4g.small`."""
    service: str
    """AWS service code, as the Price List has it."""
    unit: str
    """What one price buys: Hrs, GB-Mo, GB, 1M (a million requests) …"""
    tiers: tuple[Tier, ...]
    """In rising order; a flat price is one tier without an end."""
    source: tuple[str, ...]
    """Keys into the book's sources."""
    date: date
    """Day of the oldest source."""
    confidence: Confidence
    note: str = ""

    @property
    def price(self) -> Decimal:
        """USD per unit at the smallest quantity."""
        return self.tiers[0].price

    def cost(self, quantity: Decimal) -> Decimal:
        """Return what `quantity` units cost in a month; NotPriced when no tier reaches that far."""
        if quantity < 0:
            raise ValueError(f"{self.id}: quantity {quantity} is below zero")
        total, done = Decimal(0), Decimal(0)
        for tier in self.tiers:
            upper = quantity if tier.up_to is None else min(quantity, tier.up_to)
            if upper > done:
                total += (upper - done) * tier.price
                done = upper
        if done < quantity:
            raise NotPriced(f"{self.id}: no price above {self.tiers[-1].up_to} {self.unit} a month")
        return total


@dataclass(frozen=True)
class PriceBook:
    """All rows of one region."""

    region: str
    currency: str
    as_of: date
    """Day on which the book was put together; each row has its own date."""
    sources: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, Row]

    def find(self, row_id: str) -> Row | None:
        """Return the row, or None when it is not priced."""
        return self.rows.get(row_id)

    def row(self, row_id: str) -> Row:
        """Return the row; NotPriced when there is none."""
        if row_id not in self.rows:
            raise NotPriced(f"{row_id} has no row in the price book of {self.region}")
        return self.rows[row_id]

    def price(self, row_id: str) -> Decimal:
        """Return USD per unit at the smallest quantity; NotPriced when there is no row."""
        return self.row(row_id).price

    def under(self, prefix: str) -> Iterator[Row]:
        """Yield the rows whose id starts with `prefix/`."""
        return (row for row in self.rows.values() if row.id.startswith(f"{prefix}/"))


def regions() -> list[str]:
    """Return the regions that have a book."""
    files = (entry.name for entry in FOLDER.iterdir())
    return sorted(name[: -len(".json")] for name in files if name.endswith(".json") and name.count(".") == 1)


@cache
def load(region: str) -> PriceBook:
    """Return the book of `region`; NotPriced when it has none."""
    if region not in regions():
        raise NotPriced(f"region {region} has no price book; make one: quoin prices refresh --region {region}")
    document = json.loads((FOLDER / f"{region}.json").read_text())
    rows = {entry["id"]: _row(entry) for entry in document["rows"]}
    if (FOLDER / f"{region}.ec2.json").is_file():
        rows |= {row.id: row for row in _instances(json.loads((FOLDER / f"{region}.ec2.json").read_text()))}
    return PriceBook(region, document["currency"], date.fromisoformat(document["asOf"]), document["sources"], rows)


def _row(entry: Mapping[str, Any]) -> Row:
    tiers = entry.get("tiers") or [{"upTo": None, "price": entry["price"]}]
    return Row(
        id=entry["id"],
        service=entry["service"],
        unit=entry["unit"],
        tiers=tuple(Tier(Decimal(t["upTo"]) if t["upTo"] else None, Decimal(t["price"])) for t in tiers),
        source=tuple(entry["source"]),
        date=date.fromisoformat(entry["date"]),
        confidence=entry["confidence"],
        note=entry.get("note", ""),
    )


def _instances(table: Mapping[str, Any]) -> Iterator[Row]:
    """Yield one row per instance type of a compact table, whose header holds what all rows share."""
    source, when = tuple(table["source"]), date.fromisoformat(table["date"])
    for instance_type, price in table["prices"].items():
        tiers = (Tier(None, Decimal(price)),)
        yield Row(
            f"{table['id']}/{instance_type}", table["service"], table["unit"], tiers, source, when, table["confidence"]
        )
