"""Which level a rule has: decided by its severity and the environment, not by a list.

- Production: critical, high and medium stop the deployment; low is a notice.
- Staging: critical and high stop it, so that Production never surprises; the rest are notices.
- Development: everything is a notice.

The pack's configuration file overrides the level of single rules, or of `all`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from finops.tags import ENVIRONMENTS
from policy.accessor import Resource
from policy.rule import Rule, Severity
from policy.tags import effective_tags

PRODUCTION = "Production"


class Level(StrEnum):
    """What the engine does about a finding."""

    ADVISORY = "advisory"
    MANDATORY = "mandatory"
    DISABLED = "disabled"


_MANDATORY_FROM = {
    "Production": {Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL},
    "Staging": {Severity.HIGH, Severity.CRITICAL},
    "Development": set[Severity](),
}


def level(severity: Severity, environment: str) -> Level:
    """Return the level of a severity in an environment; an unknown environment counts as Production."""
    return (
        Level.MANDATORY if severity in _MANDATORY_FROM.get(environment, _MANDATORY_FROM[PRODUCTION]) else Level.ADVISORY
    )


def levels(rules: Iterable[Rule], environment: str) -> dict[str, Level]:
    """Return the level of every rule in an environment."""
    return {rule.id: level(rule.severity, environment) for rule in rules}


def environment_of(resources: Iterable[Resource]) -> str | None:
    """Read the environment from the Environment tag of resources; None when there is none, or they differ."""
    found = {tag for resource in resources if (tag := _environment_tag(resource)) is not None}
    return found.pop() if len(found) == 1 else None


def _environment_tag(resource: Resource) -> str | None:
    value = effective_tags(resource).values.get("Environment")
    return value if isinstance(value, str) and value in ENVIRONMENTS else None
