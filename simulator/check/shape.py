"""Names and types: unknown properties at any depth, missing ones, values of the wrong kind."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator
from typing import Any

from simulator.check.problem import Problem, shown
from simulator.schema.model import Shape, described
from simulator.schema.types import Type
from simulator.wire import UNKNOWN, Path, is_asset

INTERNAL = ("__defaults", "__meta", "__pulumi_raw_state_delta")

_WORDS = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "list": "a list",
    "map": "a map",
    "object": "an object",
    "asset": "an asset or archive",
}


def problems(shape: Shape, values: dict[str, Any], path: Path = ()) -> list[Problem]:
    """Every unknown, missing or wrongly typed property of an object and of all objects inside it."""
    found: list[Problem] = []
    for name, value in values.items():
        if name in INTERNAL:
            continue
        if name not in shape.properties:
            found.append(Problem((*path, name), _unknown(name, list(shape.properties))))
        elif value is not None:
            found += _typed(shape.properties[name].type, shape.package, value, (*path, name))
    found += [
        Problem((*path, name), "required, but missing.")
        for name, rule in shape.properties.items()
        if rule.required and values.get(name) is None
    ]
    return found


def _unknown(name: str, names: list[str]) -> str:
    bare = name.lower().replace("_", "")
    near = [known for known in names if known.lower() == bare] or difflib.get_close_matches(
        name, names, n=1, cutoff=0.8
    )
    if not near and len(bare) > 2:
        near = [known for known in names if known.lower().startswith(bare) or bare.startswith(known.lower() + "s")]
    near = near or difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    hint = f' Did you mean "{near[0]}"?' if near else f" Known here: {', '.join(sorted(names)[:12])}."
    return f"no such property.{hint}"


def _typed(kind: Type, package: str, value: Any, path: Path) -> list[Problem]:
    if value is None or value is UNKNOWN or kind.kind == "any":
        return []
    if kind.kind in ("list", "map", "object"):
        fits = isinstance(value, list if kind.kind == "list" else dict) and not is_asset(value)
        return _inside(kind, package, value, path) if fits else [_wrong(kind, value, path)]
    return [] if _scalar(kind.kind, value) else [_wrong(kind, value, path)]


def _inside(kind: Type, package: str, value: Any, path: Path) -> list[Problem]:
    """The problems of what a list, a map or an object holds."""
    if kind.kind == "object":
        inner = described(package, kind.ref)
        return problems(inner, value, path) if inner else []
    element = kind.element or Type("any")
    items = enumerate(value) if isinstance(value, list) else value.items()
    return [found for key, item in items for found in _typed(element, package, item, (*path, key))]


def _scalar(kind: str, value: Any) -> bool:
    """Whether a value is, or is converted by the provider to, a scalar: "80" is a number, 80 is a string."""
    if kind == "asset" or isinstance(value, (dict, list)):
        return kind == "asset" and is_asset(value)
    if kind == "boolean":
        return isinstance(value, bool) or value in ("true", "false")
    return _numeric(kind, value) if kind in ("integer", "number") else True


def _numeric(kind: str, value: Any) -> bool:
    try:
        return not isinstance(value, bool) and (
            math.isfinite(float(value)) if kind == "number" else float(value).is_integer()
        )
    except ValueError:
        return False


def _wrong(kind: Type, value: Any, path: Path) -> Problem:
    return Problem(path, f"{shown(value)} is the wrong type. Allowed: {_WORDS.get(kind.kind, kind.kind)}.")


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """(path, value) of every known scalar below a value, assets aside."""
    if isinstance(value, dict):
        if not is_asset(value):
            for key, item in value.items():
                yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from leaves(item, (*path, i))
    elif value is not None and value is not UNKNOWN:
        yield path, value
