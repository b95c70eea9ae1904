"""The store and the report: order, duplicates, hostile text, many findings."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from functions.cost_optimizer.finding import Finding
from functions.cost_optimizer.report import Problem, message, summarize, write
from functions.cost_optimizer.store import Store

WHEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
EVIL = '=HYPERLINK("http://x")<script>alert(1)</script>'


def finding(number: int = 1, monthly: str | None = "1.00", **more: Any) -> Finding:
    given: dict[str, Any] = {
        "kind": "unattached-volume",
        "action": "remove",
        "account": "123456789012",
        "region": "us-east-1",
        "resource": f"vol-{number}",
        "why": "why",
        "fix": "fix",
    }
    return Finding(monthly=None if monthly is None else Decimal(monthly), **{**given, **more})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "findings.db")
    yield made
    made.close()


def test_what_saves_most_comes_first_and_what_has_no_price_last(store: Store) -> None:
    store.add([finding(1, "2.00"), finding(2, None), finding(3, "10.00"), finding(4, "9.99")])
    assert [item["resource"] for item in store.all()] == ["vol-3", "vol-4", "vol-1", "vol-2"]
    assert store.totals("kind") == [("unattached-volume", 4, Decimal("21.99"), 1)]


@pytest.mark.parametrize("hub_first", [True, False])
def test_one_thing_that_two_have_found_is_one_finding(store: Store, *, hub_first: bool) -> None:
    ours = finding(1, "10.00")
    arn = "arn:aws:ec2:us-east-1:123456789012:volume/vol-1"
    theirs = finding(1, "7.00", resource=arn, kind="hub-remove", source="cost-optimization-hub")
    store.add([theirs, ours] if hub_first else [ours, theirs])
    (item,) = store.all()
    assert (item["source"], item["monthlySavings"]) == ("cost-optimization-hub", "7.00")  # it knows the discounts
    store.add([finding(1, "2.00", action="upgrade")])
    assert len(list(store.all())) == 2
    assert theirs.id == ours.id


@pytest.mark.parametrize(
    ("arn", "ours"),
    [
        ("arn:aws:ec2:us-east-1:123456789012:volume/vol-1", "vol-1"),
        ("arn:aws:ec2:us-east-1:123456789012:instance/i-1", "i-1"),
        ("arn:aws:ec2:us-east-1::snapshot/snap-1", "snap-1"),
        ("arn:aws:ec2:us-east-1:123456789012:natgateway/nat-1", "nat-1"),
        ("arn:aws:ec2:us-east-1:123456789012:elastic-ip/eipalloc-1", "eipalloc-1"),
    ],
)
def test_ids_and_arns_of_ec2_are_one(store: Store, arn: str, ours: str) -> None:
    store.add([finding(resource=ours), finding(resource=arn, source="cost-optimization-hub")])
    assert [item["resource"] for item in store.all()] == [arn]


def test_the_findings_of_aws_replace_ours_in_every_total(store: Store) -> None:
    store.add([finding(1, "10.00")])
    store.add_plain([finding(1, "7.00", kind="hub-remove", source="cost-optimization-hub").plain()])
    assert store.totals("kind") == [("hub-remove", 1, Decimal(7), 0)]
    assert store.totals("source") == [("cost-optimization-hub", 1, Decimal(7), 0)]


def test_the_first_of_two_findings_of_ours_stays(store: Store) -> None:
    store.add([finding(1, "1.00", kind="first"), finding(1, "2.00", kind="second")])
    assert store.totals("kind") == [("first", 1, Decimal(1), 0)]


def test_one_name_in_two_accounts_or_regions_is_two_findings(store: Store) -> None:
    """Log groups of functions have the same name in every region."""
    store.add([finding(1), finding(1, account="210987654321"), finding(1, region="eu-west-1"), finding(1)])
    assert [(item["account"][:3], item["region"]) for item in store.all()] == [
        ("123", "eu-west-1"),
        ("123", "us-east-1"),
        ("210", "us-east-1"),
    ]


def test_the_id_tells_account_region_resource_and_action_apart() -> None:
    others: list[dict[str, Any]] = [
        {"account": "2"},
        {"region": "eu-west-1"},
        {"resource": "vol-2"},
        {"action": "upgrade"},
    ]
    assert len({finding().id, *(finding(**other).id for other in others)}) == 5


def test_what_was_handed_in_without_a_price_has_none(store: Store) -> None:
    arn = "arn:aws:ec2:us-east-1:123456789012:volume/vol-1"
    store.add_plain([finding(1, None).plain(), finding(2, "0.00").plain()])
    store.add_plain([finding(1, None, resource=arn, source="cost-optimization-hub").plain()])
    assert store.totals("kind") == [("unattached-volume", 2, Decimal(0), 1)]


@pytest.mark.parametrize("number", [499, 500, 501, 1000])
def test_batches_lose_nothing(store: Store, number: int) -> None:
    assert store.add(finding(one) for one in range(number)) == number
    assert store.totals("kind") == [("unattached-volume", number, Decimal(number), 0)]


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]


def test_text_of_others_stays_text(store: Store, tmp_path: Path) -> None:
    store.add([finding(1, resource=EVIL, why=EVIL, tags={"Owner": EVIL})])
    files = write(tmp_path / "out", store, summarize(store, WHEN, [Problem(EVIL, EVIL, EVIL)]))
    page = Page(files["html"].read_text())
    assert "script" not in page.tags
    assert not {"src", "href", "onclick"} & set(page.attributes)
    (row,) = csv.DictReader(io.StringIO(files["csv"].read_text()))
    assert row["resource"].startswith("'=")
    assert json.loads(files["json"].read_text())["items"][0]["resource"] == EVIL


def test_the_page_has_a_chart_and_says_what_it_leaves_out(store: Store, tmp_path: Path) -> None:
    store.add(finding(number, "1.25") for number in range(250))
    store.add([finding(1, "5.00", kind="idle-address", resource="eipalloc-1")])
    text = write(tmp_path, store, summarize(store, WHEN, []))["html"].read_text()
    page = Page(text)
    assert page.tags.count("rect") == 2
    assert "$312.50" in text
    assert "51 more are in report.json and report.csv." in text
    assert "can be saved by 251 findings" in text


def test_an_empty_report_is_a_report(store: Store, tmp_path: Path) -> None:
    files = write(tmp_path, store, summarize(store, WHEN, []))
    assert json.loads(files["json"].read_text())["items"] == []
    assert "svg" not in Page(files["html"].read_text()).tags


def test_the_message_is_short_and_says_where_the_report_is(store: Store) -> None:
    store.add(finding(number, f"{number}.00") for number in range(1, 100))
    summary = summarize(store, WHEN, [Problem("this account/us-east-1", "logs", "AccessDenied")])
    text = message(summary, store, "s3://reports/x.html")
    assert text.startswith("99 findings; USD 4950.00 a month can be saved.\n")
    assert "  USD 99.00  unattached-volume  vol-99  (123456789012, us-east-1)" in text
    assert text.count("vol-") == 10
    assert text.endswith("The whole report: s3://reports/x.html\n")


def _peak(folder: Path, findings: int) -> int:
    made = Store(folder / f"{findings}.db")
    tracemalloc.start()
    try:
        made.add(finding(number, f"{number % 977}.00") for number in range(findings))
        write(folder / str(findings), made, summarize(made, WHEN, []))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        made.close()


def test_memory_does_not_grow_with_the_findings(tmp_path: Path) -> None:
    few, many = _peak(tmp_path, 500), _peak(tmp_path, 5_000)
    assert many < few * 1.3
