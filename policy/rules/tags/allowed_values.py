"""Tags of the schema have values of the schema."""

from __future__ import annotations

from collections.abc import Iterator

from finops.tags import SCHEMA
from policy.accessor import UNKNOWN, Resource
from policy.rule import Answer, Undecided, resource_rule
from policy.tags import AUTO_SCALING_GROUP, effective_tags
from policy.tokens import taggable


@resource_rule(
    id="TAG-002",
    name="tag-values",
    title="Tags of the schema have values that the schema allows",
    severity="high",
    rationale="`prod`, `Prod` and `Production` are three environments for every cost report and every schedule.",
    fix="Use an allowed value. In Quoin they come from `quoin:environment`, `quoin:costCenter`, `quoin:project` and "
    "`quoin:owner` in the stack file.",
    url="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_tag-policies.html",
    frameworks=("Well-Architected COST03-BP02",),
    types=taggable() | {AUTO_SCALING_GROUP},
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Name each key of the schema whose value it refuses; never the value."""
    tags = effective_tags(resource).values
    for rule in SCHEMA:
        value = tags.get(rule.key)
        if value is UNKNOWN:
            yield Undecided(f"tags.{rule.key}")
        elif value is not None and not rule.accepts(str(value)):
            yield f"Tag {rule.key} has a value outside the schema; allowed: {rule.expected}."
