"""The provider's own configuration: region, default tags, account checks."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import Any

from simulator import regions
from simulator.check import shape
from simulator.check.problem import Problem
from simulator.schema import model
from simulator.schema.types import Type
from simulator.wire import UNKNOWN

TOKEN = "pulumi:providers:aws"
EXTRA = ("version", "pluginDownloadURL", "__internal")


@dataclass(frozen=True)
class Config:
    """What resources need to know of their provider."""

    region: str = regions.FALLBACK_REGION
    default_tags: dict[str, str] = field(default_factory=dict)
    ignored_keys: frozenset[str] = frozenset()
    ignored_prefixes: tuple[str, ...] = ()

    def merged(self, tags: dict[str, Any] | None) -> dict[str, Any]:
        """A resource's tags over the provider's default tags, as pulumi-aws merges them."""
        return {**self.default_tags, **(tags or {})}


def parsed(values: dict[str, Any]) -> dict[str, Any]:
    """Provider inputs with the JSON texts, in which the SDK sends objects and numbers, turned into values."""
    shape_of = _types()
    out: dict[str, Any] = {}
    for name, value in values.items():
        kind = shape_of.get(name)
        if isinstance(value, str) and kind and kind.kind in ("object", "list", "map", "boolean", "integer", "number"):
            try:
                out[name] = json.loads(value)
            except ValueError:
                out[name] = value
        else:
            out[name] = value
    return out


def _types() -> dict[str, Type]:
    resource = model.resource(TOKEN)
    return {name: rule.type for name, rule in resource.inputs.properties.items()} if resource else {}


def problems(values: dict[str, Any]) -> list[Problem]:
    """What is wrong with provider inputs: unknown keys, wrong types, an unknown region, broken tags."""
    resource = model.resource(TOKEN)
    given = {name: value for name, value in parsed(values).items() if name not in EXTRA}
    found = shape.problems(resource.inputs, given) if resource else []
    region = given.get("region")
    if region is None:
        if not environment_region():
            found.append(Problem(("region",), "required: `pulumi config set aws:region us-east-1`, or AWS_REGION."))
    elif region is not UNKNOWN and (reason := regions.problem(region)):
        found.append(Problem(("region",), reason))
    return found


def environment_region() -> str:
    """The region that the environment names, as the AWS SDKs read it; empty when it names none."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or ""


def read(values: dict[str, Any]) -> Config:
    """The configuration that provider inputs mean."""
    given = parsed(values)
    defaults, ignore = _object(given, "defaultTags"), _object(given, "ignoreTags")
    tags = defaults.get("tags")
    region = given.get("region")
    return Config(
        region=region if isinstance(region, str) else environment_region() or regions.FALLBACK_REGION,
        default_tags={**_environment_tags(), **(tags if isinstance(tags, dict) else {})},
        ignored_keys=frozenset(ignore.get("keys") or ()),
        ignored_prefixes=tuple(ignore.get("keyPrefixes") or ()),
    )


def _object(values: dict[str, Any], name: str) -> dict[str, Any]:
    value = values.get(name)
    return value if isinstance(value, dict) else {}


def _environment_tags() -> dict[str, str]:
    """Default tags from TF_AWS_DEFAULT_TAGS_<key>, which the real provider reads too."""
    mark = "TF_AWS_DEFAULT_TAGS_"
    return {name.removeprefix(mark): value for name, value in os.environ.items() if name.startswith(mark)}
