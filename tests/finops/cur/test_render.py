"""What people and programs get to see of the answers."""

from __future__ import annotations

import json
from datetime import date
from html.parser import HTMLParser

import pytest

from finops.cur.queries import queries
from finops.cur.render import document, html, markdown
from finops.cur.run import Report, Result
from tests.finops.cur.conftest import FIRST, LAST

BY_NAME = {query.name: query for query in queries()}


@pytest.fixture(scope="module")
def results(report: Report) -> list[Result]:
    return report.ask_all(queries(), FIRST, LAST)


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "line", "polyline"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_loads_nothing(results: list[Result]) -> None:
    text = html(results, FIRST, LAST)
    page = Page(text)
    assert page.open == []
    assert page.links == []
    assert "script" not in page.tags
    assert "@import" not in text
    assert page.tags.count("svg") == 2
    assert page.tags.count("table") == len(results)
    assert "<title>2026-08 · AmazonEC2 · $" in text


def test_what_a_tag_says_cannot_become_markup() -> None:
    evil = "<script>alert(1)</script>|"
    result = Result(BY_NAME["cost_by_cost_center"], ("billing_period", "cost_center"), (("2026-08", evil),))
    assert "<script>" not in html([result], FIRST, LAST)
    assert "alert(1)</script>\\| |" in markdown([result])


def test_markdown_aligns_numbers_and_says_when_there_is_nothing() -> None:
    columns = ("usage_date", "service", "amortized_cost", "usual_cost", "above_usual")
    row = (date(2026, 10, 1), "AmazonS3", 1234.5, 1.0, None)
    some = markdown([Result(BY_NAME["anomaly_candidates"], columns, (row,))])
    assert "| usage date | service | amortized cost | usual cost | above usual |\n|---|---|---:|---:|---|\n" in some
    assert "| 2026-10-01 | AmazonS3 | 1,234.50 | 1.00 |  |" in some
    assert "Nothing in these months." in markdown([Result(BY_NAME["anomaly_candidates"], columns, ())])


def test_the_document_has_every_answer_as_plain_data(results: list[Result]) -> None:
    data = json.loads(json.dumps(document(results, FIRST, LAST)))
    assert (data["version"], data["BillingCurrency"], data["first"], data["last"]) == (1, "USD", FIRST, LAST)
    assert set(data["queries"]) == set(BY_NAME)
    assert data["queries"]["daily_trend"][0]["usage_date"] == "2026-08-01"
    assert all(isinstance(row["net"], float) for row in data["queries"]["cost_by_service_and_month"])
