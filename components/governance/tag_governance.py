"""TagGovernance: the tag schema beyond the stack, in the organization and on the bill."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
from pulumi_aws import costexplorer, organizations

from components.component import Component
from components.context import StackContext
from components.governance.tag_policies import control_policy, tag_policy
from components.names import physical_name
from components.settings.tag_governance import TagGovernanceSettings
from finops.tags import BY_KEY, MANDATORY

CATEGORIES = ("Environment", "CostCenter", "Project")
"""Tags that costs are split by. Owner and ManagedBy say who works on a thing, not what it is for."""
NOWHERE = "Untagged"
"""Value of a category for costs without the tag, so that they show."""


@dataclass(frozen=True, kw_only=True)
class TagGovernanceArgs:
    """What the governance of tags is built from."""

    settings: TagGovernanceSettings
    stack: StackContext


class TagGovernance(Component):
    """A tag policy and a service control policy made of the tag schema, cost allocation tags and cost categories.

    The tag policy refuses tags that break the schema; that they are there at all, the service control policy demands.
    """

    policy_ids: pulumi.Output[dict[str, str]]
    """Ids of the organization's policies, by `tags` and `required`."""

    def __init__(self, name: str, args: TagGovernanceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, settings = args, args.settings
        made: dict[str, pulumi.Output[str]] = {}
        if settings.target and settings.policy:
            content = _compact(tag_policy())
            made["tags"] = self._policy(
                "tags", "TAG_POLICY", content, "Keys and values of tags, as the schema has them"
            )
        if settings.target and settings.require:
            statements = control_policy(settings.exempt)
            content = _compact({"Version": "2012-10-17", "Statement": statements})
            said = "Nothing that costs is created without the mandatory tags"
            made["required"] = self._policy("required", "SERVICE_CONTROL_POLICY", content, said)
        if settings.cost_allocation:
            for key in MANDATORY:
                costexplorer.CostAllocationTag(f"{name}-{key}", tag_key=key, status="Active", opts=self.child())
        if settings.categories:
            for key in CATEGORIES:
                self._category(key)
        self.policy_ids = pulumi.Output.all(**made)
        self.publish(policy_ids=self.policy_ids)

    def _policy(self, key: str, kind: str, content: str, description: str) -> pulumi.Output[str]:
        stack = self._args.stack
        policy = organizations.Policy(
            f"{self.name}-{key}",
            name=physical_name(stack.project, stack.stack, key, limit=128),
            description=description,
            type=kind,
            content=content,
            opts=self.child(),
        )
        organizations.PolicyAttachment(
            f"{self.name}-{key}-attachment",
            policy_id=policy.id,
            target_id=self._args.settings.target or "",
            opts=self.child(),
        )
        return policy.id

    def _category(self, key: str) -> None:
        """Make a cost category: a value of its own for each that the schema lists, else the value of the tag."""
        rule = BY_KEY[key]
        if rule.allowed:
            rules = [
                costexplorer.CostCategoryRuleArgs(
                    value=value,
                    rule=costexplorer.CostCategoryRuleRuleArgs(
                        tags=costexplorer.CostCategoryRuleRuleTagsArgs(
                            key=key, values=[value], match_options=["EQUALS"]
                        )
                    ),
                )
                for value in rule.allowed
            ]
        else:
            inherited = costexplorer.CostCategoryRuleInheritedValueArgs(dimension_name="TAG", dimension_key=key)
            rules = [costexplorer.CostCategoryRuleArgs(type="INHERITED_VALUE", inherited_value=inherited)]
        costexplorer.CostCategory(
            f"{self.name}-category-{key}",
            name=f"CostCategory-{key}",
            rule_version="CostCategoryExpression.v1",
            rules=rules,
            default_value=NOWHERE,
            opts=self.child(),
        )


def _compact(value: object) -> str:
    """Return JSON without spaces: AWS counts them against the limit of a policy."""
    return json.dumps(value, separators=(",", ":"))
