"""A book with every fault: each is found, and a book in order has none."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from finops.prices import load
from finops.prices.audit import Problem, audit

TODAY = date(2026, 11, 25)


def row(**changes: Any) -> dict[str, Any]:
    good = {
        "id": "nat.hour",
        "service": "AmazonVPC",
        "unit": "Hrs",
        "price": "0.045",
        "source": ["G"],
        "date": "2026-08-21",
        "confidence": "high",
    }
    return {key: value for key, value in (good | changes).items() if value is not None}


def problems(folder: Path, *rows: dict[str, Any], region: str = "us-east-1") -> list[Problem]:
    document = {"region": region, "currency": "USD", "asOf": "2026-11-23", "sources": {"G": {}}, "rows": list(rows)}
    (folder / f"{region}.json").write_text(json.dumps(document))
    return list(audit(region, TODAY, folder=folder).problems)


def test_the_book_of_us_east_1() -> None:
    found = audit("us-east-1", TODAY)
    assert found.problems == ()
    assert found.rows == len(load("us-east-1").rows)


def test_a_row_in_order(tmp_path: Path) -> None:
    assert problems(tmp_path, row()) == []


def test_duplicates(tmp_path: Path) -> None:
    twice = Problem("duplicate", "nat.hour", "is there 2 times; the last one would count")
    assert problems(tmp_path, row(), row(price="0.05")) == [twice]


def test_an_instance_type_twice_in_the_compact_table(tmp_path: Path) -> None:
    shared = '"id": "ec2.instance", "service": "AmazonEC2", "unit": "Hrs", "source": ["G"], "date": "2026-08-21"'
    table = f'{{{shared}, "confidence": "high", "prices": {{"m5.large": "0.096", "m5.large": "0.1"}}}}'
    (tmp_path / "us-east-1.ec2.json").write_text(table)
    twice = Problem("duplicate", "ec2.instance/m5.large", "is there twice; the last one would count")
    assert problems(tmp_path, row()) == [twice]


def test_age_counts_days(tmp_path: Path) -> None:
    assert problems(tmp_path, row(date="2026-05-29")) == []  # 180 days
    assert problems(tmp_path, row(date="2026-05-28")) == [Problem("age", "nat.hour", "is 181 days old")]


def test_what_is_malformed(tmp_path: Path) -> None:
    cases = {
        "has no unit": row(unit=None),
        "has no source": row(source=None),
        "has no date": row(date=None),
        "names a source that the book does not list: X": row(source=["X"]),
        "has a price that is not a decimal string from zero up": row(price=0.045),
        "has tiers that do not rise": row(tiers=[{"upTo": "9", "price": "1"}, {"upTo": "8", "price": "1"}]),
    }
    for message, bad in cases.items():
        assert problems(tmp_path, bad) == [Problem("malformed", "nat.hour", message)]
    assert problems(tmp_path, row(price="-1"))[0].kind == "malformed"
    assert problems(tmp_path, row(price="NaN"))[0].kind == "malformed"
    open_first = row(tiers=[{"upTo": None, "price": "1"}, {"upTo": "8", "price": "1"}])
    assert problems(tmp_path, open_first)[0].message == "has tiers that do not rise"


def test_gaps_are_what_the_reference_has(tmp_path: Path) -> None:
    problems(tmp_path, row(), row(id="nat.gb"))
    missing = Problem("gap", "nat.gb", "is in the book of us-east-1 and not here: not priced")
    assert problems(tmp_path, row(), region="eu-west-1") == [missing]
