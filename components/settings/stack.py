"""The settings of a whole stack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field
from pydantic_core import to_jsonable_python

from components.settings.base import Environment, Keys, stances
from components.settings.formats import text
from components.settings.governance import GovernanceSettings
from components.settings.monitoring import MonitoringSettings
from components.settings.network import NetworkSettings
from components.settings.provider import AwsSettings
from components.settings.types import ItemName
from components.settings.workload import WorkloadSettings
from finops.tags import BY_KEY, stack_tags

ProjectName = Annotated[
    str, text(BY_KEY["Project"].pattern, "2 to 40 letters, digits and hyphens, a letter first, such as shop")
]
CostCenter = Annotated[
    str,
    text(BY_KEY["CostCenter"].pattern, "2 to 20 letters, digits and hyphens, such as 4410", numbers=(10, 10**20 - 1)),
]
Owner = Annotated[
    str,
    text(BY_KEY["Owner"].pattern, "a team name or a mailbox of 2 to 128 characters, such as platform@example.com"),
]


class StackKeys(Keys):
    """Every key of the `quoin:` namespace. The workloads are maps here: their patterns' own models read them."""

    environment: Environment
    """What the stack serves; it picks every default that depends on it, and is the Environment tag."""
    project: ProjectName
    """Name of the product or system; the Project tag."""
    cost_center: CostCenter
    """Who pays, as the finance department numbers it; the CostCenter tag."""
    owner: Owner
    """Team or mailbox that answers for the stack; the Owner tag."""
    network: NetworkSettings
    """The stack's network. There is one as soon as a workload runs inside it."""
    workloads: dict[ItemName, Any] = Field(default_factory=dict)
    """What runs here, by name: each workload has the `pattern` that it follows and the settings of that pattern."""
    monitoring: MonitoringSettings
    """Alarms, dashboard and saved queries of the stack."""
    governance: GovernanceSettings
    """What the stack may cost, who hears of it, and what keeps costs in order."""


class Settings(StackKeys):
    """The checked settings of a stack: what the program is built from."""

    workloads: dict[ItemName, WorkloadSettings] = Field(default_factory=dict)
    """What runs here, by name: each the settings of its pattern."""
    aws: AwsSettings
    """The AWS provider of the stack (the `aws:` keys)."""

    @property
    def region(self) -> str:
        """Region of the stack (`aws:region`)."""
        return self.aws.region

    @property
    def tags(self) -> dict[str, str]:
        """The tags that every resource of the stack carries."""
        return stack_tags(
            environment=self.environment.value, cost_center=self.cost_center, project=self.project, owner=self.owner
        )

    @property
    def has_network(self) -> bool:
        """Whether something runs inside the stack's network: a workload, or Spot capacity."""
        return bool(self.governance.spot) or any(workload.needs_network for workload in self.workloads.values())

    def posture(self) -> Mapping[str, Any]:
        """Return which safety defaults hold and which the stack file overrides, as plain data.

        `kept` maps each part of the stack to its defaults that hold, as one line of JSON: people read it in every
        preview, where sixty keys of their own would hide what changed. `overridden` maps the key of any other default
        to its value and default.
        """
        parts: dict[str, Keys] = {"network": self.network} if self.has_network else {}
        parts |= {f"workloads.{name}": workload for name, workload in self.workloads.items()}
        parts |= {"monitoring": self.monitoring, "governance": self.governance}
        found = {key: list(stances(part, self.environment)) for key, part in parts.items()}
        kept = {
            key: {stance.key: _plain(stance.value) for stance in group if not stance.overridden}
            for key, group in found.items()
        }
        return {
            "kept": {key: json.dumps(values) for key, values in kept.items() if values},
            "overridden": {
                f"{key}.{stance.key}": {"value": _plain(stance.value), "default": _plain(stance.default)}
                for key, group in found.items()
                for stance in group
                if stance.overridden
            },
        }


def _plain(value: Any) -> Any:
    return to_jsonable_python(value, by_alias=True)
