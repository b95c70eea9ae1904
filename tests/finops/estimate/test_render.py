"""Estimates as text and as data."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from finops.estimate import UNKNOWN, Resource, Usage, diff, estimate
from finops.estimate.figures import amount, cents, figures
from finops.estimate.render_html import html, html_diff
from finops.estimate.render_json import document, document_diff
from finops.estimate.render_markdown import markdown, markdown_diff
from finops.estimate.render_table import table, table_diff
from finops.estimate.span import Span
from finops.estimate.standing import Standing

STACK = [
    Resource("aws:ec2/natGateway:NatGateway", "nat", {}, "network"),
    Resource("aws:ec2/vpc:Vpc", "vpc", {}, "network"),
    Resource("aws:ebs/volume:Volume", "disk", {"size": UNKNOWN}),
]


def test_figures():
    assert cents(Decimal("1234.505")) == "1,234.51"
    assert figures(Decimal("1E+3")) == "1,000"
    assert figures(Decimal("0.0000166667")) == "0.0000166667"
    assert amount(Span.between(1, 6, 2)) == "1–6 (2)"
    assert amount(None) == "?"


def test_the_table_never_shows_unknown_usage_as_zero():
    text = table(estimate(STACK))
    assert "needs dataProcessedGb" in text
    assert "not told" in text
    assert "Cannot decide (comes on top)\n  ebs.Volume: Volume: size is not known before deployment\n    disk\n" in text
    assert "Coverage 50 %: 1 resources priced, 0 in part, 1 not, 1 free of charge; 3 in all." in text
    assert "price book us-east-1 of 2026-11-23" in text


def test_json_has_names_of_focus_and_decimal_strings():
    data = json.loads(json.dumps(document(estimate(STACK, usage=Usage(profile="small")))))
    hours, traffic, _ = data["lines"]
    assert hours["ListUnitPrice"] == "0.045"
    assert hours["PricingQuantity"] == "730"
    assert hours["ListCost"] == "32.85"
    assert hours["SkuPriceId"] == "nat.hour"
    assert hours["x_Parts"][1] == {"name": "hours", "value": {"low": "730", "expected": "730", "high": "730"}}
    assert traffic["x_UsageKey"] == "dataProcessedGb"
    assert data["totals"]["high"] is None
    assert data["gaps"][0]["x_Blocking"] is True
    assert data["free"][0]["ResourceName"] == "vpc"
    assert data["priceBooks"] == {"us-east-1": "2026-11-23"}


def test_json_of_unknown_usage_is_null():
    data = document(estimate(STACK))
    assert data["lines"][1]["ListCost"] is None
    assert data["totals"]["usage"] is None


def test_json_of_a_difference():
    data = json.loads(json.dumps(document_diff(diff(estimate(STACK[:1]), estimate(STACK)))))
    (change,) = data["changes"]
    assert change["kind"] == "created"
    assert change["newGaps"][0]["x_Reason"] == "size is not known before deployment"


def test_markdown_escapes_what_would_break_a_table():
    text = markdown(estimate([Resource("aws:ec2/eip:Eip", "a|b", {})]))
    assert "`a\\|b`" in text
    assert text.startswith("### 3.65 USD a month\n")


STANDING = Standing(Decimal(150), Span.between(90, 120, 100), Decimal(0), 0, "small")


@pytest.mark.parametrize(
    ("render", "share"),
    [
        (table(estimate(STACK), STANDING), True),
        (markdown(estimate(STACK), STANDING), True),
        (html(estimate(STACK), "dev", STANDING), True),
        (table_diff(diff(estimate(STACK[:1]), estimate(STACK)), STANDING), False),
        (markdown_diff(diff(estimate(STACK[:1]), estimate(STACK)), STANDING), True),
        (html_diff(diff(estimate(STACK[:1]), estimate(STACK)), "dev", STANDING), True),
    ],
    ids=["table", "markdown", "html", "table of a difference", "markdown of a difference", "html of a difference"],
)
def test_every_form_has_the_budget(render: str, share: bool):
    assert "up to 120.00 USD a month, within the budget of 150.00, 30.00 left." in render
    assert ("60–80 %" in render) is share


def test_data_has_the_budget():
    found = document(estimate(STACK), STANDING)["budget"]
    assert found == document_diff(diff(estimate(STACK), estimate(STACK)), STANDING)["budget"]
    assert found["counted"] == {"low": "90", "expected": "100", "high": "120"}
    assert found["percent"] == {"low": "60", "expected": "66.6667", "high": "80"}
    assert document(estimate(STACK))["budget"] is None


def test_the_same_input_gives_the_same_bytes():
    assert table(estimate(STACK)) == table(estimate(list(reversed(STACK))))
    assert document(estimate(STACK)) == document(estimate(list(reversed(STACK))))
