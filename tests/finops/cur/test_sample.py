"""The sample looks like a bill, and is the same every time."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from finops.cur import sample
from finops.cur.columns import COLUMNS
from tests.finops.cur.conftest import RESOURCES, Data


def total(folder: Path) -> float:
    with duckdb.connect() as database:
        question = f"SELECT sum(line_item_unblended_cost) FROM read_parquet('{folder}/**/*.parquet')"
        return float(database.execute(question).fetchall()[0][0])


def test_it_has_every_column_of_an_export_and_a_folder_per_month(data: Data) -> None:
    assert set(data.lines[0]) == set(COLUMNS)
    assert sorted(path.name for path in data.folder.iterdir()) == [f"BILLING_PERIOD=2026-{n:02}" for n in (8, 9, 10)]


def test_it_has_every_kind_of_line(data: Data) -> None:
    found = Counter(line["line_item_line_item_type"] for line in data.lines)
    assert set(found) == {
        "Credit",
        "DiscountedUsage",
        "RIFee",
        "SavingsPlanCoveredUsage",
        "SavingsPlanNegation",
        "SavingsPlanRecurringFee",
        "Tax",
        "Usage",
    }
    resources = {line["line_item_resource_id"] for line in data.lines if line["line_item_line_item_type"] == "Usage"}
    assert 0 < len(resources) < RESOURCES


def test_the_kinds_share_the_fleet_whole() -> None:
    assert sum(kind.share for kind in sample.KINDS) == 100


def test_the_same_call_gives_the_same_bill_and_another_seed_another(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        sample.write(tmp_path / name, resources=60, first=date(2026, 1, 1), months=1, seed=seed)
    assert total(tmp_path / "a") == pytest.approx(total(tmp_path / "b"))
    assert total(tmp_path / "a") != pytest.approx(total(tmp_path / "c"))


def test_days_of_months_over_the_turn_of_a_year() -> None:
    days = list(sample.days_of(date(2027, 12, 1), 3))
    assert (days[0], days[-1], len(days)) == (date(2027, 12, 1), date(2028, 2, 29), 31 + 31 + 29)
