"""`quoin cost sample`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from ops.commands.cost import sample as command
from tests.ops.support import quoin


def test_what_is_written_can_be_reported(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    made = quoin("cost", "sample", str(folder), "--resources", "100", "--months", "1", "-o", "json")
    assert made.code == 0
    assert made.data["lines"] > 100 * 28
    assert len(list(folder.rglob("*.parquet"))) >= 1
    assert quoin("cost", "report", "--cur", str(folder), "-q", "top_resources").code == 0


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    result = quoin("cost", "sample", str(tmp_path))
    assert result.code == 5
    assert "is not empty" in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize(("months", "first"), [(1, date(2026, 1, 1)), (2, date(2025, 12, 1)), (14, date(2024, 12, 1))])
def test_the_last_month_is_the_one_that_ended(monkeypatch: pytest.MonkeyPatch, months: int, first: date) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, _zone: object = None) -> Clock:
            return cls(2026, 2, 3)

    monkeypatch.setattr(command, "datetime", Clock)
    assert command._first(months) == first
