"""Settings of a workload that runs in several regions: the regions, how people reach them, what is at the door."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Section, by_profile
from components.settings.cdn import DistributionSettings
from components.settings.ecs_service import PathPattern
from components.settings.formats import text
from components.settings.network import VpcRange
from components.settings.region_plan import range_of
from components.settings.types import HttpPath, LogRetention, Percent

CONTINENTS = {
    "africa": "AF",
    "antarctica": "AN",
    "asia": "AS",
    "europe": "EU",
    "oceania": "OC",
    "north-america": "NA",
    "south-america": "SA",
}
"""Word → Route 53's code. Words, since the codes of continents are those of countries as well: AF, AS, NA, SA."""

Role = Literal["primary", "active", "standby"]
Mode = Literal["active-active", "active-passive"]
Policy = Literal["latency", "geolocation", "weighted", "failover"]
Place = Annotated[
    str,
    text(
        rf"({'|'.join(CONTINENTS)}|[A-Z]{{2}}(-[A-Z0-9]{{1,3}})?)",
        f"a continent ({', '.join(CONTINENTS)}), a country such as DE, or a state such as US-CA",
    ),
]


class RegionSettings(Section):
    """One region of the workload."""

    role: Role | None = None
    """`primary` serves and has the writer of the database; there is one. `active` serves beside it, `standby` takes
    over when it fails. Left out: primary in the stack's own region (`aws:region`) unless another one is, else as `mode`
    says. After a failover the roles change here, so that the stack agrees with what is; nothing is replaced."""
    cidr: VpcRange | None = None
    """Private IPv4 range of the region's network, /16 to /21, clear of every other region's. Left out: a /16 that
    every region of AWS has for itself (us-east-1 is 10.100.0.0/16), so a further region moves none."""
    weight: Percent = 100
    """Per cent of its traffic that the region takes. 0 drains it: its health check then counts as failed, Route 53
    and the accelerator send nobody. Other values count for `routing.policy: weighted`, for several standby regions
    and for the accelerator, which sends the rest to the next region."""
    serves: list[Place] = Field(default_factory=list)
    """Whom the region serves with `routing.policy: geolocation`: continents, countries, states of the USA. Who is in
    no list gets the region that is nearest in time."""

    def range(self, region: str) -> str | None:
        """Return the range of the network in `region`, chosen or its own; None where one must be chosen."""
        return self.cidr or range_of(region)


class RoutingSettings(Section):
    """How Route 53 chooses a region, and how it finds out that one fails."""

    policy: Policy | None = None
    """`latency`: the region nearest in time. `geolocation`: by the lists in `serves`. `weighted`: by `weight`.
    `failover`: the primary, else a standby. Left out: `latency`, or `failover` with `mode: active-passive`."""
    health_path: HttpPath | None = None
    """Path that health checks ask every region for, over HTTPS. It should fail when the region cannot serve, for
    example without its database, and answer within 4 seconds. Left out: the path of the first service's own check."""
    interval: Literal[10, 30] = by_profile(development=30, staging=30, production=10)
    """Seconds between two checks of each of the places in the world that check. 10 costs USD 1 to 2 more a month."""
    failures: Annotated[int, Field(ge=1, le=10)] = 3
    """Failed checks in a row that make a region unhealthy, and good ones that make it healthy again."""


class AcceleratorSettings(Section):
    """AWS Global Accelerator: two fixed addresses that are announced all over the world, and AWS's network from there
    to a region. It leaves a region within a minute, whatever clients do with DNS. USD 18.25 a month and 0.015 per GB
    (us-east-1 list prices).
    """

    enabled: bool = by_profile(development=False, staging=False, production=True)
    """Whether there is one, at `direct.<domain>`."""
    affinity: bool = False
    """Send a client's address to the same region's targets as long as they are healthy."""
    flow_logs: bool = by_profile(development=False, staging=False, production=True)
    """Record every connection in a bucket."""
    log_retention_days: LogRetention = by_profile(development=7, staging=30, production=365)
    """Days that these records are kept."""


class EdgeSettings(DistributionSettings):
    """CloudFront in front of the regions. What is read has origin failover: when the nearest region fails, the same
    request is answered by the next one, before any health check noticed.
    """

    enabled: bool = True
    """Whether there is a distribution; it costs nothing without requests."""
    write_paths: list[PathPattern] = Field(default_factory=lambda: ["/api/*"])
    """Paths that take every method. CloudFront repeats no request that may change something, so these go to one
    region, the one that Route 53 names. All other paths take GET, HEAD and OPTIONS only."""
    cached_paths: list[PathPattern] = Field(default_factory=list)
    """Paths whose answers are kept at the edges as long as their headers say, such as /assets/*."""
    failover_statuses: list[Literal[403, 404, 416, 429, 500, 502, 503, 504]] = Field(
        default_factory=lambda: [500, 502, 503, 504]
    )
    """Answers of a region after which the next one is asked."""

    @model_validator(mode="after")
    def _check_paths(self) -> EdgeSettings:
        twice = sorted(set(self.write_paths) & set(self.cached_paths))
        if twice:
            raise ValueError(f"{', '.join(twice)} stand in writePaths and cachedPaths; expected one of the two")
        return self
