"""`quoin cost report`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from finops.cur import sample
from tests.ops.support import quoin


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bill") / "export"
    sample.write(made, resources=100, first=date(2026, 6, 1), months=4)
    return made


def test_all_queries_of_the_last_three_months(folder: Path) -> None:
    result = quoin("cost", "report", "--cur", str(folder))
    assert result.code == 0
    for title in ("Cost by service and month", "Top resources", "Savings Plans", "Anomaly candidates"):
        assert f"\n{title}\n" in result.out
    assert "Estimate against actual" not in result.out
    assert "2026-09" in result.out
    assert "2026-06" not in result.out
    assert result.err == "Reading 2026-07 to 2026-09 …\n"


def test_one_query_as_data_of_the_months_asked_for(folder: Path) -> None:
    months = ("--first", "2026-06", "--last", "2026-06")
    result = quoin("cost", "report", "--cur", str(folder), "-q", "cost_by_cost_center", *months, "-o", "json")
    assert (result.data["first"], result.data["last"]) == ("2026-06", "2026-06")
    (rows,) = result.data["queries"].values()
    assert {row["billing_period"] for row in rows} == {"2026-06"}
    assert {row["cost_center"] for row in rows} >= {"4410", "4420", "4430", "(untagged)"}


def test_a_page_and_markdown(folder: Path) -> None:
    page = quoin("cost", "report", "--cur", str(folder), "-o", "html").out
    assert page.startswith("<!doctype html>")
    assert "<h1>Cost and usage, 2026-07 to 2026-09</h1>" in page
    text = quoin("cost", "report", "--cur", str(folder), "-o", "markdown", "-q", "daily_trend").out
    assert text.startswith("## Daily trend\n")
    assert text.count("\n| 2026-") == 31 + 31 + 30


def test_an_estimate_is_compared(folder: Path, tmp_path: Path) -> None:
    lines = [
        {"ResourceName": "a", "ServiceName": "AmazonS3", "ListCost": "1.25"},
        {"ResourceName": "b", "ServiceName": "AmazonS3", "ListCost": "0.75"},
        {"ResourceName": "c", "ServiceName": "AmazonS3", "ListCost": None},
    ]
    file = tmp_path / "prod.json"
    file.write_text(json.dumps({"Tags": {"Project": "shop", "Environment": "Production"}, "lines": lines}))
    result = quoin("cost", "report", "--cur", str(folder), "--estimate", str(file), "-o", "json")
    rows = result.data["queries"]["estimate_against_actual"]
    assert {row["estimated_cost"] for row in rows if row["service"] == "AmazonS3"} == {2.0}
    assert {(row["project"], row["environment"]) for row in rows} == {("shop", "Production")}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--query", "nothing"], 2, "there is no query nothing\n  there are: anomaly_candidates, "),
        (["--first", "2026-13"], 2, "--first is '2026-13'\n  expected a month such as 2026-11"),
        (["--first", "2026-09", "--last", "2026-08"], 2, "--first 2026-09 is after --last 2026-08"),
        (["--query", "estimate_against_actual"], 2, "expected --estimate FILE"),
        (["--estimate", "nowhere.json"], 2, "--estimate nowhere.json: No such file"),
        (["--memory", "much"], 2, "expected a number with KB, MB, GB or TB"),
        (["--last", "2025-01"], 1, "there is data of 2026-06, 2026-07, 2026-08, 2026-09"),
    ],
)
def test_what_is_wrong_is_said(folder: Path, arguments: list[str], code: int, told: str) -> None:
    result = quoin("cost", "report", "--cur", str(folder), *arguments)
    assert (result.code, result.out) == (code, "")
    assert told in result.err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is not an estimate"),
        ('{"lines": [{"ResourceName": "a", "ServiceName": "S3", "ListCost": "1"}]}', "has no tags Project and"),
        ("[]", "is not an estimate"),
    ],
)
def test_what_is_no_estimate_is_said(folder: Path, tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "e.json"
    file.write_text(content)
    result = quoin("cost", "report", "--cur", str(folder), "--estimate", str(file))
    assert result.code == 2
    assert told in result.err
    assert "quoin estimate --stack STACK --output json" in result.err


def test_a_folder_without_data_says_how_to_get_it(tmp_path: Path) -> None:
    result = quoin("cost", "report", "--cur", str(tmp_path))
    assert result.code == 1
    assert "Fetch the export first: aws s3 sync" in result.err
