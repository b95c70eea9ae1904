"""From products of the AWS Price List to a new book, and what is not the same as in the old one. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from finops.prices.skus import Sku

SOURCE = "A"
"""Key of the Price List among the sources of a book."""
LARGE = Decimal("0.5")
"""Change of a price, as a share of the old one, that somebody should look at: AWS does not change prices so much."""
_INSTANCES = "ec2.instance/"

Tiers = tuple[tuple[Decimal | None, Decimal], ...]
"""Where each tier ends (None: never), and its price."""


@dataclass
class Found:
    """What queries have found: prices by row, and rows for which several products disagree."""

    rows: dict[str, tuple[Sku, Tiers]] = field(default_factory=dict)
    ambiguous: set[str] = field(default_factory=set)
    empty: list[str] = field(default_factory=list)
    """Rows, or families, whose query found nothing."""

    def add(self, sku: Sku, products: Iterable[Mapping[str, Any]]) -> None:
        """Take what the products of a query say. One product is in memory at a time."""
        seen = False
        for row, tiers in _prices(sku, products):
            seen = True
            if row in self.rows and self.rows[row][1] != tiers:
                self.ambiguous.add(row)
            self.rows.setdefault(row, (sku, tiers))
        if not seen:
            self.empty.append(sku.row)

    def sure(self) -> dict[str, tuple[Sku, Tiers]]:
        """Return the rows with one price."""
        return {row: found for row, found in sorted(self.rows.items()) if row not in self.ambiguous}


@dataclass(frozen=True)
class Change:
    """A row that has another price now."""

    row: str
    before: str
    after: str
    percent: Decimal
    """Change of the price at the smallest quantity."""

    @property
    def large(self) -> bool:
        """Whether somebody should look at it."""
        return abs(self.percent) > LARGE * 100


@dataclass(frozen=True)
class Report:
    """How a new book differs from the old one."""

    changed: tuple[Change, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]
    """Rows that a query should have found and did not: they stay as they were."""
    ambiguous: tuple[str, ...]
    """Rows for which the list has several prices: they stay as they were."""
    kept: int
    """Rows that no query is known for: they stay as they were."""
    same: int

    @property
    def differs(self) -> bool:
        """Whether anything would be written that is new."""
        return bool(self.changed or self.added)


def filters(sku: Sku, region: str) -> list[dict[str, str]]:
    """Return the filters of a GetProducts call."""
    wanted = dict(sku.filters)
    if not sku.everywhere:
        wanted["regionCode"] = region
    if sku.family:
        wanted["productFamily"] = sku.family
    exact = [{"Type": "TERM_MATCH", "Field": key, "Value": value} for key, value in sorted(wanted.items())]
    return [*exact, {"Type": "CONTAINS", "Field": "usagetype", "Value": sku.usage.removesuffix("*")}]


def _prices(sku: Sku, products: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Tiers]]:
    """Yield row and price of the products that are meant."""
    end = ".*" if sku.usage.endswith("*") else ""
    usage = re.compile(rf"(?:[A-Z]{{2,4}}\d?-)?{re.escape(sku.usage.removesuffix('*'))}{end}")
    for product in products:
        attributes = product["product"]["attributes"]
        if not usage.fullmatch(attributes.get("usagetype", "")):
            continue
        tiers = _tiers(product, sku.per)
        if tiers:
            yield sku.row.format_map(attributes), tiers


def _tiers(product: Mapping[str, Any], per: Decimal) -> Tiers:
    """Return the tiers of the on-demand price, in units of the row. What is free at the start is left out."""
    dimensions = [
        dimension
        for term in (product.get("terms") or {}).get("OnDemand", {}).values()
        for dimension in term["priceDimensions"].values()
    ]
    ordered = sorted(dimensions, key=lambda dimension: Decimal(dimension["beginRange"]))
    tiers = [
        (
            None if dimension["endRange"] == "Inf" else Decimal(dimension["endRange"]) / per,
            Decimal(dimension["pricePerUnit"].get("USD", "0")) * per,
        )
        for dimension in ordered
    ]
    while len(tiers) > 1 and tiers[0][1] == 0:
        tiers.pop(0)
    return tuple(tiers)


def compare(old: Mapping[str, Tiers], found: Found, known: Iterable[Sku]) -> Report:
    """Return how the rows that were found differ from the old ones."""
    new = {row: tiers for row, (_, tiers) in found.sure().items()}
    patterns = [re.compile(re.escape(sku.row).replace(r"\{instanceType\}", "[^/]+")) for sku in known]
    queried = {row for row in old if any(pattern.fullmatch(row) for pattern in patterns)}
    changes = [_change(row, old[row], tiers) for row, tiers in new.items() if row in old and old[row] != tiers]
    return Report(
        changed=tuple(changes),
        added=tuple(row for row in new if row not in old),
        gone=tuple(sorted(queried - set(new) - found.ambiguous)),
        ambiguous=tuple(sorted(found.ambiguous)),
        kept=len(set(old) - queried),
        same=sum(1 for row, tiers in new.items() if old.get(row) == tiers),
    )


def _change(row: str, old: Tiers, new: Tiers) -> Change:
    first, now = old[0][1], new[0][1]
    percent = Decimal(100) if not first else (now - first) / first * 100
    return Change(row, _shown(old), _shown(new), percent)


def _shown(tiers: Tiers) -> str:
    return " / ".join(text(price) if limit is None else f"{text(price)} to {text(limit)}" for limit, price in tiers)


def text(value: Decimal) -> str:
    """Return a figure without exponent and without zeros at its end."""
    shown = format(value, "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def tiers_of(entry: Mapping[str, Any]) -> Tiers:
    """Return the tiers of a row of a book's document."""
    tiers = entry.get("tiers") or [{"upTo": None, "price": entry["price"]}]
    return tuple((Decimal(tier["upTo"]) if tier["upTo"] else None, Decimal(tier["price"])) for tier in tiers)


