"""The pack's configuration: what `--policy-pack-config` may say, and whether it says it rightly.

The file is JSON: rule ids (or `all`) with a level, or with an object of `enforcementLevel` and the rule's options, and
`quoin` with the pack's own options. The engine reads it, fills in defaults and checks types; it does not notice a
misspelt rule or option, so that is done here.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from finops.tags import ENVIRONMENTS
from policy.builtin import OWN
from policy.discovery import rules
from policy.rule import Rule
from policy.selection import Level

PACK = Path(__file__).parent
OWN_ID = "quoin"
OWN_OPTIONS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "environment": {
            "type": "string",
            "enum": ["", *ENVIRONMENTS],
            "default": "",
            "description": "The environment that the rules assume. Empty: the stack's quoin:environment, else "
            "the Environment "
            "tag of the resources, else Production.",
        },
        "exemptions": {
            "type": "string",
            "default": "",
            "description": "Path of the exemptions file, from the project's folder. Empty: policy/exemptions.yaml.",
        },
        "ignoreExemptions": {
            "type": "boolean",
            "default": False,
            "description": "Judge as if there were no exemptions, to see what stands behind them.",
        },
        "monthlyBudget": {
            "type": "number",
            "default": 0,
            "description": "Budget in USD a month of stacks whose quoin:governance names none, such as those of other "
            "projects. 0: there is none.",
        },
    }
)


class ConfigurationError(Exception):
    """The pack's configuration is wrong; the text lists every problem."""


@dataclass(frozen=True)
class PackSettings:
    """The configuration, checked."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    """Levels that differ from what the pack declared: the overrides."""
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Options by rule id, defaults filled in."""
    environment: str = ""
    exemptions: Path = PACK / "exemptions.yaml"
    ignore_exemptions: bool = False
    monthly_budget: float = 0
    """USD; what stacks get that name no budget. 0: none."""

    def of(self, rule: Rule) -> Mapping[str, Any]:
        """Return the options of a rule."""
        return {**defaults(rule.options), **self.options.get(rule.id, {})}


def defaults(options: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the default of every option."""
    return {name: schema["default"] for name, schema in options.items()}


def read(given: Mapping[str, tuple[str, Mapping[str, Any]]], declared: Mapping[str, Level]) -> PackSettings:
    """Check what the engine hands over (level and options by rule id) and return it; all problems at once."""
    known: dict[str, Mapping[str, Any]] = {rule.id: rule.options for rule in (*rules(), *OWN)} | {OWN_ID: OWN_OPTIONS}
    problems: list[str] = []
    levels: dict[str, Level] = {}
    options: dict[str, Mapping[str, Any]] = {}
    for id_, (level, values) in sorted(given.items()):
        if id_ == "all":
            continue  # the engine has given its level to every rule already
        if id_ not in known:
            problems.append(f"{id_}: there is no such rule{_nearest(id_, known)}")
            continue
        problems += [
            f"{id_}.{name}: there is no such option{_nearest(name, known[id_])}"
            for name in values
            if name not in known[id_]
        ]
        if level == "remediate":
            problems.append(f"{id_}: no rule of this pack remediates; allowed: advisory, mandatory, disabled")
        elif id_ != OWN_ID and level != declared.get(id_):
            levels[id_] = Level(level)
        options[id_] = values
    if problems:
        raise ConfigurationError(
            "\n".join(["the policy pack's configuration is wrong:", *(f"  {text}" for text in problems)])
        )
    own = {**defaults(OWN_OPTIONS), **options.pop(OWN_ID, {})}
    return PackSettings(
        levels=levels,
        options=options,
        environment=own["environment"],
        exemptions=PACK.parent / own["exemptions"] if own["exemptions"] else PACK / "exemptions.yaml",
        ignore_exemptions=own["ignoreExemptions"],
        monthly_budget=own["monthlyBudget"],
    )


def configuration_schema() -> dict[str, Any]:
    """Return the JSON schema of the configuration file, for editors."""
    named = {rule.id: (rule.title, rule.options) for rule in (*rules(), *OWN)}
    known = {"all": ("Every rule", {}), OWN_ID: ("The pack itself", OWN_OPTIONS), **named}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Configuration of the Quoin policy pack",
        "type": "object",
        "additionalProperties": False,
        "properties": {id_: _entry_schema(title, options) for id_, (title, options) in known.items()},
    }


def _entry_schema(title: str, options: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    level = {"enum": [level.value for level in Level]}
    properties = {"enforcementLevel": level, **{name: dict(schema) for name, schema in options.items()}}
    return {
        "description": title,
        "anyOf": [level, {"type": "object", "additionalProperties": False, "properties": properties}],
    }


def _nearest(word: str, choices: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(choices), n=1)
    return f"; did you mean {near[0]}?" if near else ""
