"""`quoin prices refresh`, against a stubbed Price List."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from finops.prices.audit import FOLDER, audit
from finops.prices.book import load
from ops.command import Exit
from tests.ops.support import quoin


def product(usage: str, *tiers: tuple[str, str, str], **attributes: str) -> str:
    """A product of the list; tiers are (from, to, price)."""
    dimensions = {
        f"d{n}": {"unit": "x", "beginRange": first, "endRange": last, "pricePerUnit": {"USD": price}}
        for n, (first, last, price) in enumerate(tiers)
    }
    return json.dumps(
        {
            "product": {"sku": usage, "attributes": {"usagetype": usage, **attributes}},
            "terms": {"OnDemand": {"t": {"priceDimensions": dimensions}}},
        }
    )


def flat(usage: str, price: str, **attributes: str) -> str:
    return product(usage, ("0", "Inf", price), **attributes)


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("us-east-1.json", "us-east-1.ec2.json"):
        shutil.copy(FOLDER / name, tmp_path / name)
    monkeypatch.setattr("ops.commands.prices.refresh.BOOKS", tmp_path)
    monkeypatch.setattr("ops.commands.prices.refresh._today", lambda: date(2026, 12, 1))
    return tmp_path


@pytest.fixture
def pricing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client: Any = boto3.client("pricing", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    monkeypatch.setattr("ops.aws.client", lambda *_: client)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def answer(stub: Stubber, *products: str, expected: dict[str, Any] | None = None, **more: Any) -> None:
    stub.add_response("get_products", {"FormatVersion": "aws_v1", "PriceList": list(products), **more}, expected)


def nat(region: str, **more: Any) -> dict[str, Any]:
    return {
        "ServiceCode": "AmazonEC2",
        "FormatVersion": "aws_v1",
        "Filters": [
            {"Type": "TERM_MATCH", "Field": "productFamily", "Value": "NAT Gateway"},
            {"Type": "TERM_MATCH", "Field": "regionCode", "Value": region},
            {"Type": "CONTAINS", "Field": "usagetype", "Value": "NatGateway-Hours"},
        ],
        **more,
    }


def test_nothing_changed(books: Path, pricing: Stubber) -> None:
    answer(pricing, flat("NatGateway-Hours", "0.0450000000"), expected=nat("us-east-1"))
    before = (books / "us-east-1.json").read_bytes()
    result = quoin("prices", "refresh", "--row", "nat.hour")
    assert result.code == Exit.OK
    rest = len(load("us-east-1").rows) - 1
    assert (
        f"us-east-1: 0 changed, 0 new, 1 the same, 0 not found, 0 with several prices, {rest} not asked for"
        in result.out
    )
    assert (books / "us-east-1.json").read_bytes() == before


def test_a_change_is_shown_and_written_only_when_asked(books: Path, pricing: Stubber) -> None:
    before = (books / "us-east-1.json").read_bytes()
    for _ in range(2):
        answer(pricing, flat("NatGateway-Hours", "0.0480000000"))
    shown = quoin("prices", "refresh", "--row", "nat.hour")
    assert shown.code == Exit.PROBLEMS
    assert [line.split() for line in shown.out.splitlines()][1] == ["nat.hour", "0.045", "0.048", "+6.7"]
    assert (books / "us-east-1.json").read_bytes() == before
    written = quoin("prices", "refresh", "--row", "nat.hour", "--write", "-o", "json")
    assert written.code == Exit.OK
    assert written.data["changed"] == [{"row": "nat.hour", "before": "0.045", "after": "0.048", "percent": "6.67"}]
    after = json.loads((books / "us-east-1.json").read_text())
    row = next(entry for entry in after["rows"] if entry["id"] == "nat.hour")
    assert row == {
        "id": "nat.hour",
        "service": "AmazonEC2",
        "unit": "Hrs",
        "price": "0.048",
        "source": ["A"],
        "date": "2026-12-01",
        "confidence": "high",
    }
    assert len(after["rows"]) == len(json.loads(before)["rows"])
    assert after["sources"]["A"]["kind"] == "primary"
    changed = set((books / "us-east-1.json").read_text().splitlines()) - set(before.decode().splitlines())
    assert sum('"id"' in line for line in changed) == 1  # the other rows are as they were, byte for byte


def test_pages_prefixes_and_other_usage_types(books: Path, pricing: Stubber) -> None:
    """A product on the second page counts; one whose usage type only contains what is looked for does not."""
    answer(pricing, flat("EU-NatGateway-Prvd-Hours", "9"), NextToken="more", expected=nat("eu-west-1"))
    second = flat("EU-NatGateway-Hours", "0.048"), flat("EU-NatGateway-Hours-Other", "9")
    answer(pricing, *second, expected=nat("eu-west-1", NextToken="more"))
    result = quoin("prices", "refresh", "--region", "eu-west-1", "--row", "nat.hour", "--write", "-o", "json")
    assert result.code == Exit.OK
    assert result.data["added"] == [{"row": "nat.hour", "price": "0.048"}]
    book = json.loads((books / "eu-west-1.json").read_text())
    assert [(row["id"], row["price"]) for row in book["rows"]] == [("nat.hour", "0.048")]
    assert not (books / "eu-west-1.ec2.json").exists()


def test_tiers_in_units_of_the_row_without_what_is_free(books: Path, pricing: Stubber) -> None:
    tiers = (
        ("0", "333000000", "0.0000035"),
        ("333000000", "1000000000", "0.0000028"),
        ("1000000000", "Inf", "0.00000151"),
    )
    answer(pricing, product("ApiGatewayRequest", *tiers))
    data = quoin("prices", "refresh", "--row", "apigateway.rest", "-o", "json").data
    assert data["changed"][0]["after"] == "3.5 to 333 / 2.8 to 1000 / 1.51"
    answer(
        pricing,
        product("DataTransfer-Out-Bytes", ("0", "100", "0"), ("100", "10240", "0.09"), ("10240", "Inf", "0.085")),
    )
    data = quoin("prices", "refresh", "--row", "transfer.internet", "-o", "json").data
    assert data["changed"][0]["after"] == "0.09 to 10240 / 0.085"


def test_a_family_gives_a_row_for_each_type(books: Path, pricing: Stubber) -> None:
    types = {"m5.large": "0.096", "t9.huge": "1.5"}
    answer(pricing, *(flat(f"BoxUsage:{kind}", price, instanceType=kind) for kind, price in types.items()))
    answer(pricing)
    result = quoin("prices", "refresh", "--row", "ec2.instance/*", "--write", "-o", "json")
    assert result.data["added"] == [{"row": "ec2.instance/t9.huge", "price": "1.5"}]
    assert result.data["same"] == 1
    assert len(result.data["gone"]) == 1366
    table = json.loads((books / "us-east-1.ec2.json").read_text())
    assert (table["prices"], table["date"], table["source"]) == (types, "2026-12-01", ["A"])
    rows = {row["id"]: row for row in json.loads((books / "us-east-1.json").read_text())["rows"]}
    kept = rows["ec2.instance/m5.xlarge"]  # not found: it keeps its source and its date
    assert (kept["price"], kept["source"], kept["date"]) == ("0.192", ["K"], "2026-07-20")
    assert "ec2.instance/m5.large" not in rows
    assert audit("us-east-1", date(2026, 12, 1), folder=books).problems == ()


def test_a_price_that_is_the_same_has_a_new_date(books: Path, pricing: Stubber) -> None:
    answer(pricing, flat("NatGateway-Hours", "0.045"))
    assert quoin("prices", "refresh", "--row", "nat.hour", "--write").code == Exit.OK
    rows = {row["id"]: row for row in json.loads((books / "us-east-1.json").read_text())["rows"]}
    assert (rows["nat.hour"]["price"], rows["nat.hour"]["date"]) == ("0.045", "2026-12-01")
    assert rows["nat.data"]["date"] == "2026-08-21"


def test_several_prices_are_told_and_change_nothing(books: Path, pricing: Stubber) -> None:
    answer(pricing, flat("NatGateway-Hours", "0.05"), flat("NatGateway-Hours", "0.06"))
    result = quoin("prices", "refresh", "--row", "nat.hour", "--write")
    assert "several prices, kept: nat.hour" in result.out
    book = json.loads((books / "us-east-1.json").read_text())
    assert next(row for row in book["rows"] if row["id"] == "nat.hour")["price"] == "0.045"


def test_what_is_not_found_is_kept_and_told(books: Path, pricing: Stubber) -> None:
    answer(pricing, flat("NatGateway-Hours", "0.045"))
    answer(pricing)
    result = quoin("prices", "refresh", "--row", "nat.*")
    assert result.code == Exit.PROBLEMS
    assert "not found any more, kept: nat.data" in result.out


def test_a_large_change_needs_a_second_look(books: Path, pricing: Stubber) -> None:
    before = (books / "us-east-1.json").read_bytes()
    for _ in range(2):
        answer(pricing, flat("NatGateway-Hours", "4.5"))
    refused = quoin("prices", "refresh", "--row", "nat.hour", "--write")
    assert refused.code == Exit.REFUSED
    assert "the price of nat.hour changes by more than half" in refused.err
    assert (books / "us-east-1.json").read_bytes() == before
    assert quoin("prices", "refresh", "--row", "nat.hour", "--write", "--accept-large").code == Exit.OK


def test_services_without_a_region_are_asked_for_once(books: Path, pricing: Stubber) -> None:
    result = quoin("prices", "refresh", "--region", "eu-west-1", "--row", "route53.zone")
    assert (result.code, result.err) == (Exit.USAGE, "quoin: no row that can be refreshed is named route53.zone\n")
    answer(
        pricing,
        product("HostedZone", ("0", "25", "0.5"), ("25", "Inf", "0.1")),
        expected={
            "ServiceCode": "AmazonRoute53",
            "FormatVersion": "aws_v1",
            "Filters": [{"Type": "CONTAINS", "Field": "usagetype", "Value": "HostedZone"}],
        },
    )
    assert quoin("prices", "refresh", "--row", "route53.zone").code == Exit.PROBLEMS


def test_a_region_that_is_none(books: Path, pricing: Stubber) -> None:
    answer(pricing)
    result = quoin("prices", "refresh", "--region", "eu-nowhere-1", "--row", "nat.hour")
    assert (result.code, "nothing for region eu-nowhere-1" in result.err) == (Exit.USAGE, True)


def test_what_aws_refuses(books: Path, pricing: Stubber) -> None:
    pricing.add_client_error("get_products", "AccessDeniedException", "not you")
    result = quoin("prices", "refresh", "--row", "nat.hour")
    assert result.code == Exit.NO_CREDENTIALS
    assert "GetProducts: not you" in result.err


def test_a_written_book_can_be_loaded(books: Path, pricing: Stubber, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(pricing, product("EU-ApiGatewayRequest", ("0", "333000000", "0.0000035"), ("333000000", "Inf", "0.0000028")))
    quoin("prices", "refresh", "--region", "eu-west-1", "--row", "apigateway.rest", "--write")
    from finops.prices import book

    monkeypatch.setattr(book, "FOLDER", books)
    book.load.cache_clear()
    try:
        row = book.load("eu-west-1").row("apigateway.rest")
    finally:
        book.load.cache_clear()
    assert row.cost(Decimal(334)) == Decimal("1168.3")
    assert row.source == ("A",)
