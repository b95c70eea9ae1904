"""Facts about AWS resource types, one JSON file per service, loaded when a type of that service is first used.

The JSON files were obtained by asking the Terraform AWS provider 5.100.0 (the engine under pulumi-aws) over its plugin
protocol how it judges each type: which changes force a replacement, which values it fills in, and what it refuses.
Enumerations were widened by what botocore 1.44 and pulumi-aws 7.51 know in addition; where sources disagree, the wider
one stands, so that the simulator does not refuse what AWS accepts. `overrides` corrects single entries by hand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from simulator.facts.overrides import DEFAULTS, NOT_REPLACED, REPLACED

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Facts:
    """What is known of one type beyond its schema. Paths are dotted property names without list positions.

    `replace`: a change of these replaces the resource. `computed`: AWS chooses a value when none is given.
    `defaults`: values of properties that were left out. `rules`: path → {enum, range, length, pattern, kind}.
    `conflicts`: pairs that exclude each other. `only_one`: groups of which one member may be set. `sets`: lists whose
    order means nothing. `known`: False for a type without an entry.
    """

    replace: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()
    defaults: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    conflicts: tuple[tuple[str, str], ...] = ()
    only_one: tuple[tuple[str, ...], ...] = ()
    sets: frozenset[str] = frozenset()
    known: bool = False


@cache
def _service(module: str) -> dict[str, dict[str, Any]]:
    file = _FOLDER / f"{module}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


@cache
def of(token: str) -> Facts:
    """The facts of a resource token; an empty record for a type that has no entry."""
    module = token.split(":")[1].split("/", maxsplit=1)[0] if token.count(":") == 2 else ""
    entry = _service(module).get(token) if module.isalnum() else None
    extra, removed = REPLACED.get(token, frozenset()), NOT_REPLACED.get(token, frozenset())
    if entry is None:
        return Facts(replace=extra)
    return Facts(
        replace=(frozenset(entry.get("replace", ())) | extra) - removed,
        computed=frozenset(entry.get("computed", ())),
        defaults={**entry.get("defaults", {}), **DEFAULTS.get(token, {})},
        rules=entry.get("rules", {}),
        conflicts=tuple(tuple(pair) for pair in entry.get("conflicts", ())),
        only_one=tuple(tuple(group) for group in entry.get("onlyOne", ())),
        sets=frozenset(entry.get("sets", ())),
        known=True,
    )
