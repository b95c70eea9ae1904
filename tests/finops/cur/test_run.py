"""Reading reports of either kind, and what is said of files that are none."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from finops.cur.columns import COLUMNS, export_statement, tag_key
from finops.cur.queries import queries
from finops.cur.run import Report, Unreadable
from tests.finops.cur.conftest import FIRST, LAST, Data


def answers(report: Report) -> dict[str, tuple[tuple[object, ...], ...]]:
    return {result.query.name: result.rows for result in report.ask_all(queries(), FIRST, LAST)}


def test_a_legacy_report_gives_the_same_answers(data: Data, report: Report, tmp_path: Path) -> None:
    """It has a column per tag, year and month as partitions, and lacks what the account never used."""
    tags = ["user_environment", "user_cost_center", "user_project", "user_owner", "user_managed_by"]
    columns = ", ".join(f"resource_tags['{tag}'] AS resource_tags_{tag}" for tag in tags)
    unused = "resource_tags, product, discount, cost_category, product_region_code, BILLING_PERIOD"
    with duckdb.connect() as database:
        database.execute(
            f"COPY (SELECT * EXCLUDE ({unused}), {columns}, product_region_code AS product_region "
            f"FROM read_parquet('{data.folder}/**/*.parquet')) TO '{tmp_path}/legacy.parquet'"
        )
    with Report(tmp_path / "legacy.parquet") as legacy:
        assert legacy.months() == report.months() == ["2026-08", "2026-09", "2026-10"]
        found, expected = answers(legacy), answers(report)
    del found["estimate_against_actual"], expected["estimate_against_actual"]
    assert found == expected


def test_months_outside_are_left_out(report: Report) -> None:
    query = next(query for query in queries() if query.name == "daily_trend")
    days = [row[0] for row in report.ask(query, "2026-09", "2026-09").rows]
    assert (min(days).isoformat(), max(days).isoformat(), len(days)) == ("2026-09-01", "2026-09-30", 30)


def test_progress_is_told_before_each_query(report: Report) -> None:
    told: list[str] = []
    report.ask_all(queries(), FIRST, LAST, told=lambda query: told.append(query.name))
    assert told == [query.name for query in queries()]


def test_a_folder_without_parquet_says_how_to_fetch_the_export(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"there is no Parquet file\. Fetch the export first: aws s3 sync"):
        Report(tmp_path)
    with pytest.raises(Unreadable, match="there is no Parquet file"):
        Report(tmp_path / "nothing.parquet")


def test_parquet_of_something_else_is_refused(tmp_path: Path) -> None:
    with duckdb.connect() as database:
        database.execute(f"COPY (SELECT 1 AS a) TO '{tmp_path}/other.parquet'")
    with pytest.raises(Unreadable) as refused:
        Report(tmp_path)
    assert str(refused.value) == (
        f"{tmp_path}: not a cost and usage report: column line_item_line_item_type, line_item_product_code, "
        "line_item_unblended_cost, line_item_usage_start_date is missing"
    )


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.parquet").write_text("no parquet")
    with pytest.raises(Unreadable, match=r"broken\.parquet"):
        Report(tmp_path)


def test_what_goes_to_disk_is_nowhere_near_the_project_and_goes(data: Data) -> None:
    """DuckDB's own choice is `.tmp` where the command is run."""
    with Report(data.folder) as opened:
        spill = Path(opened._database.execute("SELECT current_setting('temp_directory')").fetchall()[0][0])
        assert spill.is_absolute()
        assert spill.is_dir()
        assert not spill.is_relative_to(Path.cwd())
        (spill / "spilled").touch()
    assert not spill.exists()


def test_a_quote_in_a_path_is_no_sql(data: Data, tmp_path: Path) -> None:
    folder = tmp_path / "o'clock"
    folder.mkdir()
    source = next(data.folder.rglob("*.parquet"))
    (folder / "part.parquet").write_bytes(source.read_bytes())
    with Report(folder) as opened:
        assert len(opened.months()) == 1


@pytest.mark.parametrize(
    ("tag", "key"), [("CostCenter", "user_cost_center"), ("Project", "user_project"), ("ManagedBy", "user_managed_by")]
)
def test_the_key_of_a_tag(tag: str, key: str) -> None:
    assert tag_key(tag) == key


def test_the_export_names_every_column_once() -> None:
    names = export_statement().removeprefix("SELECT ").removesuffix(" FROM COST_AND_USAGE_REPORT").split(", ")
    assert names == sorted(COLUMNS)
    assert len(names) == len(set(names)) > 100
