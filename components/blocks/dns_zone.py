"""DnsZone: a Route 53 hosted zone, made or looked up, and records in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

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


@dataclass(frozen=True, kw_only=True)
class Routing:
    """One of several answers to a name: when Route 53 gives it. Exactly one of the ways is set."""

    key: str
    """Tells this answer from the others of the name, for good."""
    latency: str | None = None
    """Region: who is nearest to it in time gets this answer."""
    location: Mapping[str, str] | None = None
    """`continent`, `country` or `country` and `subdivision`: who asks from there; the country `*` is everybody else."""
    weight: int | None = None
    """Share of the answers beside the weights of the others."""
    failover: Literal["PRIMARY", "SECONDARY"] | None = None
    """PRIMARY as long as it is healthy, else SECONDARY."""
    health_check_id: pulumi.Input[str] | None = None
    """Health check that takes the answer out; None takes it for healthy."""


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
        routing: Routing | None = None,
        after: Sequence[pulumi.Resource] = (),
    ) -> list[route53.Record]:
        """Point a name at an AWS resource (distribution, load balancer, API) or at another name of the zone: A, and
        AAAA with `ipv6`; both are free. With `routing` it is one of several answers. `after` are the records of the
        name that it points at: Route 53 refuses an alias of what is not there yet.
        """
        destination = route53.RecordAliasArgs(name=target, zone_id=target_zone_id, evaluate_target_health=check_health)
        return [
            route53.Record(
                f"{self.name}-{key}-{kind.lower()}",
                zone_id=self.zone_id,
                name=record,
                type=kind,
                aliases=[destination],
                opts=self.child(depends_on=list(after) or None),
                **(_routed(routing) if routing else {}),
            )
            for kind in (("A", "AAAA") if ipv6 else ("A",))
        ]


def _routed(routing: Routing) -> dict[str, Any]:
    """Return the arguments of one of several answers."""
    ways: dict[str, Any] = {
        "latency_routing_policies": [{"region": routing.latency}] if routing.latency else None,
        "geolocation_routing_policies": [dict(routing.location)] if routing.location else None,
        "weighted_routing_policies": [{"weight": routing.weight}] if routing.weight is not None else None,
        "failover_routing_policies": [{"type": routing.failover}] if routing.failover else None,
    }
    chosen = {name: value for name, value in ways.items() if value}
    if len(chosen) != 1:
        raise ValueError(f"answer {routing.key} has {len(chosen)} ways of routing, expected one")
    return {"set_identifier": routing.key, "health_check_id": routing.health_check_id, **chosen}
