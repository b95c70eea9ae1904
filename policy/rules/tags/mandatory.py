"""Every mandatory tag is there."""

from __future__ import annotations

from collections.abc import Iterator

from finops.tags import missing_keys
from policy.accessor import Resource
from policy.rule import Answer, Undecided, resource_rule
from policy.tags import AUTO_SCALING_GROUP, effective_tags
from policy.tokens import taggable


@resource_rule(
    id="TAG-001",
    name="mandatory-tags",
    title="Every taggable resource carries all mandatory tags",
    severity="high",
    rationale="A resource without its tags has no owner, is on nobody's bill, and is missed by schedules and reports.",
    fix="In Quoin: pass the stack's provider, whose default tags carry the schema (`opts.providers`). Elsewhere: "
    "`aws.Provider(..., default_tags={'tags': {...}})`, or `tags=` on the resource.",
    url="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
    frameworks=("Well-Architected COST03-BP02",),
    types=taggable() | {AUTO_SCALING_GROUP},
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Name each mandatory key that neither the resource nor its provider sets."""
    tags = effective_tags(resource)
    missing = missing_keys(tags.values)
    if missing and not tags.complete:
        yield Undecided("tags")
    elif missing:
        yield f"Missing: {', '.join(missing)}."
