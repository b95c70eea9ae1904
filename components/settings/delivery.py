"""Settings of a delivery: a Firehose stream that writes what arrives into the lake."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.formats import text
from components.settings.handler import HandlerSettings
from components.settings.lake import ColumnName, TableName
from components.settings.types import ItemName, LogRetention

LEAST_MB = 64
"""MB that Firehose wants to buffer at least when it converts or sorts records."""
JqExpression = Annotated[str, text(r"\..*", "a jq expression over a record such as .site or .recorded_at[0:10]")]


class DeliverySettings(Section):
    """Records from a stream, or from callers, into files of the lake: Parquet for a table, else JSON as it came."""

    stream: ItemName | None = None
    """Stream of this workload whose records are delivered. Left out: callers put records in themselves."""
    table: TableName | None = None
    """Table whose folder receives the files and whose columns they have. Left out: JSON lines as they came, below the
    name of the delivery in the raw zone."""
    partition_by: Annotated[dict[ColumnName, JqExpression], Field(max_length=50)] = Field(default_factory=dict)
    """Partition of the table → where its value stands in a record: files are sorted by content. Partitions of kind
    day and hour that are not named here take the time of arrival. It can be switched on or off at creation only, and
    costs extra per GB and per file."""
    buffer_seconds: Annotated[int, Field(ge=0, le=900)] = by_profile(development=60, staging=300, production=300)
    """Seconds after which a file is written at the latest. Longer: fewer, larger files, which Athena reads faster."""
    buffer_mb: Annotated[int, Field(ge=1, le=128)] = 128
    """MB after which a file is written at once; 64 or more with a Parquet table or `partitionBy`."""
    compression: Literal["snappy", "gzip", "none"] = "snappy"
    """Compression of the files: snappy is quick, gzip is small."""
    timestamp_formats: Annotated[list[str], Field(max_length=5)] = Field(
        default_factory=lambda: ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"]
    )
    """How times stand in the records, as patterns of Joda; columns of type timestamp are read with them."""
    transform: HandlerSettings | None = None
    """Code of the project that changes, drops or refuses records on the way. Left out: none."""
    keep_original: bool = by_profile(development=False, staging=True, production=True)
    """With `transform`, keep every record as it came below `originals/` of the raw zone: a wrong transformation can be
    repeated."""
    late_minutes: Annotated[int, Field(ge=5, le=1440)] = 30
    """Age in minutes of the oldest undelivered record above which the alarm goes off."""
    log_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that the log of failed deliveries is kept."""

    @model_validator(mode="after")
    def _check(self) -> DeliverySettings:
        problems = []
        if self.partition_by and self.table is None:
            problems.append("partitionBy names partitions of a table; expected a table as well")
        if (self.partition_by or self.table) and self.buffer_mb < LEAST_MB:
            problems.append(f"bufferMb is {self.buffer_mb}; expected {LEAST_MB} to 128 with a table")
        if self.late_minutes * 60 <= self.buffer_seconds:
            problems.append(
                f"lateMinutes is {self.late_minutes}, but bufferSeconds alone makes records {self.buffer_seconds} s "
                "old; expected more"
            )
        if problems:
            raise Problems(problems)
        return self
