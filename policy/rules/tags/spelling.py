"""Keys of the schema are spelt as in the schema."""

from __future__ import annotations

from collections.abc import Iterator

from finops.tags import misspelt_keys
from policy.accessor import Resource
from policy.rule import Answer, resource_rule
from policy.tags import AUTO_SCALING_GROUP, effective_tags
from policy.tokens import taggable


@resource_rule(
    id="TAG-004",
    name="tag-key-case",
    title="Tag keys of the schema are spelt exactly as in the schema",
    severity="medium",
    rationale="AWS tells `costcenter` from `CostCenter`: the first appears in no report, and both together "
    "contradict each other.",
    fix="Rename the key to the one in the schema (finops/tags.py), or delete it where the default tags set the "
    "right one.",
    url="https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
    types=taggable() | {AUTO_SCALING_GROUP},
    on_unknown="pass",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Name each key that differs from a key of the schema only in case or separators."""
    for key, right in misspelt_keys(effective_tags(resource).values).items():
        yield f"Tag {key} must be spelt {right}."
