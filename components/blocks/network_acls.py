"""The network ACLs of the tiers: stateless filters beside the security groups.

They are stateless, so answers need rules as well. Clients, NAT gateways and load balancers take their answers on the
ports 1024 to 65535, whatever port is asked for. The resolver, the time service and the metadata service of a VPC are
not filtered at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pulumi

from components.settings.network import TierKind

if TYPE_CHECKING:
    from pulumi_aws.ec2 import NetworkAclEgressArgsDict, NetworkAclIngressArgsDict

# AWS answers with protocol numbers, so names would show as a change on every refresh.
ALL, ICMP, TCP, UDP, ICMPV6 = "-1", "1", "6", "17", "58"
EPHEMERAL = (1024, 65535)
ICMP_UNREACHABLE, ICMPV6_TOO_BIG = 3, 2  # path MTU discovery: without them large packets vanish

Peer = Literal["network", "internet"]


@dataclass(frozen=True)
class AclRule:
    """One thing that a tier lets in or out. Rules are asked in the order of their numbers."""

    number: int
    """Even; the number after it is that of the same rule for IPv6."""
    peer: Peer | str
    """The network itself, the internet, or a range of a connected network."""
    protocol: str = ALL
    ports: tuple[int, int] | None = None


def ingress(kind: TierKind, connected: Sequence[str] = ()) -> Iterator[AclRule]:
    """Yield what a tier of `kind` lets in; `connected` are the ranges of connected networks."""
    yield AclRule(100, "network")
    if kind != "public":
        yield from _connected(connected)
    if kind == "public":
        yield AclRule(300, "internet", TCP, (80, 80))
        yield AclRule(310, "internet", TCP, (443, 443))
    yield AclRule(400, "internet", TCP, EPHEMERAL)  # isolated: answers of the S3 and DynamoDB endpoints
    if kind != "isolated":
        yield AclRule(410, "internet", UDP, EPHEMERAL)
        yield AclRule(420, "internet", ICMP)


def egress(kind: TierKind, connected: Sequence[str] = ()) -> Iterator[AclRule]:
    """Yield what a tier of `kind` lets out; what may really leave is for the security groups to say."""
    if kind != "isolated":
        yield AclRule(100, "internet")
        return
    yield AclRule(100, "network")
    yield from _connected(connected)
    # The gateway endpoints of S3 and DynamoDB have public addresses, and an ACL cannot name a prefix list. The tier
    # has no other route out of the network.
    yield AclRule(400, "internet", TCP, (443, 443))


def _connected(ranges: Sequence[str]) -> Iterator[AclRule]:
    for index, block in enumerate(sorted(ranges)):
        yield AclRule(200 + 2 * index, block)


def ingress_entries(
    rules: Iterator[AclRule], cidr: str, ipv6_cidr: pulumi.Input[str] | None
) -> list[NetworkAclIngressArgsDict]:
    """Return the rules as arguments of an ACL; `ipv6_cidr` is the network's, None without IPv6."""
    return [entry for rule in rules for entry in _entries(rule, cidr, ipv6_cidr)]


def egress_entries(
    rules: Iterator[AclRule], cidr: str, ipv6_cidr: pulumi.Input[str] | None
) -> list[NetworkAclEgressArgsDict]:
    """Return the rules as arguments of an ACL; `ipv6_cidr` is the network's, None without IPv6."""
    entries = [entry for rule in rules for entry in _entries(rule, cidr, ipv6_cidr)]
    return [{**entry} for entry in entries]


def _entries(rule: AclRule, cidr: str, ipv6_cidr: pulumi.Input[str] | None) -> Iterator[NetworkAclIngressArgsDict]:
    first, last = rule.ports or (0, 0)
    ipv4 = {"network": cidr, "internet": "0.0.0.0/0"}.get(rule.peer, rule.peer)
    entry: NetworkAclIngressArgsDict = {
        "rule_no": rule.number,
        "action": "allow",
        "protocol": rule.protocol,
        "from_port": first,
        "to_port": last,
    }
    if rule.protocol == ICMP:
        yield {**entry, "cidr_block": ipv4, "icmp_type": ICMP_UNREACHABLE, "icmp_code": -1}
    else:
        yield {**entry, "cidr_block": ipv4}
    if ipv6_cidr is None or rule.peer not in {"network", "internet"}:
        return
    ipv6 = ipv6_cidr if rule.peer == "network" else "::/0"
    entry["rule_no"] = rule.number + 1
    if rule.protocol == ICMP:
        yield {**entry, "protocol": ICMPV6, "ipv6_cidr_block": ipv6, "icmp_type": ICMPV6_TOO_BIG, "icmp_code": -1}
    else:
        yield {**entry, "ipv6_cidr_block": ipv6}
