"""Settings of what Glue runs: jobs, crawlers, data quality rules."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Section, by_profile
from components.settings.formats import Format, text
from components.settings.lake import FileName, TableName, Zone
from components.settings.types import LogRetention, ScheduleExpression

GlueVersion = Literal["4.0", "5.0"]
WorkerType = Literal["G.1X", "G.2X", "G.4X", "G.8X", "R.1X", "R.2X"]
ArgumentName = Annotated[str, text(r"[a-z][a-z0-9_]{0,49}", "lower-case letters, digits and underscores")]


GlueSchedule = Annotated[
    ScheduleExpression,
    Format(pattern=r"cron\(.*\)", expected="six cron fields in UTC such as `cron(15 * * * ? *)`"),
]
"""Glue takes cron only, and counts in UTC."""


class EtlJobSettings(Section):
    """A Spark job that makes tables of tables."""

    script: FileName
    """PySpark file below analytics/, without `.py`."""
    reads: list[TableName] = Field(default_factory=list)
    """Tables that it reads; the argument `--<table>` tells it the folder."""
    writes: Annotated[list[TableName], Field(min_length=1)]
    """Tables whose files it writes and replaces; the argument `--<table>` tells it the folder."""
    arguments: dict[ArgumentName, str] = Field(default_factory=dict)
    """Further arguments by name, without the hyphens."""
    schedule: GlueSchedule | None = None
    """When it runs, in UTC. Left out: when somebody starts it."""
    worker_type: WorkerType = "G.1X"
    """Size of a worker: G.1X is one processing unit (4 vCPUs, 16 GB), G.2X two …"""
    workers: Annotated[int, Field(ge=2, le=299)] = by_profile(development=2, staging=2, production=10)
    """Workers at most; Glue takes as many as the work needs."""
    spare_capacity: bool = by_profile(development=True, staging=False, production=False)
    """Run on spare capacity (FLEX) for about a third less: it may start minutes later."""
    timeout_minutes: Annotated[int, Field(ge=1, le=2880)] = 60
    """Minutes after which a run is stopped."""
    retries: Annotated[int, Field(ge=0, le=10)] = 1
    """Further tries of a run that failed."""
    glue_version: GlueVersion = "5.0"
    """Version of Glue: 5.0 is Spark 3.5 and Python 3.11."""
    log_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that the logs of the job are kept."""

    @model_validator(mode="after")
    def _check(self) -> EtlJobSettings:
        taken = sorted(set(self.arguments) & {*self.reads, *self.writes})
        if taken:
            raise ValueError(f"arguments has {', '.join(taken)}, which tells the folder of a table; expected another")
        if self.spare_capacity and self.worker_type not in ("G.1X", "G.2X"):
            raise ValueError(f"spareCapacity takes workers G.1X and G.2X, not {self.worker_type}; expected one of them")
        return self


class CrawlerSettings(Section):
    """A crawler: finds out which columns the files of a folder have, and makes tables of them."""

    zone: Zone = "raw"
    """Zone of the folder."""
    folder: TableName
    """Folder below the zone; a table of the workload must not have its name."""
    schedule: GlueSchedule | None = by_profile(
        development=None, staging="cron(30 2 * * ? *)", production="cron(30 2 * * ? *)"
    )
    """When it looks for new files, in UTC. None: when somebody starts it."""
    prefix: Annotated[str, text(r"[a-z0-9_]{0,20}", "lower-case letters, digits and underscores")] = "found_"
    """Beginning of the names of the tables that it makes."""


class DataQualitySettings(Section):
    """Rules that the rows of a table must keep, and when that is looked at."""

    table: TableName
    """Table whose rows are judged."""
    rules: FileName
    """File below analytics/ with the rules in DQDL, without `.dqdl`."""
    schedule: ScheduleExpression | None = by_profile(
        development=None, staging="cron(0 3 * * ? *)", production="cron(0 3 * * ? *)"
    )
    """When the rules are evaluated, in UTC: it costs processing units. None: when somebody starts it."""
    workers: Annotated[int, Field(ge=2, le=50)] = 5
    """Workers of an evaluation."""
    timeout_minutes: Annotated[int, Field(ge=1, le=2880)] = 60
    """Minutes after which an evaluation is stopped."""
    rows: Annotated[
        str, text(r"[^'\"]*('[^'\"]*'[^'\"]*)*", "a condition over columns such as day >= '2026-01-01'")
    ] = ""
    """Condition that chooses the rows to judge. Left out: all of the table."""
