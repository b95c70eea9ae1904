"""Settings of the bill in every detail, and of what asks it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from components.settings.base import Section
from components.settings.formats import arn

QuickSightUserArn = Annotated[
    str, arn("quicksight", r"(user|group)/.+", "the ARN of a QuickSight user or group", scope="regional")
]


class QuickSightSettings(Section):
    """A data source and a data set of QuickSight on the table of the reports.

    The account must have a QuickSight subscription, and its role must be allowed to read the bucket and to use Athena
    (QuickSight, Manage, Security & permissions).
    """

    owners: Annotated[list[QuickSightUserArn], Field(min_length=1, max_length=64)]
    """Users or groups that own the data set and make dashboards of it."""


class CostReportSettings(Section):
    """Cost and usage reports in a bucket, and Athena with saved queries on them. What they cost is their storage, about
    USD 0.02 per GB and month, and USD 5 per TB that a query reads.
    """

    enabled: bool | None = None
    """Whether reports are made; left out, where `account` is true."""
    export: bool = True
    """CUR 2.0, which Athena and the saved queries read: a data export of every column, refreshed at least daily."""
    legacy: bool = True
    """The older cost and usage report as well: daily, Parquet, with AWS's own files for Athena."""
    retention_days: Annotated[int, Field(ge=31, le=3653)] = 365
    """Days after which a month's files are deleted."""
    scan_limit_gb: Annotated[int, Field(ge=1, le=10_240)] = 50
    """GB that one query may read before Athena stops it; 50 GB cost USD 0.25."""
    quicksight: QuickSightSettings | None = None
    """A data source and a data set for QuickSight."""

    @model_validator(mode="after")
    def _check(self) -> CostReportSettings:
        if self.enabled and not (self.export or self.legacy):
            raise ValueError("enabled is true with neither export nor legacy; expected at least one of them")
        if self.quicksight and not self.export:
            raise ValueError("quicksight reads the table of the export; expected export: true")
        return self
