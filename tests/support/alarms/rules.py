"""Rules of composite alarms: a parser of CloudWatch's language, and its evaluation over states.

The language: `ALARM("name")`, `OK(…)`, `INSUFFICIENT_DATA(…)`, `TRUE`, `FALSE`, `NOT`, `AND`, `OR` and parentheses;
NOT binds closest, then AND, then OR.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

_TOKEN = re.compile(r'\s*(?:(AND|OR|NOT|TRUE|FALSE|ALARM|OK|INSUFFICIENT_DATA)\b|([()])|"([^"]+)"|([\w./:-]+))')
STATES = ("ALARM", "OK", "INSUFFICIENT_DATA")
Tree = tuple[Any, ...]
"""("ALARM", name), ("NOT", tree), ("AND", left, right), ("TRUE",) …"""


class RuleError(ValueError):
    """A text that is no rule."""


@cache
def parse(text: str) -> Tree:
    """Return the tree of a rule; raises RuleError with the place of what does not fit."""
    parser = _Parser(text, _tokens(text))
    tree = parser.either()
    if parser.rest:
        raise RuleError(f"unexpected {parser.rest[0][1]!r} in {text}")
    return tree


def names(text: str) -> set[str]:
    """Return the alarms that a rule names."""
    return set(_names(parse(text)))


def holds(text: str, states: Mapping[str, str]) -> bool:
    """Tell whether a rule is true while alarms are in these states."""
    return _holds(parse(text), states)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, position = [], 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None:
            raise RuleError(f"cannot read {stripped[position : position + 20]!r}")
        word, bracket, quoted, bare = match.groups()
        kind = "word" if word else "bracket" if bracket else "name"
        found.append((kind, word or bracket or quoted or bare))
        position = match.end()
    return found


@dataclass
class _Parser:
    text: str
    rest: list[tuple[str, str]] = field(default_factory=list)

    def either(self) -> Tree:
        tree = self.both()
        while self.rest and self.rest[0] == ("word", "OR"):
            self.rest.pop(0)
            tree = ("OR", tree, self.both())
        return tree

    def both(self) -> Tree:
        tree = self.one()
        while self.rest and self.rest[0] == ("word", "AND"):
            self.rest.pop(0)
            tree = ("AND", tree, self.one())
        return tree

    def one(self) -> Tree:
        kind, value = self.take()
        if (kind, value) == ("word", "NOT"):
            return ("NOT", self.one())
        if (kind, value) == ("bracket", "("):
            tree = self.either()
            self.expect("bracket", ")")
            return tree
        if kind == "word" and value in STATES:
            self.expect("bracket", "(")
            name = self.expect("name")
            self.expect("bracket", ")")
            return (value, name)
        if kind == "word" and value in ("TRUE", "FALSE"):
            return (value,)
        raise RuleError(f"unexpected {value!r} in {self.text}")

    def take(self) -> tuple[str, str]:
        if not self.rest:
            raise RuleError(f"something is missing at the end of {self.text}")
        return self.rest.pop(0)

    def expect(self, kind: str, value: str | None = None) -> str:
        found = self.take()
        if found[0] != kind or (value and found[1] != value):
            raise RuleError(f"expected {value or kind} where {found[1]!r} is in {self.text}")
        return found[1]


def _names(tree: Tree) -> list[str]:
    if tree[0] in STATES:
        return [tree[1]]
    return [name for part in tree[1:] for name in _names(part)]


def _holds(tree: Tree, states: Mapping[str, str]) -> bool:
    kind = tree[0]
    if kind in STATES:
        return states[tree[1]] == kind
    if kind == "NOT":
        return not _holds(tree[1], states)
    if kind in ("AND", "OR"):
        left, right = _holds(tree[1], states), _holds(tree[2], states)
        return (left and right) if kind == "AND" else (left or right)
    return kind == "TRUE"
