"""NAT gateways: what goes to AWS's own services need not pass them, and not every environment needs one per zone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finops.advice.case import Case, total
from finops.advice.model import Advice
from finops.advice.text import number, saves
from finops.estimate.aws.network import ENDPOINT
from finops.estimate.charge import HOURS
from finops.estimate.figures import cents, figures
from finops.estimate.model import Line
from finops.estimate.span import Span
from finops.prices import PriceBook

GATEWAY = "aws:ec2/natGateway:NatGateway"
FREE = ("s3", "dynamodb")
"""Services with a gateway endpoint, which costs nothing."""


def advice(case: Case) -> Iterator[Advice]:
    """Reckon endpoints against NAT, and one gateway against several."""
    hours = [line for line in case.estimate.lines if line.row == "nat.hour"]
    data = [line for line in case.estimate.lines if line.row == "nat.data" and line.quantity is not None]
    book = case.book(hours[0]) if hours else None
    if book is None:
        return
    yield from _gateways(case, data)
    yield from _interfaces(data, len(hours), book)
    if len(hours) > 1 and case.options.environment != "Production" and book.find("transfer.inter-az"):
        yield _single(case, hours, data, book)


def _gateways(case: Case, data: list[Line]) -> Iterator[Advice]:
    names = [one.inputs.get("serviceName") for one in case.resources if one.type == ENDPOINT]
    if any(not isinstance(name, str) for name in names):
        return  # an endpoint whose service is not known may be the one
    missing = [service for service in FREE if not any(str(name).endswith(f".{service}") for name in names)]
    if not missing or not data:
        return
    cost = total(data)
    saving = Span.between(0, cost.high, 0)
    yield Advice(
        "nat/gateway-endpoints",
        f"Gateway endpoints for {' and '.join(missing)}",
        None,
        saving,
        (
            f"data through NAT: {cents(cost.high)} USD a month",
            f"the share that goes to {' and '.join(missing)} is free through a gateway endpoint",
            saves(saving),
        ),
        ("how much of the data goes there is not known: flow logs tell",),
        ("in the program: VpcEndpoint of the type Gateway; the network of this project always has both",),
    )


def _interfaces(data: list[Line], zones: int, book: PriceBook) -> Iterator[Advice]:
    through, hour, nat = (book.find(row) for row in ("vpc.endpoint.data", "vpc.endpoint.hour", "nat.data"))
    if not data or through is None or hour is None or nat is None:
        return
    fixed = hour.price * HOURS * zones
    gigabytes = sum((line.quantity.high for line in data if line.quantity), Decimal(0))
    difference = nat.price - through.price
    breakeven = fixed / difference
    saving = Span.between(0, max(Decimal(0), gigabytes * difference - fixed), 0)
    if not saving.high:
        return
    yield Advice(
        "nat/interface-endpoints",
        "An interface endpoint for the AWS service that is talked to most",
        None,
        saving,
        (
            f"an endpoint: {figures(hour.price)} × {HOURS} hours × zones: {zones} = {cents(fixed)} USD a month",
            f"a GB: {figures(nat.price)} through NAT, {figures(through.price)} through the endpoint",
            f"break-even: {cents(fixed)} / ({figures(nat.price)} - {figures(through.price)}) = {number(breakeven)} GB",
            f"if all goes to one service: {number(gigabytes)} GB × {figures(difference)} - {cents(fixed)}",
            saves(saving),
        ),
        (f"one service takes more than {number(breakeven)} GB a month: flow logs tell",),
        ("quoin:network.endpoints: [the service]",),
    )


def _single(case: Case, hours: list[Line], data: list[Line], book: PriceBook) -> Advice:
    """Return one gateway for all zones: the others' hours and addresses, less the data that crosses zones then."""
    gateways = len(hours)
    each = book.price("transfer.inter-az")
    gone = hours[1:]
    addresses = [line for line in case.estimate.lines if line.row == "vpc.public-ipv4" and _is_elastic(line)]
    fixed = total(gone) + total(addresses[: len(gone)])
    crossing = sum((line.quantity.high for line in data if line.quantity), Decimal(0)) * (gateways - 1) / gateways
    extra = crossing * 2 * each
    saving = Span.of(max(Decimal(0), fixed.low - extra))
    return Advice(
        "nat/single",
        "One NAT gateway for all zones",
        None,
        saving,
        (
            f"{gateways - 1} gateways and their addresses: {cents(fixed.low)} USD a month",
            f"data from the other zones: {number(crossing)} GB × 2 × {figures(each)} = {cents(extra)}",
            saves(saving),
        ),
        ("a zone that fails takes the way out of all of them with it",),
        ("quoin:network.nat: single",),
        counted=True,
    )


def _is_elastic(line: Line) -> bool:
    return line.owner.type == "aws:ec2/eip:Eip"
