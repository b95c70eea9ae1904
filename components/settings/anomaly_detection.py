"""Settings of what finds costs that are unlike those of the weeks before."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from components.settings.base import Section, by_profile
from components.settings.formats import arn
from components.settings.types import AccountId, ItemName

MonitorArn = Annotated[
    str,
    arn(
        "ce",
        r"anomalymonitor/[0-9a-f-]{36}",
        "the ARN of a cost anomaly monitor: arn:aws:ce::<account>:anomalymonitor/<id>",
        scope="global",
    ),
]
TagKey = Annotated[str, Field(min_length=1, max_length=128)]
Values = Annotated[list[Annotated[str, Field(min_length=1, max_length=256)]], Field(min_length=1, max_length=50)]
"""Fifty values are the most that AWS takes in one monitor."""


class MonitorSettings(Section):
    """A monitor of a part of the costs: exactly one of tag, category and accounts."""

    tag: TagKey | None = None
    """Key of a cost allocation tag, such as CostCenter. It must be active in the billing console (`tags`)."""
    category: Annotated[str, Field(min_length=1, max_length=50)] | None = None
    """Name of a cost category."""
    values: Values | None = None
    """Values of the tag or of the category whose costs are watched, taken together."""
    accounts: Annotated[list[AccountId], Field(min_length=1, max_length=10)] | None = None
    """Member accounts whose costs are watched, taken together; in the management account only."""

    @model_validator(mode="after")
    def _check(self) -> MonitorSettings:
        given = [key for key in ("tag", "category", "accounts") if getattr(self, key) is not None]
        if len(given) != 1:
            has = f"it has {' and '.join(given)}" if given else "it has none of them"
            raise ValueError(f"{has}; expected exactly one of tag, category, accounts")
        if (self.values is None) != (self.accounts is not None):
            wanted = "values as well" if self.values is None else "no values: the accounts are all it needs"
            raise ValueError(f"{given[0]} is set; expected {wanted}")
        return self


class AnomalySettings(Section):
    """Cost Anomaly Detection: AWS learns what is usual and tells what is not. It is free of charge."""

    enabled: bool = by_profile(development=False, staging=False, production=True)
    """Whether the stack's costs are watched."""
    threshold: Annotated[Decimal, Field(gt=0, decimal_places=2)] = Decimal(100)
    """USD by which an anomaly must exceed what is usual, in total, before anybody hears of it."""
    service_monitor: bool | None = None
    """Make the monitor of all services of the account; left out, where `account` is true. AWS allows one in an account,
    and makes it itself in accounts that opened Cost Explorer since March 2023: name that one in `serviceMonitorArn`."""
    service_monitor_arn: MonitorArn | None = None
    """The monitor of all services that the account has already; this stack subscribes to it and makes none."""
    stack_monitor: bool | None = None
    """Make a monitor of the costs with this stack's tag Project; left out, where this stack has no monitor of all
    services. It sees nothing until the tag is an active cost allocation tag (`tags.costAllocation`)."""
    monitors: dict[ItemName, MonitorSettings] = Field(default_factory=dict)
    """Further monitors, by name."""
    daily: bool = True
    """Send one summary a day to the mailboxes of `governance.alerts`."""
    immediate: bool = True
    """Tell the topic of the alarms as soon as an anomaly is found."""
