"""Settings of a relational database that spans regions (Aurora Global Database)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, by_profile
from components.settings.database import AuroraSettings, DatabaseSettings
from components.settings.types import DbInstanceClass

MEMORY_FAMILIES = ("r", "x")
"""First letters of the instance families that a global database takes: those with much memory."""


class GlobalAuroraSettings(AuroraSettings):
    """What only Aurora has, for a cluster in each region."""

    min_capacity: Annotated[float, Field(ge=0, le=256, multiple_of=0.5)] = by_profile(
        development=0.5, staging=0.5, production=2
    )
    """Aurora capacity units (2 GiB of memory each) at least, 0.5 or more: a cluster of a global database does not
    pause. What a region that only follows has at least is what it starts from when it takes over; AWS recommends 8
    there for busy databases."""


class GlobalDatabaseSettings(DatabaseSettings):
    """An Aurora Global Database: one cluster that writes, and one in each other region that follows it, usually in
    less than a second. Every cluster is encrypted with a key of its region.

    RDS does not keep the administrator's password for members of a global database. A secret of ours does, with a copy
    in each region, and a function replaces the password every seven days, the first time at once.
    """

    engine: Literal["aurora-postgresql", "aurora-mysql"] = "aurora-postgresql"  # pyright: ignore[reportIncompatibleVariableOverride] (fewer engines)
    """`aurora-postgresql` or `aurora-mysql`: the two that span regions."""
    instance_class: DbInstanceClass = by_profile(
        development="db.r7g.large", staging="db.r7g.large", production="db.r7g.large"
    )
    """Instance class of a `provisioned` cluster; a global database takes those with much memory (db.r…, db.x…)."""
    customer_key: bool = True
    """Encrypt with an own KMS key in each region. A copy in another region needs one, so this stays true."""
    followers: Literal["headless", "one", "same"] = by_profile(development="headless", staging="one", production="same")
    """Instances of the clusters that follow: `same` as the writer's, so that one of them carries the whole load after
    a failover; `one`; or `headless`: the data is there, for the price of its storage, and an instance is made when
    it is needed, which takes minutes."""
    write_forwarding: bool | None = None
    """Let applications write to the cluster of their own region, which sends the statement to the writer. Left out:
    where every region serves."""
    aurora: GlobalAuroraSettings | None = None  # pyright: ignore[reportIncompatibleVariableOverride] (its section)
    """What only Aurora has."""

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:
        """Name the engine that is meant when none is."""
        return {"engine": "aurora-postgresql", **data} if isinstance(data, Mapping) else data

    @model_validator(mode="after")
    def _check_global(self) -> GlobalDatabaseSettings:
        problems: list[str] = []
        if not self.customer_key:
            problems.append("customerKey is false; expected true: a copy in another region needs a key of that region")
        if self.proxy:
            problems.append("proxy is true; expected false: in a region that follows, RDS Proxy only reads")
        if self.aurora and self.aurora.data_api:
            problems.append("aurora.dataApi is true; expected false: it needs a secret that RDS keeps itself")
        if self.aurora and self.aurora.capacity == "serverless" and self.aurora.min_capacity < 0.5:
            problems.append("aurora.minCapacity is 0; expected 0.5 or more: a global database does not pause")
        family = self.instance_class.split(".")[1]
        if self.provisioned and not family.startswith(MEMORY_FAMILIES):
            problems.append(f"instanceClass {self.instance_class}: a global database takes db.r… and db.x… only")
        if problems:
            raise Problems(problems)
        return self
