"""The network of a stack: a VPC with tiers of subnets, their routes, and what guards and watches them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks import network_acls as acls
from components.blocks import network_plan
from components.blocks.network_endpoints import NetworkEndpoints, NetworkEndpointsArgs
from components.blocks.network_routes import NetworkRoutes, NetworkRoutesArgs
from components.component import Component
from components.context import StackContext
from components.settings.network import NetworkSettings, Tier


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """What a network is built from."""

    settings: NetworkSettings
    stack: StackContext
    region: str | None = None
    """Region of the network; None is the stack's."""


class Network(Component):
    """A VPC whose subnets, routes and addresses are keyed by tier and zone: a further one moves no other."""

    vpc_id: pulumi.Output[str]
    cidr_block: str
    """IPv4 range of the network."""
    ipv6: bool
    """Whether the network is dual-stack."""
    availability_zones: list[str]
    """Names of the zones, such as us-east-1a."""
    subnet_ids: dict[str, dict[str, pulumi.Output[str]]]
    """Tier → zone letter → id of the subnet."""
    database_subnet_group_name: pulumi.Output[str]
    """RDS subnet group of the isolated tier."""
    cache_subnet_group_name: pulumi.Output[str]
    """ElastiCache subnet group of the isolated tier."""

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts, region=args.region)
        self._settings, self._stack, self._region = args.settings, args.stack, args.region
        self._tiers = args.settings.layout
        self._prefix = f"{args.stack.project}-{args.stack.stack}"
        self.cidr_block, self.ipv6 = args.settings.cidr, args.settings.ipv6
        self.availability_zones = self._zones()
        self._vpc = self._make_vpc()
        self.vpc_id = self._vpc.id
        self.subnet_ids = {tier: self._subnets(tier, self._tiers[tier]) for tier in self._tiers}
        self._connect(self._route())
        if args.settings.network_acls:
            self._guard()
        self._group()
        if args.settings.flow_logs.destination != "none":
            self._record()
        self.publish(
            vpc_id=self.vpc_id,
            cidr_block=self.cidr_block,
            subnet_ids=self.subnet_ids,
            database_subnet_group_name=self.database_subnet_group_name,
            cache_subnet_group_name=self.cache_subnet_group_name,
        )

    @property
    def public_subnet_ids(self) -> list[pulumi.Output[str]]:
        """Subnets with a route to the internet, in the order of the zones."""
        return list(self.subnet_ids["public"].values())

    @property
    def private_subnet_ids(self) -> list[pulumi.Output[str]]:
        """Subnets that reach the internet through NAT, in the order of the zones."""
        return list(self.subnet_ids["private"].values())

    @property
    def isolated_subnet_ids(self) -> list[pulumi.Output[str]]:
        """Subnets without a route out of the network, in the order of the zones."""
        return list(self.subnet_ids["isolated"].values())

    def _tags(self, *parts: str) -> Mapping[str, str]:
        return {"Name": "-".join((self._prefix, *parts))}

    def _zones(self) -> list[str]:
        region = self._region or self._stack.region
        try:
            if self._settings.zones:
                return network_plan.named_zones(self._settings.zones, region)
            offered = aws.get_availability_zones(
                state="available",
                # Local and wavelength zones carry neither NAT gateways nor databases.
                filters=[{"name": "zone-type", "values": ["availability-zone"]}],
                region=self._region,
                opts=pulumi.InvokeOptions(parent=self),
            )
            return network_plan.first_zones(offered.names, offered.zone_ids or [], self._settings.zone_count, region)
        except network_plan.PlanError as error:
            raise pulumi.RunError(str(error)) from None

    def _make_vpc(self) -> aws.ec2.Vpc:
        vpc = aws.ec2.Vpc(
            f"{self.name}-vpc",
            cidr_block=self.cidr_block,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            assign_generated_ipv6_cidr_block=True if self.ipv6 else None,
            tags=self._tags(),
            region=self._region,
            opts=self.child(),
        )
        # Every VPC comes with a group that lets its members talk to each other. Adopted without rules, it lets
        # nobody: what is started without a group of its own reaches nothing.
        aws.ec2.DefaultSecurityGroup(
            f"{self.name}-default",
            vpc_id=vpc.id,
            ingress=[],  # said, not left out: rules that somebody adds by hand show as drift
            egress=[],
            tags=self._tags("default-unused"),
            region=self._region,
            opts=self.child(),
        )
        return vpc

    def _subnets(self, tier_name: str, tier: Tier) -> dict[str, pulumi.Output[str]]:
        return {network_plan.letter(zone): self._subnet(tier_name, tier, zone) for zone in self.availability_zones}

    def _subnet(self, tier_name: str, tier: Tier, zone: str) -> pulumi.Output[str]:
        letter = network_plan.letter(zone)
        ipv6_cidr = (
            self._vpc.ipv6_cidr_block.apply(lambda block: network_plan.ipv6_subnet_cidr(block, tier, letter))
            if self.ipv6
            else None
        )
        return aws.ec2.Subnet(
            f"{self.name}-{tier_name}-{letter}",
            vpc_id=self._vpc.id,
            availability_zone=zone,
            cidr_block=network_plan.subnet_cidr(self.cidr_block, tier, letter),
            ipv6_cidr_block=ipv6_cidr,
            assign_ipv6_address_on_creation=True if self.ipv6 else None,
            map_public_ip_on_launch=False,
            tags=self._tags(tier_name, letter),
            region=self._region,
            opts=self.child(),
        ).id

    def _route(self) -> NetworkRoutes:
        return NetworkRoutes(
            f"{self.name}-routes",
            NetworkRoutesArgs(
                vpc_id=self.vpc_id,
                tiers=self._tiers,
                subnet_ids=self.subnet_ids,
                nat=self._settings.nat,
                ipv6=self.ipv6,
                name_prefix=self._prefix,
                region=self._region,
            ),
            self.child(),
        )

    def _connect(self, routes: NetworkRoutes) -> None:
        NetworkEndpoints(
            f"{self.name}-endpoints",
            NetworkEndpointsArgs(
                stack=self._stack,
                vpc_id=self.vpc_id,
                cidr=self.cidr_block,
                route_table_ids=routes.table_ids,
                interfaces=self._settings.endpoints,
                subnet_ids=self.private_subnet_ids,
                name_prefix=self._prefix,
                region=self._region,
            ),
            self.child(),
        )

    def _guard(self) -> None:
        """Give every tier its network ACL. The VPC's default one is left alone: no subnet uses it."""
        ipv6_cidr = self._vpc.ipv6_cidr_block if self.ipv6 else None
        connected = self._settings.connected_networks
        for name, tier in self._tiers.items():
            aws.ec2.NetworkAcl(
                f"{self.name}-{name}",
                vpc_id=self.vpc_id,
                subnet_ids=list(self.subnet_ids[name].values()),
                ingress=acls.ingress_entries(acls.ingress(tier.kind, connected), self.cidr_block, ipv6_cidr),
                egress=acls.egress_entries(acls.egress(tier.kind, connected), self.cidr_block, ipv6_cidr),
                tags=self._tags(name),
                region=self._region,
                opts=self.child(),
            )

    def _group(self) -> None:
        """Make the subnet groups of the isolated tier; a service that keeps data takes its place from one."""
        self.database_subnet_group_name = aws.rds.SubnetGroup(
            f"{self.name}-database",
            description="Isolated subnets for databases",
            subnet_ids=self.isolated_subnet_ids,
            region=self._region,
            opts=self.child(),
        ).name
        self.cache_subnet_group_name = aws.elasticache.SubnetGroup(
            f"{self.name}-cache",
            description="Isolated subnets for caches",
            subnet_ids=self.isolated_subnet_ids,
            region=self._region,
            opts=self.child(),
        ).name

    def _record(self) -> None:
        from components.blocks.flow_logs import FlowLogs, FlowLogsArgs  # noqa: PLC0415 (only where they are on)

        FlowLogs(
            f"{self.name}-traffic",
            FlowLogsArgs(
                settings=self._settings.flow_logs,
                stack=self._stack,
                vpc_id=self.vpc_id,
                name_prefix=self._prefix,
                region=self._region,
            ),
            self.child(),
        )
