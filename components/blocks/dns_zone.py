"""DnsZone: a Route 53 hosted zone, made or looked up, and records in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import route53

from components.component import Component


@dataclass(frozen=True, kw_only=True)
class DnsZoneArgs:
    """What a zone is built from."""

    domain: str
    """Name of the zone, such as example.com."""
    create: bool = False
    """Make the zone; otherwise a public zone of that name must be in the account."""


class DnsZone(Component):
    """A public hosted zone. Records belong to the component that asks for them, not to the zone."""

    zone_id: pulumi.Output[str]
    name_servers: pulumi.Output[Sequence[str]]
    """What the registrar must name when the zone was made here."""

    def __init__(self, name: str, args: DnsZoneArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        if args.create:
            zone = route53.Zone(
                f"{name}-zone", name=args.domain, comment=f"Made by {pulumi.get_project()}", opts=self.child()
            )
            self.zone_id, self.name_servers = zone.zone_id, zone.name_servers
        else:
            found = route53.get_zone_output(
                name=args.domain, private_zone=False, opts=pulumi.InvokeOutputOptions(parent=self)
            )
            self.zone_id, self.name_servers = found.zone_id, found.name_servers
        self.publish(zone_id=self.zone_id, name_servers=self.name_servers)

    def record(
        self,
        key: str,
        *,
        record: pulumi.Input[str],
        type: pulumi.Input[str],  # noqa: A002 (Route 53's own word)
        values: Sequence[pulumi.Input[str]],
        ttl: int = 300,
        overwrite: bool = False,
    ) -> route53.Record:
        """Make a record. `key` names the resource for good, `record` is the full name, `ttl` is in seconds.

        `overwrite` takes over a record that exists already; otherwise Route 53 refuses it.
        """
        return route53.Record(
            f"{self.name}-{key}",
            zone_id=self.zone_id,
            name=record,
            type=type,
            records=list(values),
            ttl=ttl,
            allow_overwrite=overwrite or None,
            opts=self.child(),
        )

    def alias(
        self,
        key: str,
        *,
        record: pulumi.Input[str],
        target: pulumi.Input[str],
        target_zone_id: pulumi.Input[str],
        ipv6: bool = True,
        check_health: bool = False,
    ) -> list[route53.Record]:
        """Point a name at an AWS resource (distribution, load balancer, API): A, and AAAA with `ipv6`; both
        are free.
        """
        destination = route53.RecordAliasArgs(name=target, zone_id=target_zone_id, evaluate_target_health=check_health)
        return [
            route53.Record(
                f"{self.name}-{key}-{kind.lower()}",
                zone_id=self.zone_id,
                name=record,
                type=kind,
                aliases=[destination],
                opts=self.child(),
            )
            for kind in (("A", "AAAA") if ipv6 else ("A",))
        ]
