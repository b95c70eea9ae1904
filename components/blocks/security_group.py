"""A security group whose rules are resources of their own, keyed by what they are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.context import StackContext

Peer = pulumi.Input[str]
"""The other side of a rule: a CIDR block in clear (it holds a `/`), a prefix list (`pl-…`), else a group id.

An output is always taken as the id of a security group.
"""

Ports = int | tuple[int, int] | None
"""One port, a range (first, last), or every port of the protocol."""


@dataclass(frozen=True, kw_only=True)
class SecurityGroupArgs:
    """What a security group is built from."""

    vpc_id: pulumi.Input[str]
    """Network that the group belongs to."""
    description: str
    """What the group protects. AWS cannot change it later: a new text replaces the group."""
    stack: StackContext
    region: str | None = None
    """Region of the group; None is that of the provider."""


class SecurityGroup(Component):
    """A security group that starts with no rule at all, in neither direction.

    AWS gives every new group a rule that allows all egress; the provider removes it. So nothing leaves until
    `allow_to` says so.
    """

    id: pulumi.Output[str]

    def __init__(self, name: str, args: SecurityGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._region = args.region
        group = aws.ec2.SecurityGroup(
            f"{name}-group",
            vpc_id=args.vpc_id,
            description=args.description,
            revoke_rules_on_delete=True,  # two groups that name each other could not be deleted otherwise
            region=args.region,
            opts=self.child(),
        )
        self.id = group.id
        self.publish(id=self.id)

    def allow_from(
        self,
        key: str,
        source: Peer,
        port: Ports = None,
        *,
        protocol: str = "tcp",
        description: str | None = None,
    ) -> None:
        """Let `source` in. `key` names the rule within the group's ingress, for good."""
        aws.vpc.SecurityGroupIngressRule(
            f"{self.name}-from-{key}",
            **self._rule(source, port, protocol, description or f"from {key}"),
            opts=self.child(),
        )

    def allow_to(
        self,
        key: str,
        destination: Peer,
        port: Ports = None,
        *,
        protocol: str = "tcp",
        description: str | None = None,
    ) -> None:
        """Let traffic out to `destination`. `key` names the rule within the group's egress, for good."""
        aws.vpc.SecurityGroupEgressRule(
            f"{self.name}-to-{key}",
            **self._rule(destination, port, protocol, description or f"to {key}"),
            opts=self.child(),
        )

    def _rule(self, peer: Peer, port: Ports, protocol: str, description: str) -> dict[str, Any]:
        return {
            "security_group_id": self.id,
            "ip_protocol": protocol,
            "description": description,
            "region": self._region,
            **peer_argument(peer),
            **port_arguments(port, protocol),
        }


def peer_argument(peer: Peer) -> dict[str, Peer]:
    """Return the argument of a rule that names its other side."""
    if isinstance(peer, str) and "/" in peer:
        return {"cidr_ipv6" if ":" in peer else "cidr_ipv4": peer}
    if isinstance(peer, str) and peer.startswith("pl-"):
        return {"prefix_list_id": peer}
    return {"referenced_security_group_id": peer}


def port_arguments(port: Ports, protocol: str) -> dict[str, int]:
    """Return the ports of a rule: every port of TCP or UDP is 0 to 65535; the protocol `-1` takes none."""
    if protocol == "-1":
        if port is not None:
            raise ValueError("a rule for every protocol (-1) takes no port")
        return {}
    first, last = port if isinstance(port, tuple) else (port, port)
    if first is None or last is None:
        first, last = (0, 65535) if protocol in {"tcp", "udp"} else (-1, -1)
    return {"from_port": first, "to_port": last}
