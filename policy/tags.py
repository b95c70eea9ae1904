"""The tags that a resource will really carry: its own, plus the provider's default tags where those reach it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from policy.accessor import UNKNOWN, Resource
from policy.tokens import takes_default_tags

AUTO_SCALING_GROUP = "aws:autoscaling/group:Group"


@dataclass(frozen=True)
class Tags:
    """Effective tags. A value may be UNKNOWN; when `complete` is false, there may be keys that are not known yet."""

    values: dict[str, Any]
    complete: bool = True

    @property
    def known(self) -> dict[str, str]:
        """The tags whose values are known, as text."""
        return {key: str(value) for key, value in self.values.items() if value is not UNKNOWN}


@lru_cache(maxsize=64)  # six rules ask for the tags of the same resource, one after the other
def effective_tags(resource: Resource) -> Tags:
    """Return the tags of a resource. In a stack rule the provider's answer (`tagsAll`) counts when it is there."""
    if resource.type == AUTO_SCALING_GROUP:
        return group_tags(resource)
    combined = tag_map(resource.get("tagsAll"))
    if combined.complete and combined.values:
        return combined
    own = tag_map(resource.get("tags"))
    return with_defaults(resource, own) if takes_default_tags(resource.type) else own


def with_defaults(resource: Resource, own: Tags) -> Tags:
    """Return `own` tags on top of the provider's default tags."""
    defaults = tag_map(resource.provider_tags)
    return Tags({**defaults.values, **own.values}, own.complete and defaults.complete)


def tag_map(value: Any) -> Tags:
    """Return a map property as tags."""
    if value is UNKNOWN:
        return Tags({}, complete=False)
    return Tags(dict(value) if isinstance(value, dict) else {})


def group_tags(resource: Resource) -> Tags:
    """Return the tags of an Auto Scaling group, which come as a list and which no default tag reaches."""
    listed = resource.get("tags")
    if listed is UNKNOWN:
        return Tags({}, complete=False)
    items = [item if isinstance(item, dict) else {"key": item} for item in (listed if isinstance(listed, list) else [])]
    return Tags(
        {item["key"]: item["value"] for item in items if isinstance(item.get("key"), str) and "value" in item},
        complete=not any(item.get("key") is UNKNOWN for item in items),
    )
