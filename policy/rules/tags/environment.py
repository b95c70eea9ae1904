"""The Environment tag tells the truth."""

from __future__ import annotations

from collections.abc import Iterator

from finops.tags import ENVIRONMENTS
from policy.accessor import Resource
from policy.rule import Answer, Context, resource_rule
from policy.tags import AUTO_SCALING_GROUP, effective_tags
from policy.tokens import taggable


@resource_rule(
    id="TAG-003",
    name="environment-tag",
    title="The Environment tag agrees with the environment of the stack",
    severity="high",
    rationale="Schedules stop what is tagged Development at night, and budgets are split by this tag.",
    fix="Leave the tag to the provider's default tags, which Quoin takes from `quoin:environment`.",
    url="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
    types=taggable() | {AUTO_SCALING_GROUP},
    on_unknown="pass",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compare the tag with the environment that the stack names; without one there is nothing to compare with."""
    tag = effective_tags(resource).values.get("Environment")
    if context.stated and tag in ENVIRONMENTS and tag != context.environment:
        yield f"Tagged {tag}, but the stack is {context.environment}."
