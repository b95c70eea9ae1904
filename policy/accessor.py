"""The one way to read what the engine shows of a resource.

The policy SDK hands out proxies: they are neither `dict` nor `list`, raise on values that a preview cannot know, show
secrets in clear and every number as a float. Rules never touch them. They read through `Resource`, which returns plain
Python values and, where there is none, one of two markers: `MISSING` (not set, or null) and `UNKNOWN` (known only after
deployment). `get` and `json` never raise; `need` and what builds on it end the rule with "cannot decide".
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any, Final

from pulumi_policy import proxy as sdk_proxy
from pulumi_policy.proxy import UnknownValueError
from pulumi_policy.secret import Secret


class Marker(Enum):
    """What stands where a property has no value that can be read."""

    UNKNOWN = "unknown"
    MISSING = "missing"

    def __bool__(self) -> bool:
        """Markers are false: `if resource.get(...)` never takes one for a value."""
        return False


UNKNOWN: Final = Marker.UNKNOWN
MISSING: Final = Marker.MISSING

_SENTINELS = frozenset(
    value for name, value in vars(sdk_proxy).items() if name.startswith("UNKNOWN_") and name.endswith("_VALUE")
)
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class CannotDecideError(Exception):
    """A rule needs a value that is not known yet."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@lru_cache(maxsize=2048)
def steps(path: str) -> tuple[str | int, ...]:
    """Split `a.b[0].c` into its steps."""
    return tuple(int(index) if index else name for name, index in _STEP.findall(path))


def plain(value: Any) -> Any:
    """Return `value` as plain Python: dicts, lists, text, booleans, numbers; whole floats as int, unknowns as UNKNOWN.

    Nulls are left out. Assets and archives stay the objects that they are.
    """
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, str):
        return UNKNOWN if value in _SENTINELS else value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, Mapping):
        items = ((str(key), plain(_item(value, key))) for key in value)
        return {key: item for key, item in items if item is not MISSING}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        items = (plain(_item(value, index)) for index in range(len(value)))
        return [item for item in items if item is not MISSING]
    return value


def _item(container: Any, key: Any) -> Any:
    """Return one item of a proxy, UNKNOWN when it has no value yet, MISSING when it is not there."""
    try:
        value = container[key]
    except UnknownValueError:
        return UNKNOWN
    except (KeyError, IndexError, TypeError):
        return MISSING
    return MISSING if value is None else value


def lookup(value: Any, path: str | Sequence[str | int]) -> Any:
    """Follow `path` from `value`; return what stands there as plain Python, UNKNOWN or MISSING."""
    for step in steps(path) if isinstance(path, str) else path:
        if isinstance(value, Secret):
            value = value.value
        if value is UNKNOWN or (isinstance(value, str) and value in _SENTINELS):
            return UNKNOWN
        wanted = Mapping if isinstance(step, str) else Sequence
        if not isinstance(value, wanted) or isinstance(value, str | bytes):
            return MISSING
        value = _item(value, step)
    return plain(value)


def parse_json(value: Any) -> Any:
    """Return the document in a JSON text; markers and documents pass through, text that is no JSON is UNKNOWN."""
    if not isinstance(value, str):
        return value
    try:
        return plain(json.loads(value))
    except ValueError:
        return UNKNOWN


@dataclass(frozen=True, eq=False)
class Resource:
    """One resource as rules see it. `props` and `provider_props` are the SDK's proxies (or plain data)."""

    type: str
    """Canonical type token, such as `aws:s3/bucket:Bucket`; deprecated aliases are translated."""
    name: str
    urn: str
    props: Any
    provider_type: str = ""
    provider_props: Any = None
    depends_on: dict[str, list[Resource]] = field(default_factory=dict)
    """Resources behind each input property; filled in for stack rules only."""
    inputs: Any = None
    """What the program gave, in a stack rule: `props` are outputs there, in which a preview leaves much unknown.
    None where the engine did not show them."""
    parent: str = ""
    """URN of the component that holds it."""

    def get(self, path: str | Sequence[str | int]) -> Any:
        """Return the value at `path` (`a.b[0].c`, or a sequence where a key has dots), UNKNOWN or MISSING."""
        return lookup(self.props, path)

    def has(self, path: str | Sequence[str | int]) -> bool:
        """Tell whether anything is set at `path`, known or not."""
        return self.get(path) is not MISSING

    def need(self, path: str) -> Any:
        """Return the value at `path` or MISSING; where it is unknown, end the rule with "cannot decide"."""
        value = self.get(path)
        if value is UNKNOWN:
            raise CannotDecideError(path)
        return value

    def flag(self, path: str, *, default: bool = False) -> bool:
        """Return a boolean property (the provider takes the text `true` as well); `default` where it is not set."""
        value = self.need(path)
        return default if value is MISSING else value is True or str(value).lower() == "true"

    def list(self, path: str) -> list[Any]:
        """Return a list; a lone object stands for a list of one, nothing for an empty one. Unknown: cannot decide."""
        value = self.need(path)
        if value is MISSING:
            return []
        return value if isinstance(value, list) else [value]

    def map(self, path: str) -> dict[str, Any]:
        """Return a map, empty where nothing is set. Unknown: cannot decide."""
        value = self.need(path)
        return value if isinstance(value, dict) else {}

    def json(self, path: str) -> Any:
        """Return the document in a JSON text property (or given as a map), UNKNOWN or MISSING."""
        return parse_json(self.get(path))

    def document(self) -> dict[str, Any]:
        """Return all that the program gave, as plain Python; what a preview cannot know is UNKNOWN."""
        found = plain(self.props if self.inputs is None else self.inputs)
        return found if isinstance(found, dict) else {}

    @cached_property
    def region(self) -> Any:
        """Region of the resource: its own `region`, else the provider's; UNKNOWN or MISSING."""
        own = self.get("region")
        return own if own is not MISSING else lookup(self.provider_props, "region")

    @cached_property
    def provider_tags(self) -> Any:
        """The provider's default tags as a map; UNKNOWN when not known yet, empty when there are none."""
        if self.provider_type != "pulumi:providers:aws":
            return {}
        document = parse_json(lookup(self.provider_props, "defaultTags"))
        if document is UNKNOWN:
            return UNKNOWN
        found = document.get("tags", MISSING) if isinstance(document, dict) else MISSING
        if found is UNKNOWN:
            return UNKNOWN
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, eq=False)
class Stack:
    """All resources of a stack, for rules that look at more than one."""

    resources: tuple[Resource, ...]

    @cached_property
    def by_type(self) -> dict[str, list[Resource]]:
        """Resources by canonical type token."""
        found: dict[str, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(resource.type, []).append(resource)
        return found

    def of(self, *types: str) -> list[Resource]:
        """Return the resources of these types."""
        return [resource for token in types for resource in self.by_type.get(token, ())]

    def refers(self, resource: Resource, path: str, target: Resource, *ids: str) -> bool:
        """Tell whether property `path` of `resource` points to `target`.

        It does when the engine knows of the dependency, or when the property's value is one of the target's `ids`
        (output names such as `id` or `arn`).
        """
        if any(found.urn == target.urn for found in resource.depends_on.get(str(steps(path)[0]), ())):
            return True
        value = resource.get(path)
        values = value if isinstance(value, list) else [value]
        known = {text for text in (target.get(name) for name in ids) if isinstance(text, str)}
        return any(isinstance(text, str) and text in known for text in values)
