"""Two small patterns, so that tests of the settings do not depend on the real ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.check import check
from components.settings.problem import report
from components.settings.types import (
    AccountId,
    CertificateArn,
    CronExpression,
    DomainName,
    Email,
    InstanceType,
    LogRetention,
)
from components.settings.workload import WorkloadSettings


class DatabaseSettings(Section):
    """A database."""

    engine: Literal["postgres", "mysql"] = "postgres"
    """What it speaks."""
    multi_az: bool = by_profile(development=False, staging=False, production=True)
    """Whether a copy stands by in another zone."""
    replicas: Annotated[int, Field(ge=0, le=5)] = 0
    """Copies to read from."""
    log_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that logs are kept."""


class ServiceSettings(WorkloadSettings):
    """A service."""

    needs_network = True

    database: DatabaseSettings | None = None
    """Its database."""
    instance_type: InstanceType = by_profile(development="t4g.micro", staging="t4g.small", production="m7g.large")
    """What it runs on."""
    min_size: Annotated[int, Field(ge=0)] = 1
    """Instances at least."""
    max_size: Annotated[int, Field(ge=0)] = 4
    """Instances at most."""
    certificate: CertificateArn | None = None
    """Its certificate."""
    accounts: list[AccountId] = Field(default_factory=list)
    """Who may call it."""
    contact: Email | None = None
    """Who answers."""
    cron: CronExpression | None = None
    """When it starts."""
    nat: Literal["none", "single"] | Annotated[int, Field(ge=1, le=4)] = "none"
    """How it reaches the internet."""
    queues: dict[str, DatabaseSettings] = Field(default_factory=dict)
    """Things by name."""

    release: Literal["16", "17"] = "17"
    """A version."""
    variables: dict[str, str] = Field(default_factory=dict)
    """Texts by name."""

    @model_validator(mode="after")
    def _check(self) -> ServiceSettings:
        problems = []
        if self.min_size > self.max_size:
            problems.append(f"expected minSize ≤ maxSize, found {self.min_size} and {self.max_size}")
        if self.contact and not self.cron:
            problems.append("contact needs cron")
        if problems:
            raise Problems(problems)
        return self


class SiteSettings(WorkloadSettings):
    """A site."""

    domain: DomainName | None = None
    """Its name."""


class Patterns:
    """A registry of the two."""

    def names(self) -> list[str]:
        return ["service", "site"]

    def settings_model(self, name: str) -> type[WorkloadSettings]:
        return {"service": ServiceSettings, "site": SiteSettings}[name]


def as_engine(config: Mapping[str, Any]) -> dict[str, str]:
    """Return a `config` as the engine hands it to the program: texts, with maps and lists as JSON."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}


VALID = """
aws:region: us-east-1
quoin:environment: Development
quoin:project: shop
quoin:costCenter: "4410"
quoin:owner: platform@example.com
"""


def messages(changes: str, *, secret: tuple[str, ...] = (), base: str = VALID) -> list[str]:
    """Return the problems of a valid stack file with `changes`, as they stand in the message."""
    config = (yaml.safe_load(base) or {}) | (yaml.safe_load(changes) or {})
    config = {key: value for key, value in config.items() if value != "(absent)"}
    settings, problems = check(as_engine(config), secret, Patterns())
    assert (settings is None) == bool(problems)
    return [str(problem) for problem in problems]


def message(changes: str) -> str:
    """Return the whole message for a valid stack file with `changes`."""
    config = yaml.safe_load(VALID) | yaml.safe_load(changes)
    return report(check(as_engine(config), (), Patterns())[1], "dev")
