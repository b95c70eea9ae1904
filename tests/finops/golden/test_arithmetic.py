"""The invoices once more by other means: every line's product, and every sum, from the text that a person reads."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from tests.finops.golden.invoices import FOLDER

INVOICES = sorted(FOLDER.glob("*.txt"))
CENT = Decimal("0.01")
FIRST_TIER = 5_000
"""Quantity below which no price with tiers reaches its second one; `test_by_hand` has those that do."""
LINE = re.compile(
    r"^ {4}(?P<label>\S.*?)(?P<usage> \*)? {2,}(?P<quantity>[\d,.–]+(?: × [\d,.–]+(?: \([\d,.]+\))?)*) "
    r"(?P<unit>\S+) +(?P<price>[\d,.]+)(?P<tiers>\+?) +(?P<cost>[\d,.]+(?: \([\d,.–]+\))?)$",
    re.MULTILINE,
)


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def ends(text: str) -> tuple[Decimal, Decimal]:
    """Return low and high of `20–50`, of `30 (20–50)`, or of `20`."""
    inside = re.search(r"\((.*–.*)\)", text)
    low, _, high = (inside[1] if inside else re.sub(r" \(.*\)", "", text)).partition("–")
    return number(low), number(high or low)


def product(line: re.Match[str]) -> tuple[Decimal, Decimal]:
    """Return low and high of `730–1,460 × 0.8` at the price."""
    low = high = number(line["price"])
    for part in line["quantity"].split(" × "):
        first, last = ends(part)
        low, high = low * first, high * last
    return low, high


def lines(path: Path) -> list[re.Match[str]]:
    """Return the lines that have a cost."""
    return list(LINE.finditer(path.read_text().split("\nFixed ")[0]))


@pytest.mark.parametrize("path", INVOICES, ids=lambda path: path.stem)
def test_every_line_is_quantity_times_price(path: Path) -> None:
    body = path.read_text().split("\nFixed ")[0].splitlines()
    written = [line for line in body if line.startswith("    ") and "USD a unit" not in line]
    found = lines(path)
    assert len(found) == len(written)  # each line was understood
    for line in found:
        if line["tiers"] and ends(line["quantity"].partition(" × ")[0])[1] > FIRST_TIER:
            continue
        # Quantities show six decimals, so a cent may be rounded the other way.
        for ours, theirs in zip(product(line), ends(line["cost"]), strict=True):
            assert abs(ours.quantize(CENT, ROUND_HALF_UP) - theirs) <= CENT, line[0]


@pytest.mark.parametrize("path", INVOICES, ids=lambda path: path.stem)
def test_the_sums_are_those_of_the_lines(path: Path) -> None:
    found = lines(path)
    sums = {
        "Fixed": [line for line in found if not line["usage"]],
        "Usage *": [line for line in found if line["usage"]],
        "Total": found,
    }
    shown = {line[:7].strip(): line[7:].strip() for line in path.read_text().splitlines()}
    for label, own in sums.items():
        for position, value in enumerate(ends(shown[label])):
            total = sum((ends(line["cost"])[position] for line in own), Decimal(0))
            assert abs(total - value) <= CENT * len(own) / 2, (label, total, value)  # each was rounded


D = Decimal
MONTH = 730
NAT = MONTH * (D("0.045") + D("0.005"))
"""A NAT gateway and its address: 36.50."""
BALANCER = MONTH * (D("0.0225") + 2 * D("0.005"))
"""A load balancer with an address in each of two zones: 23.725."""
TASK = MONTH * (D("0.25") * D("0.03238") + D("0.5") * D("0.00356"))
"""A quarter of a vCPU and 512 MB, arm64: 7.20875."""
ALARM, METRIC, KEY, COMPOSITE = D("0.10"), D("0.30"), D("1.00"), D("0.50")
BY_HAND = {
    "dev": NAT
    + BALANCER
    + MONTH * (D("0.016") * D("0.8") + D("0.0084") + D("0.016"))  # a Valkey node, an instance, a database
    + (20 * D("0.115") + 8 * D("0.08") + D("0.40")),  # storage of the database and the instance, a secret
    "web-app.development": NAT
    + BALANCER
    + MONTH * (D("0.032") * D("0.8") + D("0.0084") + D("0.016"))  # the example's cache is larger than the default
    + (20 * D("0.115") + 8 * D("0.08") + D("0.40")),
    "ecommerce.development": NAT
    + BALANCER
    + (2 * MONTH * D("0.0816") + 2 * 8 * D("0.08"))  # two m7g.large, the first of the types that it may take
    + MONTH * D("0.219") * D("0.8")
    + (2 * 2 * MONTH * D("0.12") + D("0.40")),  # writer and reader at two capacity units each
    "microservices-platform.development": 2 * NAT
    + (BALANCER + MONTH * D("0.005"))  # three zones
    + 2 * TASK
    + (MONTH * D("0.12") + D("0.40")),
    "container-platform.development": NAT + BALANCER + 4 * TASK,  # two services of one task, one of twice the size
    "data-analytics.development": MONTH * D("0.04"),
    "data-analytics.production": MONTH * D("0.04") + 20 * ALARM + METRIC + D("3.00") + 2 * KEY + COMPOSITE,
    "static-site.production": (D("5.00") + 4 * D("1.00")) + 8 * METRIC + 6 * ALARM + KEY + COMPOSITE,
    "messaging.production": (34 + 2 * 4) * ALARM + 4 * METRIC + D("3.00") + 2 * KEY + COMPOSITE,  # four watch two
    "serverless-microservices.production": (27 + 2 * 6) * ALARM
    + 3 * METRIC
    + D("3.00")
    + 5 * KEY
    + COMPOSITE
    + 3 * 10 * MONTH * (D("0.00013") + D("0.00065")),  # a table and two indexes, ten units each to read and to write
}
"""Fixed cost that is expected, by hand. `static-site` stands in a region without a book, but for what us-east-1 has."""


@pytest.mark.parametrize("name", BY_HAND)
def test_fixed_costs_by_hand(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text()
    shown = re.search(r"^Fixed +(\S+)", text, re.MULTILINE)
    assert shown is not None
    expected = BY_HAND[name].quantize(CENT, ROUND_HALF_UP)
    assert number(shown[1]) == expected, "the invoice is another one: count by hand what it lists now"
