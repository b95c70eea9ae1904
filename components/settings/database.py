"""Settings of a relational database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.database_engines import ENGINES, Engine, EngineName
from components.settings.formats import Format, Refusal, text
from components.settings.types import DbInstanceClass, ItemName, LogRetention
from components.settings.versions import Version
from components.settings.windows import DailyWindow, WeeklyWindow, overlap

Capacity = Annotated[float, Field(ge=0, le=256, multiple_of=0.5)]
_RESERVED = {"admin", "master", "postgres", "rdsadmin", "replication", "rds_superuser", "root", "user"}


def _free(value: str) -> str:
    if value.lower() in _RESERVED:
        raise Refusal(f"RDS or the engine keeps this name for itself, as it does {', '.join(sorted(_RESERVED))}")
    return value


_NAME = r"[A-Za-z][A-Za-z0-9_]{0,15}"
_NAMED = "1 to 16 letters, digits and underscores, a letter first"
DatabaseName = Annotated[str, text(_NAME, _NAMED)]
UserName = Annotated[str, Format(pattern=_NAME, check=_free, expected=_NAMED)]


class ReaderSettings(Section):
    """One more Aurora instance that answers reads."""

    instance_class: DbInstanceClass | None = None
    """Class of this reader when the cluster is `provisioned`; left out, that of the cluster."""


class AuroraSettings(Section):
    """What only Aurora has."""

    capacity: Literal["serverless", "provisioned"] = "serverless"
    """`serverless` (Serverless v2) follows the load between `minCapacity` and `maxCapacity`; `provisioned` runs
    instances of `instanceClass`."""
    min_capacity: Capacity = by_profile(development=0, staging=0.5, production=1)
    """Aurora capacity units (2 GiB of memory each) at least; 0 lets an idle cluster pause."""
    max_capacity: Annotated[float, Field(ge=1, le=256, multiple_of=0.5)] = by_profile(
        development=2, staging=4, production=16
    )
    """Aurora capacity units at most; the upper limit of the bill."""
    pause_after_seconds: Annotated[int, Field(ge=300, le=86_400)] = 1800
    """Seconds without a connection after which a cluster with `minCapacity: 0` pauses."""
    readers: dict[ItemName, ReaderSettings] = Field(default_factory=dict)
    """Further instances for reads, each with a name. `multiAz` adds one by itself."""
    data_api: bool = False
    """Offer the Data API: SQL over HTTPS with IAM, without a connection or a driver."""
    io_optimized: bool = False
    """Pay more for storage and instances but nothing per I/O; cheaper when I/O is over a quarter of the cost."""

    @model_validator(mode="after")
    def _check(self) -> AuroraSettings:
        if self.min_capacity > self.max_capacity:
            raise ValueError(
                f"expected minCapacity ≤ maxCapacity, found {self.min_capacity:g} and {self.max_capacity:g}"
            )
        return self


class DatabaseSettings(Section):
    """A PostgreSQL or MySQL database on RDS or Aurora: encrypted, TLS only, reachable from chosen groups only,
    with a password that Secrets Manager makes, keeps and rotates.
    """

    engine: EngineName = "postgres"
    """`postgres` and `mysql` are single RDS instances (with a standby when `multiAz`); `aurora-…` are clusters."""
    engine_version: Version | None = None
    """Major version. Left out, the one that this release of the project was tested with. Only majors in
    standard support: Extended Support costs extra and is switched off."""
    instance_class: DbInstanceClass = by_profile(
        development="db.t4g.micro", staging="db.t4g.medium", production="db.m7g.large"
    )
    """Instance class; a serverless Aurora cluster does not use it."""
    multi_az: bool = by_profile(development=False, staging=False, production=True)
    """Keep a standby (Aurora: a reader) in another availability zone that takes over when the first fails."""
    storage_gb: Annotated[int, Field(ge=20, le=65_536)] = 20
    """GiB of gp3 storage at creation. Aurora's storage grows by itself."""
    max_storage_gb: Annotated[int, Field(ge=20, le=65_536)] = by_profile(development=50, staging=100, production=1000)
    """GiB up to which RDS grows the storage when it runs full. Growth cannot be undone."""
    database_name: DatabaseName = "app"
    """Name of the database that is created in the new instance."""
    username: UserName = "dbadmin"
    """Name of the administrator, whose password Secrets Manager keeps. It cannot be changed."""
    app_user: UserName = "app"
    """Database user that workloads log in as by IAM; create it once and grant it `rds_iam` (PostgreSQL) or
    identify it with `AWSAuthenticationPlugin` (MySQL)."""
    iam_authentication: bool = True
    """Let database users log in with an IAM token instead of a password."""
    proxy: bool = False
    """Put RDS Proxy in front: pooled connections and faster failover. Costs per vCPU and keeps a serverless
    cluster from pausing."""
    backup_retention_days: Annotated[int, Field(ge=1, le=35)] = by_profile(development=1, staging=7, production=30)
    """Days for which the database can be restored to any second."""
    deletion_protection: bool = by_profile(development=False, staging=False, production=True)
    """Refuse to delete the database."""
    final_snapshot: bool = by_profile(development=False, staging=False, production=True)
    """Take a snapshot before the database is deleted, and keep its automated backups."""
    customer_key: bool = by_profile(development=False, staging=False, production=True)
    """Encrypt with an own KMS key instead of the account's `aws/rds`. It can be chosen at creation only."""
    insights: bool = by_profile(development=False, staging=True, production=True)
    """Database Insights (standard mode, 7 days, no charge): which statements load the database."""
    monitoring_seconds: Literal[0, 1, 5, 10, 15, 30, 60] = by_profile(development=0, staging=60, production=60)
    """Interval of the operating system's metrics (enhanced monitoring); 0 switches it off."""
    log_retention_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that CloudWatch keeps the exported logs of the database."""
    slow_query_ms: Annotated[int, Field(ge=0, le=3_600_000)] = 1000
    """Milliseconds from which a statement is logged as slow."""
    parameters: dict[str, str] = Field(default_factory=dict)
    """Further engine parameters. Those that enforce TLS cannot be overridden."""
    backup_window: DailyWindow = "03:00-04:00"
    """Daily window (UTC) of the backup: two times, half an hour apart at least."""
    maintenance_window: WeeklyWindow = "sun:04:30-sun:05:30"
    """Weekly window (UTC) in which AWS patches; outside the backup window."""
    auto_minor_upgrade: bool = True
    """Take new minor versions in the maintenance window."""
    allow_major_upgrade: bool = False
    """Allow `engineVersion` to name a newer major than the one that runs."""
    apply_immediately: bool = by_profile(development=True, staging=True, production=False)
    """Make changes at once, even those that restart the database, instead of in the maintenance window."""
    aurora: AuroraSettings | None = None
    """What only the `aurora-…` engines have; filled in for them."""

    @property
    def of_engine(self) -> Engine:
        """Facts about the engine."""
        return ENGINES[self.engine]

    @property
    def major(self) -> str:
        """Major version, chosen or default."""
        return self.engine_version or self.of_engine.default

    @property
    def provisioned(self) -> bool:
        """Whether instances have a fixed class."""
        return self.aurora is None or self.aurora.capacity == "provisioned"

    @model_validator(mode="before")
    @classmethod
    def _aurora(cls, data: Any) -> Any:
        """Give an Aurora engine its section, so that the profile can fill it."""
        if isinstance(data, Mapping) and str(data.get("engine", "")).startswith("aurora-"):
            return {**data, "aurora": data.get("aurora") or {}}
        return data

    @model_validator(mode="after")
    def _check(self) -> DatabaseSettings:
        problems = [*self._version_problems(), *self._size_problems()]
        forced = {name for name, _ in self.of_engine.tls} & set(self.parameters)
        if forced:
            problems.append(f"parameters.{min(forced)} enforces TLS and cannot be overridden; remove it")
        if overlap(self.backup_window, self.maintenance_window):
            problems.append(
                f"backupWindow {self.backup_window} and maintenanceWindow {self.maintenance_window} overlap, "
                "which RDS refuses; expected windows apart"
            )
        if problems:
            raise Problems(problems)
        return self

    def _version_problems(self) -> list[str]:
        engine = self.of_engine
        if self.major in engine.majors:
            return []
        return [f"engineVersion {self.major}: expected one of {', '.join(engine.majors)} for {self.engine}"]

    def _size_problems(self) -> list[str]:
        problems = []
        if self.aurora is None and self.max_storage_gb * 10 < self.storage_gb * 11:
            problems.append(
                f"maxStorageGb {self.max_storage_gb}: RDS wants a tenth more than storageGb {self.storage_gb} "
                f"at least; expected {-(-self.storage_gb * 11 // 10)} or more"
            )
        if self.aurora and not self.engine.startswith("aurora-"):
            problems.append(
                f"aurora is for aurora-postgresql and aurora-mysql, and the engine is {self.engine}; RDS also "
                "refuses replicas of an instance whose password Secrets Manager keeps"
            )
        small = self.instance_class.endswith((".micro", ".small"))
        if self.aurora and self.aurora.capacity == "provisioned" and small:
            problems.append(f"instanceClass {self.instance_class}: Aurora starts at db.t4g.medium")
        return problems
