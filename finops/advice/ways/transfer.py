"""Data transfer: to the internet, between zones, between regions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from finops.advice.case import Case
from finops.advice.model import Advice
from finops.advice.text import number, saves
from finops.estimate.figures import cents, figures
from finops.estimate.span import Span
from finops.prices import NotPriced, PriceBook

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
NEAR = "us-east-2"
"""The region to which data costs half."""
KINDS = ("inter-az", "inter-region", "internet")


def advice(case: Case) -> Iterator[Advice]:
    """Reckon what leaves a load balancer, and the amounts that the reader names."""
    book = case.book()
    if book is None:
        return
    if not any(one.type == DISTRIBUTION for one in case.resources):
        for line in case.estimate.lines:
            if line.row == "transfer.internet" and line.owner.type in BALANCERS and line.quantity is not None:
                for found in _cdn(book, line.quantity.high):
                    yield replace(found, owner=line.owner)
    named = case.options.transfer
    yield from _cdn(book, named.get("internet", Decimal(0)))
    yield from _zones(book, named.get("inter-az", Decimal(0)))
    yield from _regions(book, named.get("inter-region", Decimal(0)))


def _cdn(book: PriceBook, gigabytes: Decimal) -> Iterator[Advice]:
    internet, cdn = book.find("transfer.internet"), book.find("cloudfront.out")
    if internet is None or cdn is None or not gigabytes:
        return
    try:
        direct, cached = internet.cost(gigabytes), cdn.cost(gigabytes)
    except NotPriced:
        return
    saving = Span.between(0, max(Decimal(0), direct - cached), 0)
    if not saving.high:
        return
    yield Advice(
        "transfer/cloudfront",
        "CloudFront in front of what goes to the internet",
        None,
        saving,
        (
            f"direct: {number(gigabytes)} GB from {figures(internet.price)} = {cents(direct)} USD a month",
            f"CloudFront to the US and Europe: {number(gigabytes)} GB from {figures(cdn.price)} = {cents(cached)}",
            "from AWS to CloudFront: nothing",
            saves(saving),
        ),
        ("requests come on top: 0.01 USD for 10,000 over HTTPS",) if book.find("cloudfront.https") else (),
        ("in the program: a distribution with the load balancer as its origin",),
    )


def _zones(book: PriceBook, gigabytes: Decimal) -> Iterator[Advice]:
    row = book.find("transfer.inter-az")
    if row is None or not gigabytes:
        return
    cost = gigabytes * 2 * row.price
    saving = Span.between(0, cost, 0)
    yield Advice(
        "transfer/zones",
        "Calls stay in their zone",
        None,
        saving,
        (
            f"{number(gigabytes)} GB × 2 × {figures(row.price)} (each side pays) = {cents(cost)} USD a month",
            "inside a zone: nothing",
            saves(saving),
        ),
        ("each zone has what the others call; what is replicated for safety goes on crossing",),
        ("in the program: zonal targets, topology aware routing, replicas to read from in each zone",),
    )


def _regions(book: PriceBook, gigabytes: Decimal) -> Iterator[Advice]:
    far, near = book.find("transfer.inter-region"), book.find(f"transfer.inter-region/{NEAR}")
    if far is None or near is None or not gigabytes:
        return
    saving = Span.of(gigabytes * (far.price - near.price))
    yield Advice(
        "transfer/regions",
        f"The second region is {NEAR}",
        None,
        saving,
        (
            f"to another region: {number(gigabytes)} GB × {figures(far.price)} = {cents(gigabytes * far.price)} USD",
            f"to {NEAR}: {number(gigabytes)} GB × {figures(near.price)} = {cents(gigabytes * near.price)} USD",
            saves(saving),
        ),
        ("the second region need not be near to others",),
    )
