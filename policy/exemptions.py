"""Exemptions: findings that somebody has decided to live with, until a date. They are data in `exemptions.yaml`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

MAX_DAYS = 180
"""How far ahead an exemption may expire."""
WARNING_DAYS = 14
"""How long before its end an exemption is announced."""

_TEXTS = ("rule", "urn", "type", "name", "reason", "owner", "ticket")
_KEYS = (*_TEXTS, "expires")


class ExemptionError(Exception):
    """The exemptions file breaks its own rules; the text lists every problem."""


@dataclass(frozen=True)
class Exemption:
    """One decision to live with a finding."""

    rule: str
    reason: str
    owner: str
    expires: date
    """Last day on which it counts."""
    urn: str = "*"
    """Pattern of the resource's URN, with `*` and `?`."""
    type: str = "*"
    """Pattern of the resource's type token; the alternative to `urn`, together with `name`."""
    name: str = "*"
    """Pattern of the resource's name."""
    ticket: str = ""

    def covers(self, rule: str, urn: str) -> bool:
        """Tell whether this exemption is about a finding."""
        return rule == self.rule and self.matches(urn)

    def matches(self, urn: str) -> bool:
        """Tell whether a resource is meant."""
        return (
            fnmatchcase(urn, self.urn)
            and fnmatchcase(type_of(urn), self.type)
            and fnmatchcase(urn.rsplit("::", 1)[-1], self.name)
        )

    def concerns_stack(self, stack: str) -> bool:
        """Tell whether a URN of this stack could match: an exemption for prod is not unused in dev."""
        return fnmatchcase(f"urn:pulumi:{stack}", self.urn.split("::", 1)[0])

    def expired(self, today: date) -> bool:
        """Tell whether the last day has passed."""
        return today > self.expires

    def ends_soon(self, today: date) -> bool:
        """Tell whether the exemption still counts, but not for long."""
        return not self.expired(today) and self.expires - today <= timedelta(days=WARNING_DAYS)

    @property
    def label(self) -> str:
        """How messages name it."""
        where = self.urn if self.urn != "*" else f"{self.type} named {self.name}"
        return f"exemption of {self.rule} for {where} (owner {self.owner}, expires {self.expires.isoformat()})"


def type_of(urn: str) -> str:
    """Return the type token in a URN, without those of its parents."""
    parts = urn.split("::")
    return parts[2].rsplit("$", 1)[-1] if len(parts) > 3 else ""


def load(path: Path, known_rules: Mapping[str, object], today: date) -> tuple[Exemption, ...]:
    """Read and check an exemptions file; raise `ExemptionError` with all problems at once."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ExemptionError(f"{path}: cannot be read ({error.strerror})") from None
    except yaml.YAMLError as error:
        raise ExemptionError(f"{path}: not valid YAML ({str(error).splitlines()[0]})") from None
    entries = document.get("exemptions") if isinstance(document, dict) else None
    if entries is None and (document is None or set(document) == {"exemptions"}):
        return ()
    if not isinstance(entries, list) or not isinstance(document, dict) or set(document) != {"exemptions"}:
        raise ExemptionError(f"{path}: expected one key, `exemptions`, that holds a list")
    problems: list[str] = []
    for index, entry in enumerate(entries):
        problems += [f"exemptions[{index}]{problem}" for problem in entry_problems(entry, known_rules, today)]
    if problems:
        raise ExemptionError("\n".join([f"{path}:", *(f"  {problem}" for problem in problems)]))
    return tuple(Exemption(**entry) for entry in entries)


def entry_problems(entry: Any, known_rules: Mapping[str, object], today: date) -> list[str]:
    """Return what is wrong with one entry, as texts that follow its index."""
    if not isinstance(entry, dict):
        return [": expected a map with rule, urn (or type and name), reason, owner and expires"]
    problems = [f".{key}: unknown key{_nearest(key, _KEYS)}" for key in entry if key not in _KEYS]
    problems += [f".{key}: expected text" for key in _TEXTS if key in entry and not _text(entry[key])]
    problems += [f".{key}: is missing" for key in ("rule", "reason", "owner") if key not in entry]
    if "urn" not in entry and not ("type" in entry and "name" in entry):
        problems.append(": say which resource: `urn`, or `type` and `name`")
    rule = entry.get("rule")
    if _text(rule) and rule not in known_rules:
        problems.append(f".rule: there is no rule {rule}{_nearest(str(rule), known_rules)}")
    return problems + _expiry_problems(entry.get("expires"), today)


def _expiry_problems(expires: Any, today: date) -> list[str]:
    if type(expires) is not date:
        return [".expires: expected a date such as 2027-01-31, without quotes"]
    if expires > today + timedelta(days=MAX_DAYS):
        limit = today + timedelta(days=MAX_DAYS)
        return [f".expires: {expires} is more than {MAX_DAYS} days ahead; {limit} is the latest"]
    return []


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _nearest(word: object, choices: Any) -> str:
    near = difflib.get_close_matches(str(word), list(choices), n=1)
    return f"; did you mean {near[0]}?" if near else ""
