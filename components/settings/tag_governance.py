"""Settings of the tags that hold in a whole organization, and that the bill is split by."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from components.settings.base import Section
from components.settings.formats import text

TargetId = Annotated[
    str,
    text(
        r"r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12}",
        "the id of an organization's root (r-ab12), of a unit (ou-ab12-cdefgh34) or of an account (12 digits)",
    ),
]
RolePattern = Annotated[
    str,
    text(
        r"arn:(aws|\*)[a-z-]*:iam::(\d{12}|\*):role/[\w+=,.@*/-]{1,512}",
        "the ARN of a role, in which * stands for anything, such as arn:aws:iam::*:role/BreakGlass",
    ),
]


class TagGovernanceSettings(Section):
    """The tag schema beyond this stack. All of it is off unless it is asked for: it reaches other people's accounts."""

    target: TargetId | None = None
    """What the tag policy, and the policy that demands the tags, are attached to: the root of the organization, a unit
    or an account. Only in the management account, where both types of policy must be enabled. Left out: neither."""
    policy: bool = True
    """With `target`: make the tag policy, which refuses tags whose keys or values differ from the schema."""
    require: bool = True
    """With `target`: make the service control policy that refuses to create what lacks a mandatory tag. A tag policy
    alone does not: it judges tags that are there."""
    exempt: list[RolePattern] = Field(default_factory=list, max_length=10)
    """Roles that may create without the tags, for an emergency."""
    cost_allocation: bool = False
    """Have the bill split by the mandatory tags, which budgets and monitors of tags need. In the account that pays, and
    not before a resource with the tags has been there for a day: AWS knows no tag that it has not seen on a bill."""
    categories: bool = False
    """Make a cost category of each tag that costs are split by: Environment, CostCenter, Project. In the account that
    pays; free of charge."""

    @model_validator(mode="after")
    def _check(self) -> TagGovernanceSettings:
        if self.target and not (self.policy or self.require):
            raise ValueError("target is set with neither policy nor require; expected at least one of them")
        if self.exempt and not (self.target and self.require):
            raise ValueError("exempt has no use without target and require")
        return self
