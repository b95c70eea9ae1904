"""The network ACLs, judged by what passes them: packets are sent through the rules as AWS asks them."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from components.blocks.network_acls import egress, egress_entries, ingress, ingress_entries
from components.settings.network import TierKind

VPC, VPC6, OFFICE = "10.20.0.0/16", "2600:1f18:abcd:ef00::/56", "172.16.0.0/16"
CLIENT, CLIENT6, S3 = "198.51.100.7", "2001:db8::7", "52.216.1.1"
INSIDE, INSIDE6, DESK = "10.20.33.10", "2600:1f18:abcd:ef08::a", "172.16.4.4"
PROTOCOLS = {"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58"}
Packet = tuple[str, str, int]
"""Protocol, other side, destination port (for ICMP: type)."""


def allowed(direction: str, kind: TierKind, packet: Packet) -> bool:
    """Ask the rules in the order of their numbers; what none takes is dropped."""
    if direction == "in":
        entries: list[Any] = ingress_entries(ingress(kind, [OFFICE]), VPC, VPC6)
    else:
        entries = egress_entries(egress(kind, [OFFICE]), VPC, VPC6)
    for entry in sorted(entries, key=lambda item: item["rule_no"]):
        if matches(entry, packet):
            return entry["action"] == "allow"
    return False


def matches(entry: dict[str, Any], packet: Packet) -> bool:
    protocol, peer, port = packet
    address, network = ip_address(peer), ip_network(entry.get("cidr_block") or entry["ipv6_cidr_block"])
    if address.version != network.version or address not in network:
        return False
    if entry["protocol"] == "-1":
        return True
    if entry["protocol"] != PROTOCOLS[protocol]:
        return False
    if protocol.startswith("icmp"):
        return entry["icmp_type"] == port
    return entry["from_port"] <= port <= entry["to_port"]


@pytest.mark.parametrize(
    ("kind", "asked", "answered"),
    [
        # client → load balancer
        ("public", ("in", "tcp", CLIENT, 443), ("out", "tcp", CLIENT, 51_000)),
        ("public", ("in", "tcp", CLIENT, 80), ("out", "tcp", CLIENT, 1024)),
        ("public", ("in", "tcp", CLIENT6, 443), ("out", "tcp", CLIENT6, 51_000)),
        # load balancer → server, and its health check
        ("public", ("out", "tcp", INSIDE, 8080), ("in", "tcp", INSIDE, 40_000)),
        ("private", ("in", "tcp", INSIDE, 8080), ("out", "tcp", INSIDE, 40_000)),
        # server → internet through NAT: the packet passes both tiers, from private and from the gateway
        ("private", ("out", "tcp", CLIENT, 443), ("in", "tcp", CLIENT, 33_000)),
        ("public", ("in", "tcp", INSIDE, 443), ("out", "tcp", INSIDE, 33_000)),
        ("public", ("out", "tcp", CLIENT, 443), ("in", "tcp", CLIENT, 1024)),
        # time and DNS of others, over UDP
        ("private", ("out", "udp", CLIENT, 123), ("in", "udp", CLIENT, 40_000)),
        ("public", ("out", "udp", CLIENT, 53), ("in", "udp", CLIENT, 65_535)),
        # egress over IPv6 without NAT
        ("private", ("out", "tcp", CLIENT6, 443), ("in", "tcp", CLIENT6, 33_000)),
        # server → database, in both address families
        ("private", ("out", "tcp", INSIDE, 5432), ("in", "tcp", INSIDE, 33_000)),
        ("isolated", ("in", "tcp", INSIDE, 5432), ("out", "tcp", INSIDE, 33_000)),
        ("isolated", ("in", "tcp", INSIDE6, 5432), ("out", "tcp", INSIDE6, 33_000)),
        # database → S3 through the gateway endpoint, whose addresses are public
        ("isolated", ("out", "tcp", S3, 443), ("in", "tcp", S3, 33_000)),
        # connected network → servers and databases
        ("private", ("in", "tcp", DESK, 22), ("out", "tcp", DESK, 50_000)),
        ("isolated", ("in", "tcp", DESK, 5432), ("out", "tcp", DESK, 50_000)),
    ],
)
def test_what_must_work_works_in_both_directions(kind: TierKind, asked: Any, answered: Any) -> None:
    for direction, *packet in (asked, answered):
        assert allowed(direction, kind, tuple(packet)), (direction, packet)


@pytest.mark.parametrize(
    ("direction", "kind", "packet"),
    [
        ("in", "public", ("tcp", CLIENT, 22)),
        ("in", "public", ("tcp", CLIENT6, 22)),
        ("in", "public", ("udp", CLIENT, 53)),
        ("in", "public", ("tcp", DESK, 22)),
        ("in", "private", ("tcp", CLIENT, 443)),
        ("in", "private", ("tcp", CLIENT, 22)),
        ("in", "isolated", ("tcp", CLIENT, 443)),
        ("in", "isolated", ("udp", CLIENT, 40_000)),
        ("in", "isolated", ("icmp", CLIENT, 3)),
        ("out", "isolated", ("tcp", CLIENT, 80)),
        ("out", "isolated", ("tcp", CLIENT6, 5432)),
        ("out", "isolated", ("udp", CLIENT, 53)),
    ],
)
def test_what_must_not_pass_does_not(direction: str, kind: TierKind, packet: Packet) -> None:
    assert not allowed(direction, kind, packet)


@pytest.mark.parametrize("kind", ["public", "private"])
def test_path_mtu_discovery_works(kind: TierKind) -> None:
    assert allowed("in", kind, ("icmp", CLIENT, 3))
    assert allowed("in", kind, ("icmpv6", CLIENT6, 2))
    assert not allowed("in", kind, ("icmp", CLIENT, 8))


@pytest.mark.parametrize("kind", ["public", "private", "isolated"])
def test_numbers_are_unique_and_without_ipv6_there_is_no_rule_for_it(kind: TierKind) -> None:
    connected = [f"172.{number}.0.0/16" for number in range(16, 32)]
    for entries in (
        ingress_entries(ingress(kind, connected), VPC, VPC6),
        egress_entries(egress(kind, connected), VPC, VPC6),
    ):
        numbers = [entry["rule_no"] for entry in entries]
        assert len(set(numbers)) == len(numbers)
    assert not any("ipv6_cidr_block" in entry for entry in ingress_entries(ingress(kind), VPC, None))
