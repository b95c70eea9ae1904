"""Settings of a workload that runs the same services in several regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, by_profile
from components.settings.cidr import overlaps
from components.settings.containers import ContainersSettings
from components.settings.global_database import GlobalDatabaseSettings
from components.settings.multi_region import (
    AcceleratorSettings,
    EdgeSettings,
    Mode,
    RegionSettings,
    Role,
    RoutingSettings,
)
from components.settings.network import NetworkSettings, overlap_problems, tier_problems
from components.settings.table import TableSettings
from components.settings.types import DomainName, ItemName, Region


class RegionsSettings(ContainersSettings):
    """The base of patterns that run containerised services in several regions."""

    domain: DomainName  # pyright: ignore[reportIncompatibleVariableOverride, reportGeneralTypeIssues] (needed here)
    """Name that people use. It leads to `entry`. `<region>.<domain>` is each region, `route.<domain>` the right one;
    they answer whom the load balancers let in. The certificates cover it and `*.<domain>`."""
    mode: Mode = "active-active"
    """`active-active`: every region serves who is nearest to it. `active-passive`: the primary serves, a standby takes
    over when it fails."""
    regions: dict[Region, RegionSettings]
    """Regions by name, two or more, the stack's own among them. One that is added or taken out moves no other."""
    routing: RoutingSettings
    """How a region is chosen, and how its failure is noticed."""
    entry: Literal["cdn", "accelerator", "dns"] | None = None
    """What the domain itself leads to: the distribution, the accelerator, or a region at once. Left out: the first of
    these that there is. But for `dns`, the load balancers let in CloudFront, the accelerator and the health checks of
    Route 53 only; `loadBalancer.allowedCidrs` adds others, such as an office, and 0.0.0.0/0 lets everybody past."""
    cdn: EdgeSettings
    """CloudFront in front of the regions."""
    accelerator: AcceleratorSettings
    """Global Accelerator beside it, at `direct.<domain>`."""
    network: NetworkSettings
    """What the networks of all regions have in common; each has a range of its own, `regions.<region>.cidr`."""
    standby: Literal["warm", "full"] = by_profile(development="warm", staging="warm", production="full")
    """How a standby region waits: `full` runs as many tasks as the primary, `warm` one of each service, which scaling
    raises when requests come."""
    tables: Annotated[dict[ItemName, TableSettings], Field(max_length=50)] = Field(default_factory=dict)
    """DynamoDB global tables by name: every region reads and writes them."""
    database: GlobalDatabaseSettings | None = None
    """Aurora Global Database; left out, PostgreSQL. `null` makes none."""

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:
        """Without services, run one that gets every request; without a database, take PostgreSQL."""
        if not isinstance(data, Mapping):
            return data
        filled: dict[str, Any] = {"services": {"app": {"paths": ["/*"]}}, "database": {}, **data}
        cdn = filled.get("cdn", {})
        if isinstance(cdn, Mapping) and isinstance(cdn.get("headers", {}), Mapping):
            # What a page may load is for the application to say, not for what stands in front of it.
            filled["cdn"] = {**cdn, "headers": {"contentSecurityPolicy": None, **cdn.get("headers", {})}}
        return filled

    @model_validator(mode="after")
    def _check_regions(self) -> RegionsSettings:
        problems = [
            *_number_problems(self.regions),
            *_role_problems(self.mode, self.regions),
            *_range_problems(self),
            *_routing_problems(self),
            *_door_problems(self),
            *_table_problems(self.tables),
        ]
        if problems:
            raise Problems(problems)
        return self

    def problems_in(self, region: str) -> list[str]:
        """Return what is wrong with the workload in a stack whose region this is."""
        if region not in self.regions:
            problem = (
                f"regions does not name {region}, the stack's own region; expected it among them. The tables, the "
                "administrator's secret and what replaces its password live there and cannot move. To take it out of "
                "service, fail over by the runbook, then give it weight: 0"
            )
            return [problem]
        if "primary" in roles(self.mode, self.regions, region).values():
            return []
        problem = (
            "regions has none of role: primary; expected one. The primary cannot be taken out while it has the writer "
            "of the database: fail over by the runbook (output runbook), give the new one role: primary, deploy, then "
            "take the old one out"
        )
        return [problem]

    @property
    def health_path(self) -> str:
        """Path that health checks ask for."""
        first = next(service for service in self.services.values() if service.routed)
        return self.routing.health_path or first.health_check.path

    @property
    def closed(self) -> bool:
        """Whether load balancers keep out who does not come by the distribution or the accelerator."""
        return self.door != "dns" or self.load_balancer.allowed_cidrs is not None

    @property
    def door(self) -> Literal["cdn", "accelerator", "dns"]:
        """What the domain leads to."""
        return self.entry or ("cdn" if self.cdn.enabled else "accelerator" if self.accelerator.enabled else "dns")


