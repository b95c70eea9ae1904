"""Compares old and new inputs: what changed, at which path, and whether AWS replaces the resource for it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from simulator import facts, naming
from simulator.check.rules import dotted
from simulator.schema.model import Resource
from simulator.wire import UNKNOWN, Path, is_asset, path_text

ADD, DELETE, UPDATE = "add", "delete", "update"


@dataclass(frozen=True)
class Change:
    """One changed leaf: its path, whether it was added, deleted or updated, and whether that replaces the resource."""

    path: Path
    kind: str
    replaces: bool


@dataclass(frozen=True)
class Diff:
    """All changes of a resource, and whether the old one must go before the new one can come."""

    changes: list[Change] = field(default_factory=list)
    delete_before_replace: bool = False

    @property
    def replaces(self) -> list[str]:
        """Top-level properties that force the replacement."""
        return sorted({str(change.path[0]) for change in self.changes if change.replaces})


def compare(resource: Resource, olds: dict[str, Any], news: dict[str, Any], ignored: Iterable[str] = ()) -> Diff:
    """The difference between the inputs of an existing resource and those that the program now gives."""
    known = facts.of(resource.token)
    skip = tuple(ignored)
    changes = []
    for path, kind in _changed(olds, _ordered(olds, news, (), known.sets), ()):
        if str(path[0]).startswith("__") or _is_ignored(path, skip):
            continue
        if kind == DELETE and len(path) == 1 and path[0] in known.computed:
            continue  # AWS keeps the value it has when one that it can choose itself is left out
        changes.append(Change(path, kind, _replaces(resource, known, path)))
    return Diff(changes, _delete_first(resource, olds, news, changes))


def _ordered(old: Any, new: Any, path: Path, sets: frozenset[str]) -> Any:
    """The new value with its sets in the order of the old one: what is in both stands at its old place."""
    if isinstance(old, dict) and isinstance(new, dict) and not is_asset(new):
        return {key: _ordered(old.get(key), item, (*path, key), sets) for key, item in new.items()}
    if not isinstance(old, list) or not isinstance(new, list):
        return new
    if dotted(path) not in sets or old == new:
        return [_ordered(old[i] if i < len(old) else None, item, (*path, i), sets) for i, item in enumerate(new)]
    if len(old) == len(new) == 1:
        return [_ordered(old[0], new[0], (*path, 0), sets)]
    kept, fresh = [item for item in old if item in new], [item for item in new if item not in old]
    gaps = iter(fresh)
    placed = [item if item in kept else next(gaps, None) for item in old]
    return [item for item in placed if item is not None] + list(gaps)


def _changed(old: Any, new: Any, path: Path) -> Iterable[tuple[Path, str]]:
    if isinstance(old, dict) and isinstance(new, dict) and not is_asset(old) and not is_asset(new):
        for key in sorted(set(old) | set(new)):
            yield from _pair(old.get(key), new.get(key), (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        for i in range(max(len(old), len(new))):
            yield from _pair(old[i] if i < len(old) else None, new[i] if i < len(new) else None, (*path, i))
    elif not _same(old, new):
        yield path, UPDATE


def _pair(old: Any, new: Any, path: Path) -> Iterable[tuple[Path, str]]:
    if old is None and new is None:
        return
    if old is None:
        yield path, ADD
    elif new is None:
        yield path, DELETE
    else:
        yield from _changed(old, new, path)


def _same(old: Any, new: Any) -> bool:
    """Equality as AWS sees it: "80" is 80, JSON that differs in blanks is the same, an asset is its hash."""
    if old is UNKNOWN or new is UNKNOWN:
        return False
    if is_asset(old) and is_asset(new):
        return (old.get("hash") == new.get("hash") and bool(old.get("hash"))) or old == new
    if old == new and isinstance(old, bool) == isinstance(new, bool):
        return True
    if isinstance(old, (dict, list)) or isinstance(new, (dict, list)):
        return False
    left, right = _text(old), _text(new)
    return left == right or (left[:1] in ("{", "[") and _same_json(left, right))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _same_json(old: str, new: str) -> bool:
    try:
        return json.loads(old) == json.loads(new)
    except ValueError:
        return False


def _replaces(resource: Resource, known: facts.Facts, path: Path) -> bool:
    if path[0] == "region":
        return True
    if not known.known and not known.replace:
        return path[0] == naming.name_property(resource) or (path[0] == "name" and len(path) == 1)
    where = dotted(path)
    prefixes = {where[:i] for i in range(len(where) + 1) if i == len(where) or where[i] == "."}
    # A whole block that came or went replaces when something inside it would.
    inside = any(name.startswith(f"{where}.") for name in known.replace) if isinstance(path[-1], str) else False
    return bool(prefixes & known.replace) or inside


def _is_ignored(path: Path, ignored: tuple[str, ...]) -> bool:
    text = path_text(path)
    for pattern in ignored:
        cut = pattern.replace("[*]", "")
        if pattern in ("*", text) or text.startswith((f"{pattern}.", f"{pattern}[")):
            return True
        if "[*]" in pattern and dotted(path).startswith(cut):
            return True
    return False


def _delete_first(resource: Resource, olds: dict[str, Any], news: dict[str, Any], changes: list[Change]) -> bool:
    """True when the program fixed the physical name and it stays: AWS cannot hold two of that name at a time."""
    if not any(change.replaces for change in changes):
        return False
    name = naming.name_property(resource) or next(
        (name for name in ("name", "identifier", "functionName") if name in resource.inputs.properties), None
    )
    if name is None or news.get(name) is None or name in news.get("__defaults", ()):
        return False
    return _same(olds.get(name), news.get(name))
