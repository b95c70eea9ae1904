"""Settings of a data lake: its zones, its tables and its views."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.bucket import BucketSettings, Days, StorageClass
from components.settings.formats import text

Zone = Literal["raw", "curated"]
"""Zones that hold tables; the third, `results`, holds what queries answer."""
TableName = Annotated[
    str, text(r"[a-z][a-z0-9_]{0,39}", "1 to 40 lower-case letters, digits and underscores, a letter first")
]
"""Name of a table, a view or a crawled folder: SQL takes it without quotes."""
ColumnName = Annotated[str, text(r"[a-z][a-z0-9_]{0,62}", "lower-case letters, digits and underscores, a letter first")]
_SIMPLE = r"(string|boolean|tinyint|smallint|int|bigint|float|double|date|timestamp|decimal\(\d{1,2},\d{1,2}\))"
ColumnType = Annotated[
    str,
    text(
        rf"({_SIMPLE}|array<{_SIMPLE}>)",
        "a type of the Glue catalogue: string, boolean, tinyint, smallint, int, bigint, float, double, date, "
        "timestamp, decimal(10,2), or array<string>",
    ),
]
FileName = Annotated[
    str, text(r"[a-z][a-z0-9_-]*(/[a-z][a-z0-9_-]*)*", "a file below analytics/ without its ending, such as iot/hourly")
]
Day = Annotated[str, text(r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a day such as 2026-01-31, in quotes")]

ATHENA_AGEING: dict[StorageClass, int] = {"STANDARD_IA": 30, "GLACIER_IR": 90}
"""Storage classes of ageing data. Athena reads all of these at once; from GLACIER and DEEP_ARCHIVE it reads nothing."""


class LakeZoneSettings(BucketSettings):
    """The bucket of a zone. Objects of `data` move to STANDARD_IA after 30 days and to GLACIER_IR after 90, which
    Athena still reads.
    """

    expire_after_days: Days | None = by_profile(development=30, staging=90, production=None)
    """Age in days at which objects are deleted; none: never."""

    def _usual_ageing(self) -> dict[StorageClass, int]:
        return ATHENA_AGEING if self.purpose == "data" else super()._usual_ageing()


class ResultsZoneSettings(BucketSettings):
    """The bucket of query results and of what jobs put aside: it ends by itself."""

    expire_after_days: Days | None = by_profile(development=7, staging=14, production=30)
    """Age in days at which objects are deleted; none: never."""
    versioning: bool = False
    """Keep replaced and deleted objects as versions for `noncurrentDays`. A result can be computed again."""


class LakeSettings(Section):
    """The three zones of the lake, a private bucket each."""

    raw: LakeZoneSettings
    """Data as it arrived. Nobody changes it."""
    curated: LakeZoneSettings
    """Data that jobs have made of it."""
    results: ResultsZoneSettings
    """Results of queries, temporary files of jobs."""
    access_logs: bool = by_profile(development=False, staging=False, production=True)
    """Log every access to the zones into a bucket of its own."""


class PartitionSettings(Section):
    """One level of folders of a table. Athena computes the folders from it: nobody has to register partitions."""

    kind: Literal["day", "hour", "value"]
    """`day`: dates such as 2026-01-31, from `since` until now; `hour`: 00 to 23; `value`: one of `values`."""
    since: Day | None = None
    """First day that there is, for `kind: day`."""
    values: list[Annotated[str, text(r"[A-Za-z0-9_.-]+", "letters, digits, dots, hyphens and underscores")]] = Field(
        default_factory=list
    )
    """All values that there are, for `kind: value`. Data below another one is not seen by queries."""

    @model_validator(mode="after")
    def _check(self) -> PartitionSettings:
        problems = []
        if (self.kind == "day") != (self.since is not None):
            problems.append("since goes with kind: day, and kind: day with since; expected both or neither")
        if (self.kind == "value") != bool(self.values):
            problems.append("values goes with kind: value, and kind: value with values; expected both or neither")
        if problems:
            raise Problems(problems)
        return self


class LakeTableSettings(Section):
    """A table of the Glue catalogue over a folder of the same name in a zone."""

    zone: Zone = "raw"
    """Zone of the folder."""
    columns: Annotated[dict[ColumnName, ColumnType], Field(min_length=1)]
    """Columns in their order, with their types. New ones come last: older files do not have them."""
    partitions: dict[ColumnName, PartitionSettings] = Field(default_factory=dict)
    """Levels of folders in their order; queries name them like columns and read the right folders only."""
    format: Literal["parquet", "json"] = "parquet"
    """Format of the files: Parquet, of which Athena reads the columns it needs, or one JSON object a line."""
    description: str = ""
    """What a row is."""

    @model_validator(mode="after")
    def _check(self) -> LakeTableSettings:
        both = sorted(set(self.columns) & set(self.partitions))
        if both:
            raise ValueError(f"{', '.join(both)} is both a column and a partition; expected two names")
        return self

    def all_columns(self) -> dict[str, str]:
        """Return columns and partitions with their types; partitions are strings."""
        return {**self.columns, **dict.fromkeys(self.partitions, "string")}


class ViewSettings(Section):
    """A view: a query with a name, which others query like a table."""

    sql: FileName
    """File below analytics/ with the SELECT, without `.sql`. It names tables and views without a database."""
    columns: Annotated[dict[ColumnName, ColumnType], Field(min_length=1)]
    """Columns of the answer in their order. Athena refuses a view whose query answers something else."""
    description: str = ""
    """What a row is."""

    def all_columns(self) -> dict[str, str]:
        """Return the columns with their types; a view has no partitions."""
        return dict(self.columns)
