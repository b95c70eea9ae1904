"""The routes of a network: gateways, route tables, and which subnet follows which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks import network_plan
from components.blocks.network_nat import NatGateways, NatGatewaysArgs
from components.component import Component
from components.settings.network import Tier

ANYWHERE, ANYWHERE_IPV6 = "0.0.0.0/0", "::/0"
SHARED = "all"
"""Key of a route table that serves every zone of its tier."""


@dataclass(frozen=True, kw_only=True)
class NetworkRoutesArgs:
    """What the routes are built from."""

    vpc_id: pulumi.Input[str]
    """Network that the tables belong to."""
    tiers: Mapping[str, Tier]
    """The tiers of the network by name."""
    subnet_ids: Mapping[str, Mapping[str, pulumi.Output[str]]]
    """Tier → zone letter → subnet."""
    nat: str | int
    """How many NAT gateways: none, single, per-zone or a number."""
    ipv6: bool
    """Whether the tiers route IPv6 too."""
    name_prefix: str
    """Head of the Name tags."""
    region: str | None = None
    """Region of the tables; None is the stack's."""


class NetworkRoutes(Component):
    """Public tiers reach the internet, private ones through NAT, isolated ones not at all.

    A private tier has a route table per zone, so that each can have its own NAT gateway; other tiers share one.
    """

    tables: dict[str, dict[str, pulumi.Output[str]]]
    """Tier → key (zone letter, or `all`) → id of the route table."""

    def __init__(self, name: str, args: NetworkRoutesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        letters = list(args.subnet_ids["public"])
        self._nat_letters = network_plan.nat_letters(args.nat, letters)
        self._internet = aws.ec2.InternetGateway(
            f"{name}-internet",
            vpc_id=args.vpc_id,
            tags={"Name": args.name_prefix},
            region=args.region,
            opts=self.child(),
        )
        self._egress_only = self._egress_only_gateway() if args.ipv6 else None
        self._nat = self._nat_gateways()
        self.tables = {tier_name: self._tables(tier_name, letters) for tier_name in args.tiers}
        for tier_name in args.tiers:
            self._associate(tier_name)
            self._lead_out(tier_name)
        self.publish(tables=self.tables)

    @property
    def table_ids(self) -> list[pulumi.Output[str]]:
        """Every route table."""
        return [table for tables in self.tables.values() for table in tables.values()]

    def _egress_only_gateway(self) -> pulumi.Output[str]:
        return aws.ec2.EgressOnlyInternetGateway(
            f"{self.name}-egress-only",
            vpc_id=self._args.vpc_id,
            tags={"Name": self._args.name_prefix},
            region=self._args.region,
            opts=self.child(),
        ).id

    def _nat_gateways(self) -> dict[str, pulumi.Output[str]]:
        if not self._nat_letters:
            return {}
        public = self._args.subnet_ids["public"]
        return NatGateways(
            f"{self.name}-nat",
            NatGatewaysArgs(
                subnet_ids={letter: public[letter] for letter in self._nat_letters},
                internet_gateway=self._internet,
                name_prefix=self._args.name_prefix,
                region=self._args.region,
            ),
            self.child(),
        ).ids

    def _tables(self, tier_name: str, letters: Sequence[str]) -> dict[str, pulumi.Output[str]]:
        keys = letters if self._args.tiers[tier_name].kind == "private" else [SHARED]
        return {
            key: aws.ec2.RouteTable(
                f"{self.name}-{tier_name}-{key}",
                vpc_id=self._args.vpc_id,
                tags={"Name": f"{self._args.name_prefix}-{tier_name}-{key}"},
                region=self._args.region,
                opts=self.child(),
            ).id
            for key in keys
        }

    def _associate(self, tier_name: str) -> None:
        tables = self.tables[tier_name]
        for letter, subnet in self._args.subnet_ids[tier_name].items():
            aws.ec2.RouteTableAssociation(
                f"{self.name}-{tier_name}-{letter}",
                subnet_id=subnet,
                route_table_id=tables[letter if letter in tables else SHARED],
                region=self._args.region,
                opts=self.child(),
            )

    def _lead_out(self, tier_name: str) -> None:
        kind = self._args.tiers[tier_name].kind
        for key, table in self.tables[tier_name].items():
            route = f"{self.name}-{tier_name}-{key}"
            if kind == "public":
                self._route(f"{route}-ipv4", table, gateway_id=self._internet.id)
                if self._args.ipv6:
                    self._route_ipv6(f"{route}-ipv6", table, gateway_id=self._internet.id)
            elif kind == "private":
                gateway = network_plan.nat_for(key, self._nat_letters)
                if gateway is not None:
                    self._route(f"{route}-ipv4", table, nat_gateway_id=self._nat[gateway])
                if self._egress_only is not None:
                    self._route_ipv6(f"{route}-ipv6", table, egress_only_gateway_id=self._egress_only)

    def _route(self, name: str, table: pulumi.Output[str], **target: pulumi.Output[str]) -> None:
        aws.ec2.Route(
            name,
            route_table_id=table,
            destination_cidr_block=ANYWHERE,
            region=self._args.region,
            opts=self.child(),
            **target,
        )

    def _route_ipv6(self, name: str, table: pulumi.Output[str], **target: pulumi.Output[str]) -> None:
        aws.ec2.Route(
            name,
            route_table_id=table,
            destination_ipv6_cidr_block=ANYWHERE_IPV6,
            region=self._args.region,
            opts=self.child(),
            **target,
        )
