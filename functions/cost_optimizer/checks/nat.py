"""NAT gateways that nothing goes through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from functions.cost_optimizer.finding import Finding, whom
from functions.cost_optimizer.place import Place
from functions.cost_optimizer.prices import total
from functions.cost_optimizer.usage import Question, sums

FEW_BYTES = 1_000_000
"""Bytes in the whole time below which nobody uses a gateway: the noise of keep-alives."""


def check(place: Place) -> Iterator[Finding]:
    """Look at the NAT gateways of the region that are older than the limit."""
    days = place.config.limits.idle_days
    old = place.now - timedelta(days=days)
    available = [{"Name": "state", "Values": ["available"]}]
    gateways = [
        gateway
        for gateway in place.pages("ec2", "describe_nat_gateways", "NatGateways", Filters=available)
        if gateway["CreateTime"] <= old
    ]
    asked = [
        Question("AWS/NATGateway", name, (("NatGatewayId", gateway["NatGatewayId"]),))
        for gateway in gateways
        for name in ("BytesOutToDestination", "BytesInFromDestination")
    ]
    answers = sums(place, asked, days)
    for gateway in gateways:
        if next(answers) + next(answers) >= FEW_BYTES:
            continue
        addresses = sum(1 for address in gateway.get("NatGatewayAddresses", ()) if address.get("PublicIp"))
        parts = [place.prices.hourly("nat.hour"), *[place.prices.hourly("vpc.public-ipv4")] * addresses]
        yield Finding(
            kind="idle-nat-gateway",
            action="remove",
            account=place.account,
            region=place.region,
            resource=gateway["NatGatewayId"],
            monthly=total(*parts),
            why=f"Less than 1 MB went through it in {days} days. The saving is its hours and its addresses.",
            fix="Take it out of the route tables, then delete it and release its address.",
            confidence="medium",
            tags=whom(gateway.get("Tags")),
        )
