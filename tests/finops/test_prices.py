"""The price book: every row has evidence, and looking up is exact."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops.prices import NotPriced, Row, Tier, load, regions

BOOK = load("us-east-1")


def test_every_row_has_evidence():
    for row in BOOK.rows.values():
        kinds = {BOOK.sources[key]["kind"] for key in row.source}
        assert kinds <= {"primary", "agreeing"}, row.id
        assert row.confidence in ("high", "medium"), row.id
        assert date(2026, 1, 1) <= row.date <= BOOK.as_of, row.id
        assert all(tier.price >= 0 for tier in row.tiers), row.id


def test_tiers_rise_and_only_the_last_may_be_open():
    for row in BOOK.rows.values():
        limits = [tier.up_to for tier in row.tiers]
        assert all(limit is not None for limit in limits[:-1]), row.id
        closed = [limit for limit in limits if limit is not None]
        assert closed == sorted(set(closed)), row.id


def test_size_of_the_book():
    assert sum(1 for _ in BOOK.under("ec2.instance")) == 1367
    assert len(BOOK.rows) == 1367 + 344


@pytest.mark.parametrize(
    ("row_id", "price"),
    [
        ("nat.hour", "0.045"),
        ("ec2.instance/t4g.small", "0.0168"),
        ("rds.instance/mysql/db.t4g.small", "0.032"),
        ("dynamodb.write", "0.625"),
        ("eks.cluster/extended", "0.60"),
    ],
)
def test_known_prices(row_id, price):
    assert BOOK.price(row_id) == Decimal(price)


@pytest.mark.parametrize("row_id", ["s3.storage/GLACIER_IR", "rds.instance/mysql/db.r6g.large", "neptune.instance"])
def test_what_has_no_evidence_is_not_priced(row_id):
    assert BOOK.find(row_id) is None
    with pytest.raises(NotPriced, match="no row in the price book of us-east-1"):
        BOOK.price(row_id)


def test_tiers_add_up():
    row = BOOK.row("transfer.internet")
    assert row.cost(Decimal(10_240)) == Decimal("921.60")
    assert row.cost(Decimal(51_200)) == Decimal("921.60") + 40_960 * Decimal("0.085")


def test_a_quantity_above_the_last_known_tier_is_not_priced():
    with pytest.raises(NotPriced, match=r"no price above 51200 GB-Mo a month"):
        BOOK.row("s3.storage/STANDARD").cost(Decimal(51_201))


def test_a_region_without_a_book_is_not_priced():
    assert regions() == ["us-east-1"]
    with pytest.raises(NotPriced, match="quoin prices refresh --region eu-west-1"):
        load("eu-west-1")


@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=2).map(sorted))
def test_cost_never_falls_when_the_quantity_rises(pair):
    row = Row(
        "x", "X", "GB", (Tier(Decimal(100), Decimal("0.09")), Tier(None, Decimal("0.05"))), ("G",), date.today(), "high"
    )
    low, high = (row.cost(Decimal(quantity)) for quantity in pair)
    assert low <= high
