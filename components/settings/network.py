"""Settings of the stack's network."""

from __future__ import annotations

import difflib
import ipaddress
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.cidr import network, overlaps
from components.settings.formats import Format, Refusal, text
from components.settings.types import Cidr, LogRetention

TierKind = Literal["public", "private", "isolated"]

TIER_SLOTS = 8
"""Tiers that the range of a network has room for."""
ZONE_SLOTS = 8
"""Availability zones that every tier has room for: the letters a to h."""
SLOT_BITS = 6
"""Bits of the address that choose tier and zone: 8 × 8 blocks."""
SMALLEST_VPC, LARGEST_VPC = 21, 16
"""Prefix lengths. AWS takes nothing larger than /16; below /21 a subnet is smaller than the /27 that a load
balancer needs."""
SMALLEST_SUBNET = 27

GATEWAY_ENDPOINTS = ("s3", "dynamodb")
"""Services reached through a gateway in the route tables: free of charge, hence always on."""

INTERFACE_ENDPOINTS = (
    "acm-pca", "athena", "autoscaling", "cloudformation", "cloudtrail", "codebuild", "codedeploy", "ec2",
    "ec2messages", "ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "elasticfilesystem",
    "elasticloadbalancing", "events", "execute-api", "glue", "kinesis-firehose",
    "kinesis-streams", "kms", "lambda", "logs", "monitoring", "rds", "rds-data", "sagemaker.api",
    "sagemaker.runtime", "scheduler", "secretsmanager", "sns", "sqs", "ssm", "ssmmessages", "states",
    "sts", "xray",
)  # fmt: skip
"""Shorthand names of the interface endpoints: what follows `com.amazonaws.<region>.` in the service name."""


def _endpoint(value: str) -> str:
    if value in GATEWAY_ENDPOINTS:
        raise Refusal("its gateway endpoint is always there, and free")
    if value not in INTERFACE_ENDPOINTS:
        near = difflib.get_close_matches(value, INTERFACE_ENDPOINTS, 1)
        raise Refusal(f"did you mean {near[0]}?" if near else "", near[0] if near else None)
    return value


def _nat(value: Any) -> Any:
    named = isinstance(value, str) and value in {"none", "single", "per-zone"}
    counted = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 4
    if not (named or counted):
        raise ValueError("expected none, single, per-zone or a number of gateways from 1 to 4")
    return value


VpcRange = Annotated[str, network(private=True, largest=LARGEST_VPC, smallest=SMALLEST_VPC)]
EndpointName = Annotated[str, Format(check=_endpoint, expected=f"one of {', '.join(INTERFACE_ENDPOINTS)}")]
TierName = Annotated[str, text(r"[a-z][a-z0-9]{1,15}", "2 to 16 lower-case letters and digits, a letter first")]
ZoneName = Annotated[
    str, text(r"[a-z]{2}(-[a-z]+)+-\d[a-h]", "an availability zone such as us-east-1a, of letter a to h")
]
NatGateways = Annotated[
    str | int,
    BeforeValidator(_nat),
    WithJsonSchema(
        {"anyOf": [{"enum": ["none", "single", "per-zone"]}, {"type": "integer", "minimum": 1, "maximum": 4}]}
    ),
]


class TierSettings(Section):
    """A tier: subnets of one kind, one in every availability zone."""

    kind: TierKind | None = None
    """`public` has a route to the internet, `private` reaches it through NAT, `isolated` does not reach it.
    Needed for a tier of one's own; public, private and isolated are of the kind of their name."""
    slot: Annotated[int, Field(ge=0, lt=TIER_SLOTS)] | None = None
    """Place of the tier in the network's range, 3 to 7 and never changed; 0, 1 and 2 are those of public,
    private and isolated."""
    subnet_prefix: Annotated[int, Field(ge=LARGEST_VPC + SLOT_BITS, le=28)] | None = None
    """Prefix length of the subnets, such as 24. Left out, a subnet takes all of its place: /22 in a /16. A
    change replaces the subnets."""


@dataclass(frozen=True)
class Tier:
    """A tier as it stands in the plan."""

    kind: TierKind
    slot: int
    subnet_prefix: int | None = None


BUILT_IN: dict[str, Tier] = {
    "public": Tier("public", 0),
    "private": Tier("private", 1),
    "isolated": Tier("isolated", 2),
}


class FlowLogSettings(Section):
    """Records of the network's traffic: who spoke to whom, allowed or refused."""

    destination: Literal["none", "cloudwatch", "s3"] = by_profile(
        development="none", staging="cloudwatch", production="s3"
    )
    """`cloudwatch` is searched at once, at USD 0.50 per GB; `s3` keeps Parquet files in hourly partitions for
    Athena, at half that price (us-east-1 list prices of vended logs, first 10 TB a month)."""
    traffic: Literal["ALL", "ACCEPT", "REJECT"] = "ALL"
    """Which traffic is recorded."""
    retention_days: LogRetention = by_profile(development=7, staging=30, production=365)
    """Days after which records are deleted, in either destination."""


