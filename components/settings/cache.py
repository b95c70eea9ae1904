"""Settings of an in-memory cache."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.types import CacheNodeType, LogRetention
from components.settings.versions import Version
from components.settings.windows import DailyWindow, WeeklyWindow, overlap

CacheEngine = Literal["valkey", "redis"]
VERSIONS: dict[CacheEngine, str] = {"valkey": "8.1", "redis": "7.1"}
"""Version of each engine that the project is tested with, as of November 2026. Redis ends at 7.1 on ElastiCache;
Valkey goes on and costs less."""
_MAJORS: dict[CacheEngine, tuple[str, ...]] = {"valkey": ("7", "8"), "redis": ("7",)}


class ServerlessCacheSettings(Section):
    """Limits of a serverless cache, which bound its bill."""

    max_data_gb: Annotated[int, Field(ge=1, le=5000)] = by_profile(development=1, staging=5, production=20)
    """GB of data at most; beyond it old entries are evicted."""
    max_ecpu_per_second: Annotated[int, Field(ge=1000, le=15_000_000)] = by_profile(
        development=1000, staging=5000, production=20_000
    )
    """ElastiCache processing units per second at most; beyond it commands are throttled."""


class CacheSettings(Section):
    """A Valkey or Redis cache: TLS, IAM logins instead of passwords, encrypted, in the isolated subnets."""

    engine: CacheEngine = "valkey"
    """`valkey` is the open successor of Redis, speaks the same protocol and costs less."""
    engine_version: Version | None = None
    """Version; left out, the one that this release of the project was tested with."""
    node_type: CacheNodeType = by_profile(
        development="cache.t4g.micro", staging="cache.t4g.small", production="cache.t4g.medium"
    )
    """Type of the nodes; a serverless cache does not use it."""
    replicas: Annotated[int, Field(ge=0, le=5)] = by_profile(development=0, staging=0, production=1)
    """Copies of each shard in other availability zones. With one or more, a failed primary is replaced by
    itself; with none, the cache is gone until AWS has made it anew."""
    shards: Annotated[int, Field(ge=1, le=500)] = 1
    """Parts that the keys are spread over. More than one needs a client that knows the cluster protocol."""
    serverless: ServerlessCacheSettings | None = None
    """Use a serverless cache, which scales by itself and spans availability zones; `{}` takes the defaults."""
    eviction_policy: Literal[
        "volatile-lru", "allkeys-lru", "volatile-lfu", "allkeys-lfu", "volatile-ttl", "noeviction"
    ] = "volatile-lru"
    """What gives way when memory is full. `volatile-lru` keeps keys without expiry, as sessions want it."""
    parameters: dict[str, str] = Field(default_factory=dict)
    """Further engine parameters of a node-based cache."""
    snapshot_retention_days: Annotated[int, Field(ge=0, le=35)] = by_profile(development=0, staging=1, production=7)
    """Days that daily snapshots are kept; 0 takes none."""
    final_snapshot: bool = by_profile(development=False, staging=False, production=True)
    """Take a snapshot before a node-based cache is deleted."""
    customer_key: bool = by_profile(development=False, staging=False, production=True)
    """Encrypt with an own KMS key instead of the service's. It can be chosen at creation only."""
    log_retention_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that CloudWatch keeps the slow log and the engine log of a node-based cache."""
    snapshot_window: DailyWindow = "02:00-03:00"
    """Daily window (UTC) of the snapshot."""
    maintenance_window: WeeklyWindow = "sun:05:00-sun:06:00"
    """Weekly window (UTC) in which AWS patches; outside the snapshot window."""
    apply_immediately: bool = by_profile(development=True, staging=True, production=False)
    """Make changes at once instead of in the maintenance window."""

    @property
    def version(self) -> str:
        """Version, chosen or default."""
        return self.engine_version or VERSIONS[self.engine]

    @property
    def major(self) -> str:
        """Major version."""
        return self.version.partition(".")[0]

    @model_validator(mode="after")
    def _check(self) -> CacheSettings:
        problems = []
        if self.major not in _MAJORS[self.engine] or "." not in self.version:
            majors = ", ".join(f"{major}.x" for major in _MAJORS[self.engine])
            problems.append(f"engineVersion {self.version}: expected {majors} for {self.engine}")
        if overlap(self.snapshot_window, self.maintenance_window):
            problems.append(
                f"snapshotWindow {self.snapshot_window} and maintenanceWindow {self.maintenance_window} overlap; "
                "expected windows apart"
            )
        if problems:
            raise Problems(problems)
        return self
