"""Settings of QuickSight: who sees which tables, and a dashboard."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from components.settings.base import Section
from components.settings.formats import arn
from components.settings.lake import FileName, TableName
from components.settings.types import ItemName

QuickSightPrincipal = Annotated[
    str,
    arn("quicksight", r"(user|group)/.+", "the ARN of a QuickSight user or group", scope="regional"),
]


class DataSetSettings(Section):
    """A table or view as QuickSight shows it."""

    source: TableName
    """Table or view of this workload."""
    mode: Literal["direct", "spice"] = "direct"
    """`direct` asks Athena each time; `spice` copies the rows into QuickSight's memory, which has a price per GB and
    takes a refresh."""
    refresh: Literal["hourly", "daily"] | None = None
    """How often the copy is renewed, for `mode: spice`. Left out: when somebody does it."""


class QuickSightSettings(Section):
    """Data sets and a dashboard. QuickSight must be subscribed to in the account, once and by hand: it has a price per
    user.
    """

    readers: Annotated[list[QuickSightPrincipal], Field(min_length=1)]
    """Users and groups that see the dashboard and its data."""
    data_sets: Annotated[dict[ItemName, DataSetSettings], Field(min_length=1)]
    """Data sets by name; the dashboard's definition names them."""
    dashboard: FileName | None = None
    """File below analytics/ with the definition of the dashboard in JSON, as `describe-dashboard-definition` prints it,
    without `.json`. Left out: no dashboard."""