class NetworkSettings(Section):
    """A VPC with public, private and isolated subnets in 2 to 4 availability zones.

    The range is cut into 8 tiers × 8 zones. A subnet's place depends on its tier and its zone's letter only,
    so a further zone or tier never moves another subnet.

    What costs money (us-east-1 list prices, USD a month): a NAT gateway 32.85, its public address 3.65 and
    0.045 per GB; an interface endpoint 7.30 per zone and 0.01 per GB. So one NAT gateway is cheaper than the
    three endpoints that Session Manager needs in two zones (43.80), and reaches package repositories as well:
    Development and Staging have `single`. Production has one per zone, since a single one fails with its
    zone and traffic between zones costs 0.01 per GB in each direction.
    """

    cidr: VpcRange = "10.0.0.0/16"
    """Private IPv4 range, /16 to /21. It cannot change once the network exists."""
    zone_count: Annotated[int, Field(ge=2, le=4)] = by_profile(development=2, staging=2, production=3)
    """Availability zones: the first of the region in alphabetical order. `zones` names them instead."""
    zones: list[ZoneName] | None = None
    """Availability zones by name, 2 to 4, such as [us-east-1a, us-east-1c]. Append further ones at the end:
    NAT gateways, where there are fewer of them, stand in the first."""
    tiers: dict[TierName, TierSettings] = Field(default_factory=dict)
    """Further tiers by name, such as `tools: {kind: private, slot: 3}`, or another `subnetPrefix` for public,
    private or isolated."""
    nat: NatGateways = by_profile(development="single", staging="single", production="per-zone")
    """NAT gateways for the private tier: none, single, per-zone, or a number of them. Zones without one use
    that of another zone, always the same."""
    endpoints: list[EndpointName] = Field(default_factory=list)
    """Interface endpoints by shorthand, such as [ssm, ssmmessages, ec2messages]: the services are then
    reached without NAT. S3 and DynamoDB have gateway endpoints always."""
    network_acls: bool = True
    """A stateless filter per tier, beside the security groups: isolated takes the network's own traffic only,
    public takes 80 and 443 and answers from the internet."""
    connected_networks: list[Cidr] = Field(default_factory=list)
    """Ranges of networks that this one is, or will be, connected to. They may not overlap `cidr`, and the
    network ACLs of private and isolated tiers let them in."""
    ipv6: bool = False
    """Dual-stack: a range of IPv6 addresses from Amazon, one /64 per subnet, and egress without NAT."""
    flow_logs: FlowLogSettings
    """Records of the traffic."""

    @property
    def layout(self) -> dict[str, Tier]:
        """Every tier by name, the built-in ones first."""
        extra = {
            name: Tier(tier.kind, tier.slot, tier.subnet_prefix)
            for name, tier in self.tiers.items()
            if name not in BUILT_IN and tier.kind is not None and tier.slot is not None
        }
        return {name: self._built_in(name, tier) for name, tier in BUILT_IN.items()} | extra

    def _built_in(self, name: str, tier: Tier) -> Tier:
        chosen = self.tiers.get(name)
        return Tier(tier.kind, tier.slot, chosen.subnet_prefix if chosen else None)

    @model_validator(mode="after")
    def _check(self) -> NetworkSettings:
        problems = [
            *tier_problems(self.cidr, self.tiers),
            *zone_problems(self.zones, self.zone_count, self.nat),
            *overlap_problems(self.cidr, self.connected_networks),
            *repeat_problems("endpoints", self.endpoints),
        ]
        if problems:
            raise Problems(problems)
        return self


def tier_problems(cidr: str, tiers: dict[str, TierSettings]) -> list[str]:
    """Return what is wrong with the tiers of a network, one sentence each."""
    problems: list[str] = []
    taken = {tier.slot: name for name, tier in BUILT_IN.items()}
    longest_default = ipaddress.IPv4Network(cidr).prefixlen + SLOT_BITS
    for name, tier in tiers.items():
        if name in BUILT_IN:
            if tier.kind not in {None, name} or tier.slot not in {None, BUILT_IN[name].slot}:
                problems.append(f"tiers.{name} is built in: only its subnetPrefix can be set")
        elif tier.kind is None or tier.slot is None:
            problems.append(f"tiers.{name} needs a kind (public, private, isolated) and a slot from 3 to 7")
        elif tier.slot in taken:
            problems.append(f"tiers.{name}.slot {tier.slot} is that of {taken[tier.slot]}: choose another, 3 to 7")
        else:
            taken[tier.slot] = name
        if tier.subnet_prefix is not None and tier.subnet_prefix < longest_default:
            problems.append(
                f"tiers.{name}.subnetPrefix {tier.subnet_prefix} does not fit: a subnet of {cidr} "
                f"has room for /{longest_default} or smaller"
            )
        public = name == "public" or tier.kind == "public"
        if public and tier.subnet_prefix is not None and tier.subnet_prefix > SMALLEST_SUBNET:
            problems.append(
                f"tiers.{name}.subnetPrefix {tier.subnet_prefix} is too small: "
                f"load balancers need /{SMALLEST_SUBNET} or larger"
            )
    return problems


def zone_problems(zones: list[str] | None, count: int, nat: str | int) -> list[str]:
    """Return what is wrong with the availability zones and the NAT gateways in them, one sentence each."""
    problems = repeat_problems("zones", zones or [])
    if zones is not None and not 2 <= len(zones) <= 4:
        problems.append(f"zones names {len(zones)}, expected 2 to 4")
    if zones and len({zone[:-1] for zone in zones}) > 1:
        problems.append("zones are of several regions, expected one")
    there = len(zones) if zones else count
    if isinstance(nat, int) and nat > there:
        problems.append(f"nat is {nat}, but there are {there} availability zones: expected {there} or fewer")
    return problems


def overlap_problems(cidr: str, others: list[str]) -> list[str]:
    """Return which networks overlap `cidr`, one sentence each."""
    return [
        f"cidr {cidr} overlaps connectedNetworks {other}: addresses of both could not be told apart"
        for other in sorted(set(others))
        if any(overlaps({"cidr": cidr, other: other}))
    ]


def repeat_problems(key: str, values: list[str]) -> list[str]:
    """Return a sentence for every value that stands in the list more than once."""
    return [f"{key} names {value} twice" for value in sorted({v for v in values if values.count(v) > 1})]
