"""Finds the rules: every function below `policy/rules/` that was declared as one. No list to keep."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

from policy.rule import Rule, rule_of

FOLDER = Path(__file__).parent / "rules"


class DuplicateRuleError(Exception):
    """Two rules have the same id or the same name."""


def modules() -> list[str]:
    """Return the module names of all rule files, in the order of their paths."""
    files = sorted(path for path in FOLDER.glob("*/*.py") if not path.name.startswith("_"))
    return [".".join(("policy.rules", file.parent.name, file.stem)) for file in files]


@cache
def rules() -> tuple[Rule, ...]:
    """Import every rule file and return the rules by id."""
    found = [rule for name in modules() for rule in declared(name)]
    return tuple(sorted(unique(found), key=lambda rule: rule.id))


def declared(module: str) -> list[Rule]:
    """Return the rules declared in one module."""
    members = vars(importlib.import_module(module)).values()
    return [rule for member in members if getattr(member, "__module__", "") == module and (rule := rule_of(member))]


def unique(found: list[Rule]) -> list[Rule]:
    """Return the rules as they are, or say which two of them share an id or a name."""
    seen: dict[str, Rule] = {}
    for rule in found:
        for key in (rule.id, rule.name):
            if key in seen:
                raise DuplicateRuleError(
                    f"{key} is declared twice: in policy/rules/{seen[key].topic}/ and {rule.topic}/"
                )
            seen[key] = rule
    return found


def by_id() -> dict[str, Rule]:
    """Return the rules by id."""
    return {rule.id: rule for rule in rules()}
