"""GlobalRouting: the names of a workload in several regions, and which region each of them leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.blocks.dns_zone import DnsZone, Routing
from components.blocks.health_check import HealthCheck, HealthCheckArgs
from components.blocks.routing_plan import NEXT, OTHERS, ROUTE, Answer, Place, answers, location
from components.component import Component
from components.settings.multi_region import Mode, Policy, RoutingSettings
from components.settings.types import HttpPath


@dataclass(frozen=True, kw_only=True)
class Door:
    """The way into one region."""

    place: Place
    dns_name: pulumi.Input[str]
    """Name of its load balancer."""
    zone_id: pulumi.Input[str]
    """Hosted zone of that name."""
    ipv6: bool
    """Whether the load balancer has IPv6 addresses."""


@dataclass(frozen=True, kw_only=True)
class GlobalRoutingArgs:
    """What the routing is built from."""

    settings: RoutingSettings
    mode: Mode
    """Whether every region serves, or the primary only."""
    policy: Policy
    """How a region is chosen."""
    domain: str
    """Name that all the others are below."""
    zone: DnsZone
    """Hosted zone of the domain."""
    doors: Mapping[str, Door]
    """Region → the way into it."""
    health_path: HttpPath
    """Path that health checks ask for."""


class GlobalRouting(Component):
    """Health checks of every region, and latency, geolocation, weighted or failover records that heed them."""

    health_check_ids: dict[str, pulumi.Output[str]]
    """Region → id of its health check."""
    route_name: str
    """Name that leads to the right region."""
    next_name: str
    """Name that leads to another region than `route_name`."""
    records: list[pulumi.Resource]
    """Records of `route_name` and all below it."""

    def __init__(self, name: str, args: GlobalRoutingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        self._ipv6 = all(door.ipv6 for door in args.doors.values())
        for region, door in args.doors.items():
            args.zone.alias(
                f"{name}-{region}",
                record=self.host(region),
                target=door.dns_name,
                target_zone_id=door.zone_id,
                ipv6=door.ipv6,
            )
        self.health_check_ids = {region: self._check(region) for region in args.doors}
        self._made: dict[str, list[pulumi.Resource]] = {}
        for answer in answers(args.mode, args.policy, {region: door.place for region, door in args.doors.items()}):
            self._made.setdefault(answer.name, []).extend(self._answer(answer))
        self.records = [record for records in self._made.values() for record in records]
        self.route_name = self.host(ROUTE)
        self.next_name = self.host(OTHERS if args.mode == "active-passive" else NEXT)
        self.publish(health_check_ids=self.health_check_ids)

    def host(self, label: str) -> str:
        """Return a name below the domain."""
        return f"{label}.{self._args.domain}"

    def lead(self, key: str, target: str) -> None:
        """Make the domain itself lead where a label of the plan leads."""
        self._args.zone.alias(
            f"{self.name}-{key}",
            record=self._args.domain,
            target=self.host(target),
            target_zone_id=self._args.zone.zone_id,
            ipv6=self._ipv6,
            check_health=True,
            after=self._made[target],
        )

    def _check(self, region: str) -> pulumi.Output[str]:
        check_args = HealthCheckArgs(
            settings=self._args.settings,
            path=self._args.health_path,
            host=self.host(region),
            subject=region,
            drained=self._args.doors[region].place.weight == 0,
        )
        return HealthCheck(f"{self.name}-{region}-health", check_args, self.child()).id

    def _answer(self, answer: Answer) -> Sequence[pulumi.Resource]:
        door = self._args.doors[answer.region] if answer.region else None
        return self._args.zone.alias(
            f"{self.name}-{answer.name}-{answer.key.lower()}",
            record=self.host(answer.name),
            target=door.dns_name if door else self.host(str(answer.label)),
            target_zone_id=door.zone_id if door else self._args.zone.zone_id,
            ipv6=self._ipv6,
            check_health=True,
            routing=Routing(
                key=answer.key,
                latency=answer.value if answer.how == "latency" else None,
                location=location(answer.value) if answer.how == "location" else None,
                weight=answer.value if answer.how == "weight" else None,
                failover=answer.value if answer.how == "failover" else None,
                health_check_id=self.health_check_ids[answer.region] if answer.region else None,
            ),
            after=self._made[answer.label] if answer.label else (),
        )
