"""Contracts on tags: what a resource carries in the end, whichever way it gets there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from finops.tags import tag_problems
from synthesis.model import Resource, Synthesis
from tests.contract.rule import contract, each
from tests.support.schema import properties


def effective_tags(synthesis: Synthesis, resource: Resource) -> Mapping[str, str] | None:
    """Return the tags that a resource ends up with, or None where it cannot have any."""
    given = resource.inputs.get("tags")
    if resource.kind == "Group" and resource.type.startswith("aws:autoscaling/"):
        return {tag["key"]: tag["value"] for tag in given or [] if tag["propagateAtLaunch"]}  # default tags miss it
    if not resource.type.startswith("aws:") or "tags" not in properties(resource.type):
        return None
    return {**synthesis.default_tags.get(resource.provider, {}), **(given or {})}


@contract("every resource that can carry tags carries the whole tag schema")
@each
def carries_the_mandatory_tags(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    tags = effective_tags(synthesis, resource)
    if tags is not None:
        yield from tag_problems(tags)


@contract("what a launch template starts carries the tags too: instances and volumes")
@each
def launches_with_tags(synthesis: Synthesis, resource: Resource) -> Iterator[str]:
    if resource.kind != "LaunchTemplate":
        return
    specified: dict[str, Any] = {s["resourceType"]: s["tags"] for s in resource.inputs.get("tagSpecifications", [])}
    for kind in ("instance", "volume"):
        yield from (f"{kind}: {problem}" for problem in tag_problems(specified.get(kind, {})))
