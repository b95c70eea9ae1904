"""No more tags than AWS takes."""

from __future__ import annotations

from collections.abc import Iterator

from finops.tags import MAX_TAGS
from policy.accessor import Resource
from policy.rule import Answer, resource_rule
from policy.tags import AUTO_SCALING_GROUP, effective_tags
from policy.tokens import taggable


@resource_rule(
    id="TAG-006",
    name="tag-count",
    title="A resource has at most 50 tags, default tags included",
    severity="medium",
    rationale="AWS refuses the 51st, in the middle of a deployment.",
    fix="Drop tags that nothing reads; default tags of the provider count as well.",
    url="https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
    types=taggable() | {AUTO_SCALING_GROUP},
    on_unknown="pass",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Count the effective tags."""
    count = len(effective_tags(resource).values)
    if count > MAX_TAGS:
        yield f"{count} tags; AWS takes {MAX_TAGS}."
