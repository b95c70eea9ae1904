"""Sample data of three months, written once, and the same lines as plain Python values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from finops.cur import sample
from finops.cur.run import Report

FIRST, LAST = "2026-08", "2026-10"
RESOURCES = 200


@dataclass(frozen=True)
class Data:
    """Where the files are, and what is in them."""

    folder: Path
    lines: list[dict[str, Any]]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    folder = tmp_path_factory.mktemp("cur")
    written = sample.write(folder, resources=RESOURCES, first=date(2026, 8, 15), months=3)
    with duckdb.connect() as database:
        cursor = database.execute(f"SELECT * FROM read_parquet('{folder}/**/*.parquet', hive_partitioning = false)")
        names = [column[0] for column in cursor.description or ()]
        lines = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert len(lines) == written
    return Data(folder, lines)


@pytest.fixture(scope="session")
def report(data: Data):
    estimates = [
        {"project": "shop", "environment": "Production", "service": "AmazonEC2", "monthly_cost": 1000.0},
        {"project": "shop", "environment": "Production", "service": "AmazonEC2", "monthly_cost": 100.0},
        {"project": "shop", "environment": "Production", "service": "AmazonKinesis", "monthly_cost": 50.0},
    ]
    with Report(data.folder, estimates=estimates) as opened:
        yield opened
