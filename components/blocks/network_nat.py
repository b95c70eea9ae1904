"""The NAT gateways of a network: the private tier's way to the internet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.operations import Alarm, Metric, Widget


@dataclass(frozen=True, kw_only=True)
class NatGatewaysArgs:
    """What the NAT gateways are built from."""

    subnet_ids: Mapping[str, pulumi.Input[str]]
    """Zone letter → the public subnet in which the zone's gateway stands."""
    internet_gateway: pulumi.Resource
    """Gateway that must stand before a NAT gateway can work."""
    name_prefix: str
    """Head of the Name tags."""
    region: str | None = None
    """Region of the gateways; None is the stack's."""


class NatGateways(Component):
    """One NAT gateway with an address of its own in each of the given zones."""

    ids: dict[str, pulumi.Output[str]]
    """Zone letter → id of the gateway."""

    def __init__(self, name: str, args: NatGatewaysArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts, region=args.region)
        self.ids = {letter: self._gateway(letter, subnet, args) for letter, subnet in args.subnet_ids.items()}
        for letter, gateway in self.ids.items():
            self.operations.alarms += [_ports_alarm(letter, gateway), _drops_alarm(letter, gateway)]
        self.operations.widgets += _widgets(self.ids)
        self.publish(ids=self.ids)

    def _gateway(self, letter: str, subnet_id: pulumi.Input[str], args: NatGatewaysArgs) -> pulumi.Output[str]:
        tags = {"Name": f"{args.name_prefix}-nat-{letter}"}
        address = aws.ec2.Eip(
            f"{self.name}-{letter}",
            domain="vpc",
            tags=tags,
            region=args.region,
            opts=self.child(depends_on=[args.internet_gateway]),
        )
        gateway = aws.ec2.NatGateway(
            f"{self.name}-{letter}",
            allocation_id=address.id,
            subnet_id=subnet_id,
            tags=tags,
            region=args.region,
            opts=self.child(depends_on=[args.internet_gateway]),
        )
        return gateway.id


def _metric(gateway: pulumi.Input[str], name: str, stat: str = "Sum", label: str | None = None) -> Metric:
    return Metric(namespace="AWS/NATGateway", name=name, dimensions={"NatGatewayId": gateway}, stat=stat, label=label)


def _ports_alarm(letter: str, gateway: pulumi.Input[str]) -> Alarm:
    return Alarm(
        key=f"ports-{letter}",
        severity="critical",
        description=(
            f"The NAT gateway in zone {letter} has no source port left for a destination, so new connections fail. "
            "A gateway has 55,000 connections to one destination: look for a client that opens one per request, use "
            "an interface endpoint for AWS services, or set network.nat to per-zone."
        ),
        metrics={"m1": _metric(gateway, "ErrorPortAllocation")},
        threshold=0,
        evaluation_periods=1,
    )


def _drops_alarm(letter: str, gateway: pulumi.Input[str]) -> Alarm:
    return Alarm(
        key=f"drops-{letter}",
        description=(
            f"The NAT gateway in zone {letter} drops more than 0.01 % of its packets. Check the health of the zone; "
            "if it lasts, set network.nat so that another zone's gateway takes over, and open a case with AWS."
        ),
        metrics={
            "m1": _metric(gateway, "PacketsDropCount"),
            "m2": _metric(gateway, "PacketsInFromSource"),
            "m3": _metric(gateway, "PacketsInFromDestination"),
        },
        expression="100 * m1 / (m2 + m3)",
        threshold=0.01,
    )


def _widgets(ids: Mapping[str, pulumi.Output[str]]) -> list[Widget]:
    if not ids:
        return []
    traffic = [
        _metric(gateway, name, label=f"{label} {letter}")
        for letter, gateway in ids.items()
        for name, label in (("BytesOutToDestination", "out"), ("BytesInFromDestination", "in"))
    ]
    connections = [
        _metric(gateway, "ActiveConnectionCount", "Maximum", label=f"zone {letter}") for letter, gateway in ids.items()
    ]
    return [
        Widget(title="NAT: bytes to and from the internet", metrics=traffic),
        Widget(title="NAT: open connections", metrics=connections),
    ]