def merged(
    region: str, book: Mapping[str, Any] | None, table: Mapping[str, Any] | None, found: Found, today: date
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the new book and the new table of instance types. Rows that were not found stay as they were."""
    rows = {entry["id"]: dict(entry) for entry in (book or {}).get("rows", ())}
    refreshed: dict[str, str] = {}
    for row, (sku, tiers) in found.sure().items():
        if row.startswith(_INSTANCES):
            refreshed[row.removeprefix(_INSTANCES)] = text(tiers[0][1])
        elif row not in rows or tiers_of(rows[row]) != tiers:
            rows[row] = _entry(row, sku, tiers, rows.get(row, {}), today)
        else:
            rows[row]["date"] = today.isoformat()
            rows[row]["source"] = [SOURCE]
            rows[row]["confidence"] = "high"
    rows = {key: entry for key, entry in rows.items() if key.removeprefix(_INSTANCES) not in refreshed}
    rows |= {entry["id"]: entry for entry in _left_behind(table, refreshed)}
    sources = dict((book or {}).get("sources", {}))
    sources[SOURCE] = {"name": "AWS Price List API", "date": today.isoformat(), "kind": "primary"}
    document = {
        "region": region,
        "currency": "USD",
        "asOf": today.isoformat(),
        "sources": sources,
        "rows": [rows[key] for key in sorted(rows)],
    }
    return document, dict(table or {}) if not refreshed else _table(region, refreshed, today)


def _left_behind(table: Mapping[str, Any] | None, refreshed: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the instance types that were not found, as rows with the date and the source that they had."""
    for kind, price in (table or {}).get("prices", {}).items() if refreshed else ():
        if table is not None and kind not in refreshed:
            shared = {key: table[key] for key in ("service", "unit")}
            evidence = {key: table[key] for key in ("source", "date", "confidence")}
            yield {"id": f"{_INSTANCES}{kind}", **shared, "price": price, **evidence}


def _table(region: str, prices: Mapping[str, str], today: date) -> dict[str, Any]:
    return {
        "region": region,
        "currency": "USD",
        "service": "AmazonEC2",
        "unit": "Hrs",
        "id": _INSTANCES.rstrip("/"),
        "what": "on-demand Linux, shared tenancy",
        "source": [SOURCE],
        "date": today.isoformat(),
        "confidence": "high",
        "prices": dict(sorted(prices.items())),
    }


def _entry(row: str, sku: Sku, tiers: Tiers, old: Mapping[str, Any], today: date) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": row, "service": old.get("service", sku.service), "unit": old.get("unit", sku.unit)}
    if len(tiers) == 1 and tiers[0][0] is None:
        entry["price"] = text(tiers[0][1])
    else:
        entry["tiers"] = [
            {"upTo": None if limit is None else text(limit), "price": text(price)} for limit, price in tiers
        ]
    return {**entry, "source": [SOURCE], "date": today.isoformat(), "confidence": "high"}


def dumps(document: Mapping[str, Any]) -> str:
    """Return a book's text: one line for each row, so that a difference in git reads row by row."""
    head = {key: value for key, value in document.items() if key != "rows"}
    start = json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}")
    rows = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in document["rows"])
    return f'{start},\n "rows": [\n{rows}\n ]\n}}\n'


def dumps_table(table: Mapping[str, Any]) -> str:
    """Return the text of a table of instance types."""
    shared = {
        key: value for key, value in table.items() if key not in ("prices", "what", "source", "date", "confidence")
    }
    lines = [json.dumps(shared)[1:-1], f'"what": {json.dumps(table["what"])}']
    lines.append(json.dumps({key: table[key] for key in ("source", "date", "confidence")})[1:-1])
    prices = ",\n".join(f'  "{kind}": {json.dumps(price)}' for kind, price in table["prices"].items())
    return "{\n " + ",\n ".join(lines) + ',\n "prices": {\n' + prices + "\n }\n}\n"
