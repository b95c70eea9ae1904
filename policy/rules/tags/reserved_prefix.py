"""No tag key starts with aws:."""

from __future__ import annotations

from collections.abc import Iterator

from finops.tags import reserved_keys
from policy.accessor import Resource
from policy.rule import Answer, resource_rule
from policy.tags import AUTO_SCALING_GROUP, effective_tags, tag_map, with_defaults
from policy.tokens import taggable


@resource_rule(
    id="TAG-005",
    name="tag-reserved-prefix",
    title="No tag key starts with aws:",
    severity="medium",
    rationale="AWS keeps the prefix for itself and refuses the call, in the middle of a deployment.",
    fix="Choose a key without the prefix.",
    url="https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
    types=taggable() | {AUTO_SCALING_GROUP},
    on_unknown="pass",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Name each reserved key that the program sets (AWS's own, in `tagsAll`, are none of its business)."""
    if resource.type == AUTO_SCALING_GROUP:
        tags = effective_tags(resource)
    else:
        tags = with_defaults(resource, tag_map(resource.get("tags")))
    for key in reserved_keys(tags.values):
        yield f"Tag key {key} is reserved."
