"""Settings of an end for logs that no component of the stack looks after."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from components.settings.base import Section, by_profile
from components.settings.bucket import AGEING, Days, StorageClass, tier_problems
from components.settings.formats import text
from components.settings.types import ItemName, LogRetention

BucketName = Annotated[
    str,
    text(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of an S3 bucket: 3 to 63 lower-case letters, digits, . and -"),
]
LogGroupName = Annotated[
    str, text(r"(?!aws/)[\w./#-]{1,512}", "the name of a log group such as /aws/rds/instance/shop/postgresql")
]


class LogGroupSettings(Section):
    """A log group that a service would make by itself, and never end."""

    name: LogGroupName
    """Name by which the service will write to it. The group must not exist yet; `pulumi import` takes one over."""
    retention_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that CloudWatch keeps its events."""


class LogBucketSettings(Section):
    """A bucket for logs that exists already, in the stack's region."""

    bucket: BucketName
    """Its name. These rules take the place of all that it has: S3 knows one set of rules for a bucket."""
    prefix: Annotated[str, Field(max_length=1024)] = ""
    """Beginning of the keys that the rules are for; left out, all objects."""
    tiers: dict[StorageClass, Days] = Field(default_factory=lambda: dict(AGEING))
    """Storage class → age in days at which objects move there."""
    expire_after_days: Days = 365
    """Age in days at which objects are deleted."""

    @model_validator(mode="after")
    def _check(self) -> LogBucketSettings:
        problems = tier_problems(self.tiers, self.expire_after_days)
        if problems:
            raise ValueError("; ".join(problems))
        return self


class LogLifecycleSettings(Section):
    """Logs outside the components, which end their own."""

    groups: dict[ItemName, LogGroupSettings] = Field(default_factory=dict)
    """Log groups by a name of your choice."""
    buckets: dict[ItemName, LogBucketSettings] = Field(default_factory=dict)
    """Buckets by a name of your choice: objects move to STANDARD_IA after 30 days, to GLACIER after 90, to
    DEEP_ARCHIVE after 180, and are deleted after 365; uploads that never ended go after 7."""
