"""Settings of an Athena workgroup and the queries in it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from components.settings.base import Section, by_profile
from components.settings.lake import FileName
from components.settings.types import ItemName


class NamedQuerySettings(Section):
    """A saved query."""

    sql: FileName
    """File below analytics/ with the SELECT, without `.sql`."""
    description: str = ""
    """What it answers; the console shows it."""


class WorkgroupSettings(Section):
    """Where people and programs query the lake: settings that nobody can get around, and a limit."""

    scan_limit_mb: Annotated[int, Field(ge=10, le=7_000_000_000)] = by_profile(
        development=1_000, staging=10_000, production=100_000
    )
    """MB that one query may read: Athena stops it there. 1 TB costs about USD 5."""
    daily_scan_gb: Annotated[int, Field(ge=1)] = by_profile(development=20, staging=100, production=1_000)
    """GB that all queries of a day may read before the alarm goes off."""
    failed_queries: Annotated[int, Field(ge=1)] = 10
    """Failed queries in an hour above which the alarm goes off."""
    queries: dict[ItemName, NamedQuerySettings] = Field(default_factory=dict)
    """Saved queries by name."""
    analysts: bool = True
    """Make a policy for people and programs that may query here; its ARN is in the outputs."""
