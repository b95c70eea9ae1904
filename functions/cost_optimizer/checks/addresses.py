"""Elastic IP addresses that belong to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from functions.cost_optimizer.finding import Finding, whom
from functions.cost_optimizer.place import Place


def check(place: Place) -> Iterator[Finding]:
    """Look at every address of the region; EC2 gives all of them at once."""
    for address in place.client("ec2").describe_addresses()["Addresses"]:
        if address.get("AssociationId") or address.get("NetworkInterfaceId"):
            continue
        yield Finding(
            kind="idle-address",
            action="remove",
            account=place.account,
            region=place.region,
            resource=address["AllocationId"],
            monthly=place.prices.hourly("vpc.public-ipv4"),
            why=f"{address['PublicIp']} belongs to nothing, and every public IPv4 address costs by the hour.",
            fix=f"aws ec2 release-address --allocation-id {address['AllocationId']}",
            confidence="medium",
            tags=whom(address.get("Tags")),
        )
