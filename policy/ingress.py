"""What security groups let in, whichever of the four resource types says it."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policy.accessor import MISSING, UNKNOWN, Resource
from policy.rule import Undecided

GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
TYPES = (GROUP, DEFAULT_GROUP, OLD_RULE, RULE)

WEB_PORTS = (80, 443)
_ALL_PORTS = (0, 65535)
_ICMP = ("icmp", "icmpv6", "1", "58")
# Shorter prefixes cover a good part of the Internet: 0.0.0.0/1 is as open as 0.0.0.0/0. The largest private block
# is 10.0.0.0/8.
_WORLD_V4 = 8
_WORLD_V6 = 16

SENSITIVE: dict[int, str] = {
    21: "FTP",
    22: "SSH",
    23: "Telnet",
    135: "Windows RPC",
    445: "SMB",
    1433: "SQL Server",
    1521: "Oracle",
    2375: "Docker",
    2379: "etcd",
    3306: "MySQL",
    3389: "RDP",
    5432: "PostgreSQL",
    5439: "Redshift",
    5601: "Kibana",
    5900: "VNC",
    5985: "WinRM",
    5986: "WinRM",
    6379: "Redis",
    6443: "Kubernetes API",
    9042: "Cassandra",
    9092: "Kafka",
    9200: "OpenSearch",
    9300: "OpenSearch",
    11211: "Memcached",
    27017: "MongoDB",
}
"""Ports of administration and data services, which nobody needs to reach from the Internet."""


@dataclass(frozen=True)
class Opening:
    """One range of ports open to one range of addresses."""

    first: int
    last: int
    protocol: str
    cidr: str

    @property
    def web(self) -> bool:
        """Whether it is nothing but HTTP or HTTPS."""
        return self.first == self.last and self.first in WEB_PORTS

    @property
    def sensitive(self) -> list[str]:
        """The administration and data services in the range, as `22 (SSH)`."""
        return [f"{port} ({name})" for port, name in SENSITIVE.items() if self.first <= port <= self.last]

    @property
    def ports(self) -> str:
        """The range in words."""
        if (self.first, self.last) == _ALL_PORTS:
            return "all ports"
        return f"port {self.first}" if self.first == self.last else f"ports {self.first}-{self.last}"


def world_openings(resource: Resource) -> Iterator[Opening | Undecided]:
    """Yield every opening to (a large part of) the Internet; `Undecided` where addresses or ports are not known yet."""
    for path, rule in _rules(resource):
        if not isinstance(rule, dict):
            yield Undecided(path)
            continue
        for cidr in _cidrs(rule):
            if cidr is UNKNOWN:
                yield Undecided(f"{path}: source addresses")
            elif isinstance(cidr, str) and is_world(cidr):
                yield from _opening(path, rule, cidr)


def is_world(cidr: str) -> bool:
    """Tell whether a CIDR block covers a large part of the Internet."""
    try:
        network = ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return False
    return network.prefixlen < (_WORLD_V4 if network.version == 4 else _WORLD_V6)


def _rules(resource: Resource) -> Iterator[tuple[str, Any]]:
    """Yield each ingress rule of a resource with a name for messages."""
    if resource.type in (GROUP, DEFAULT_GROUP):
        listed = resource.get("ingress")
        if listed is UNKNOWN:
            yield "ingress", UNKNOWN
        for index, rule in enumerate(listed if isinstance(listed, list) else []):
            yield f"ingress[{index}]", rule
        return
    if resource.type == OLD_RULE and resource.get("type") == "egress":
        return
    names = ("protocol", "ipProtocol", "fromPort", "toPort", "cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6")
    values = {name: resource.get(name) for name in names}
    yield "the rule", {name: value for name, value in values.items() if value is not MISSING}


def _cidrs(rule: dict[str, Any]) -> Iterator[Any]:
    for name in ("cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6"):
        value = rule.get(name)
        if isinstance(value, list):
            yield from value
        elif value is not None:
            yield value


def _opening(path: str, rule: dict[str, Any], cidr: str) -> Iterator[Opening | Undecided]:
    protocol = rule.get("protocol", rule.get("ipProtocol", "-1"))
    ports = (rule.get("fromPort", _ALL_PORTS[0]), rule.get("toPort", _ALL_PORTS[1]))
    if protocol is UNKNOWN:
        yield Undecided(f"{path}: protocol")
    elif str(protocol) in ("-1", "all"):
        yield Opening(*_ALL_PORTS, "all", cidr)
    elif str(protocol) in _ICMP:
        return
    elif all(isinstance(port, int) for port in ports):
        first, last = ports
        yield Opening(*(_ALL_PORTS if first < 0 else (first, last)), str(protocol), cidr)
    else:
        yield Undecided(f"{path}: ports")