def roles(mode: Mode, regions: Mapping[str, RegionSettings], home: str) -> dict[str, Role]:
    """Return the role of every region in a stack of the region `home`.

    A region without one is the primary if it is `home` and no region is said to be, else what `mode` says.
    """
    other: Role = "active" if mode == "active-active" else "standby"
    taken = any(found.role == "primary" for found in regions.values())
    return {
        region: found.role or ("primary" if region == home and not taken else other)
        for region, found in regions.items()
    }


def _number_problems(regions: Mapping[str, RegionSettings]) -> Iterator[str]:
    if len(regions) < 2:
        yield f"regions names {len(regions)}; expected two or more, such as us-east-1 and eu-west-1"
    elif not any(found.weight for found in regions.values()):
        yield "regions: every weight is 0, so no region would serve; expected one above 0"


def _role_problems(mode: Mode, regions: Mapping[str, RegionSettings]) -> Iterator[str]:
    primaries = [region for region, found in regions.items() if found.role == "primary"]
    if len(primaries) > 1:
        yield f"regions: {' and '.join(primaries)} are all role: primary; expected one, which has the writer"
    wrong, right = ("standby", "active") if mode == "active-active" else ("active", "standby")
    for region, found in regions.items():
        if found.role == wrong:
            yield f"regions.{region}.role is {wrong} with mode {mode}; expected primary or {right}"


def _range_problems(settings: RegionsSettings) -> Iterator[str]:
    ranges = {region: found.range(region) for region, found in settings.regions.items()}
    for region, found in ranges.items():
        if found is None:
            yield f"regions.{region}.cidr is missing; expected a range such as 10.200.0.0/16, for the region has none"
        else:
            shared = settings.network
            for problem in (*tier_problems(found, shared.tiers), *overlap_problems(found, shared.connected_networks)):
                yield f"network: in {region}, {problem}"
    known = {region: found for region, found in ranges.items() if found}
    pairs = [f"{one} {known[one]} and {other} {known[other]}" for one, other in overlaps(known)]
    if pairs:
        yield f"the networks of regions overlap: {'; '.join(pairs)}. Expected ranges apart, so that they can be joined"
    for key in ("cidr", "zones"):
        if key in settings.network.model_fields_set:
            instead = "regions.<region>.cidr" if key == "cidr" else "network.zoneCount"
            yield f"network.{key} would be the same in every region; expected {instead} instead"


def _routing_problems(settings: RegionsSettings) -> Iterator[str]:
    policy, serves = settings.routing.policy, {r: found.serves for r, found in settings.regions.items() if found.serves}
    if policy and (policy == "failover") != (settings.mode == "active-passive"):
        expected = "failover" if settings.mode == "active-passive" else "latency, geolocation or weighted"
        yield f"routing.policy is {policy} with mode {settings.mode}; expected {expected}"
    if policy == "geolocation" and not serves:
        yield "routing.policy is geolocation, and no region says whom it serves; expected regions.<region>.serves"
    if policy != "geolocation" and serves:
        yield f"regions.{min(serves)}.serves has no use without routing.policy: geolocation; expected it left out"
    places = [place for found in serves.values() for place in found]
    for place in sorted({place for place in places if places.count(place) > 1}):
        yield f"regions: {place} is served twice; expected one region for it"


def _door_problems(settings: RegionsSettings) -> Iterator[str]:
    enabled = {"cdn": settings.cdn.enabled, "accelerator": settings.accelerator.enabled, "dns": True}
    if settings.entry and not enabled[settings.entry]:
        yield f"entry is {settings.entry}, which is not enabled; expected {settings.entry}.enabled: true"
    balancer = settings.load_balancer
    if balancer.internal:
        yield (
            "loadBalancer.internal keeps out the health checks of Route 53, which come from the internet; expected it "
            "left out"
        )
    if balancer.certificate_arn:
        yield "loadBalancer.certificateArn is of one region; expected it left out: each region gets one for the domain"
    if not settings.routed:
        yield "services: none has paths or hosts, so no region would answer; expected one with paths: [/*]"


def _table_problems(tables: Mapping[str, TableSettings]) -> Iterator[str]:
    for name, table in tables.items():
        if not table.capacity.on_demand:
            yield f"tables.{name}.capacity.mode is provisioned; expected on-demand: a replica takes all regions' writes"
        if table.stream not in ("none", "both"):
            yield f"tables.{name}.stream is {table.stream}; expected both, which replication reads, or left out"
