"""`quoin prices check`."""

from __future__ import annotations

from datetime import date

import pytest

from finops.prices.book import load
from tests.ops.support import quoin


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.commands.prices.check._today", lambda: date(2026, 11, 25))


def test_our_book_is_in_order() -> None:
    result = quoin("prices", "check")
    assert result.code == 0
    rows = len(load("us-east-1").rows)
    assert f"us-east-1: {rows:,} rows, put together 2026-11-23, the oldest of 2026-07-20" in result.out
    assert "nothing wrong" in result.out


def test_old_rows_are_problems() -> None:
    result = quoin("prices", "check", "--max-age", "100", "--output", "json")
    assert result.code == 1
    assert {problem["kind"] for problem in result.data["problems"]} == {"age"}
    assert {"kind": "age", "row": "ec2.instance/m5.large", "message": "is 128 days old"} in result.data["problems"]
    assert "ec2.instance/m5.large" in quoin("prices", "check", "--max-age", "100").out


def test_a_region_without_a_book_says_how_to_make_one() -> None:
    result = quoin("prices", "check", "--region", "eu-west-1")
    assert result.code == 1
    assert "everything there is not priced" in result.err
    assert "quoin prices refresh --region eu-west-1 --write" in result.err
