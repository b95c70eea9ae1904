"""The plan of a network: which subnet takes which addresses, which zone uses which NAT gateway. Pure functions.

Nothing here depends on the position of a thing in a list, so what exists stays where it is when something is added.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from components.settings.network import SLOT_BITS, ZONE_SLOTS, Tier

AVOIDED_ZONE_IDS = frozenset({"use1-az3", "usw1-az2", "cac1-az3"})
"""Zones in which EKS places no control plane, for want of capacity or newer hardware (EKS user guide, network
requirements). Zone names differ between accounts, ids do not. They are taken only when the others are not enough."""


class PlanError(ValueError):
    """A network that cannot be planned; the text says what to change in the stack file."""


def named_zones(wanted: Sequence[str], region: str) -> list[str]:
    """Return the zones that the stack file names; refuse those of another region."""
    elsewhere = [zone for zone in wanted if zone[:-1] != region]
    if elsewhere:
        raise PlanError(
            f"network.zones: {', '.join(elsewhere)} not in the stack's region {region}; "
            f"expected names such as {region}a"
        )
    return list(wanted)


def first_zones(names: Sequence[str], zone_ids: Sequence[str], count: int, region: str) -> list[str]:
    """Return the first `count` availability zones of a region in alphabetical order, the avoided ones last.

    `names` and `zone_ids` are those that the region offers the account, in the same order.
    """
    ids = dict(zip(names, zone_ids, strict=False))
    ranked = sorted(names, key=lambda name: (ids.get(name) in AVOIDED_ZONE_IDS, name))
    if len(ranked) < count:
        raise PlanError(
            f"network.zoneCount: {count}, but {region} offers this account {len(ranked)} availability zones; "
            f"set network.zoneCount to {len(ranked)} or choose another region"
        )
    return ranked[:count]  # not sorted again: a further zone is the last, so NAT gateways stay in the first ones


def letter(zone: str) -> str:
    """Return the letter of an availability zone, such as `a`."""
    return zone[-1]


def zone_slot(zone_letter: str) -> int:
    """Return the place of a zone in every tier: a is 0, h is 7."""
    slot = ord(zone_letter) - ord("a")
    if not 0 <= slot < ZONE_SLOTS:
        raise PlanError(f"network.zones: zone {zone_letter} has no place, only the letters a to h have")
    return slot


def subnet_cidr(vpc: str, tier: Tier, zone_letter: str) -> str:
    """Return the range of the subnet of `tier` in a zone: it depends on these two and on nothing else."""
    network = ipaddress.IPv4Network(vpc)
    size = 2 ** (network.max_prefixlen - network.prefixlen - SLOT_BITS)
    start = network.network_address + (tier.slot * ZONE_SLOTS + zone_slot(zone_letter)) * size
    prefix = tier.subnet_prefix or network.prefixlen + SLOT_BITS
    return str(ipaddress.IPv4Network((start, prefix)))


def ipv6_subnet_cidr(vpc: str, tier: Tier, zone_letter: str) -> str:
    """Return the /64 of a subnet in the VPC's /56, by the same places as IPv4.

    The VPC's block is AWS's answer: a text that is no IPv6 block goes on as it is, for AWS to refuse.
    """
    try:
        network = ipaddress.IPv6Network(vpc)
    except ValueError:
        return vpc
    slot = tier.slot * ZONE_SLOTS + zone_slot(zone_letter)
    return str(ipaddress.IPv6Network((int(network.network_address) + (slot << 64), 64)))


def nat_letters(nat: str | int, letters: Sequence[str]) -> list[str]:
    """Return the zones that have a NAT gateway of their own: the first ones, as many as `nat` says."""
    count = {"none": 0, "single": 1, "per-zone": len(letters)}.get(nat, nat) if isinstance(nat, str) else nat
    return list(letters[: int(count)])


def nat_for(zone_letter: str, gateways: Sequence[str]) -> str | None:
    """Return the zone whose NAT gateway serves `zone_letter`: its own, else one by its letter; None without NAT.

    The answer does not depend on which other zones there are, so a further zone re-routes none.
    """
    if not gateways:
        return None
    if zone_letter in gateways:
        return zone_letter
    return gateways[zone_slot(zone_letter) % len(gateways)]
