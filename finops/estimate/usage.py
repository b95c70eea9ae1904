"""How much a stack is used: what a usage file says, by resource and by type, over the defaults of a profile.

The keys, their meaning, their unit and the figures of the profiles small, medium and large are data: see
`finops/usage/aws.json`. A usage file is a map:

    profile: small            # optional; without it, what is not told stays unknown
    resources:                # by name or component/name; * and ? match any characters; an exact name goes first,
      shop-*: {…}             # then the longest pattern
    types:
      aws:lambda/function:Function: {monthlyRequests: 2000000, averageDurationMs: [80, 120]}

A figure is a number, or low and high, or low, expected and high.

A workload of a stack file has the same map under `usage:`, for its own resources. What a usage file tells goes before
what the stack file tells; a told figure goes before the default of any profile.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources as files
from typing import Any

from finops.estimate.resource import Resource
from finops.estimate.span import Span

PROFILES = ("small", "medium", "large")


class UsageError(ValueError):
    """A usage document that cannot be used; the message lists every problem."""


@dataclass(frozen=True)
class Key:
    """A figure that a type's price counts on."""

    meaning: str
    unit: str
    """What one of it is: requests a month, GB …"""
    profiles: Mapping[str, Span]
    """Figure of each profile. A choice of this project: a size to start from, not a measurement."""


@cache
def keys() -> Mapping[str, Mapping[str, Key]]:
    """Return the documented keys, by type token and name."""
    document = json.loads((files.files("finops.usage") / "aws.json").read_text(), parse_float=Decimal)
    return {token: {name: _key(entry) for name, entry in entries.items()} for token, entries in document.items()}


def _key(entry: Mapping[str, Any]) -> Key:
    return Key(entry["meaning"], entry["unit"], {profile: _span(entry[profile]) for profile in PROFILES})


@dataclass(frozen=True)
class Usage:
    """Figures to look up."""

    profile: str = ""
    """small, medium or large; empty: what is not told is unknown."""
    types: Mapping[str, Mapping[str, Span]] = field(default_factory=dict)
    patterns: tuple[tuple[str, Mapping[str, Span]], ...] = ()
    """Patterns of resources, those that go first in front."""
    scope: str = ""
    """Name of the outermost component that it holds for; empty: all resources."""
    below: tuple[Usage, ...] = ()
    """What is asked where this tells nothing, in this order."""

    @classmethod
    def of(cls, document: Mapping[str, Any], scope: str = "") -> Usage:
        """Return the usage of a document; UsageError lists all that is wrong with it."""
        problems = list(_problems(document))
        if problems:
            raise UsageError("\n".join(problems))
        types = {token: _spans(figures) for token, figures in (document.get("types") or {}).items()}
        patterns = {name: _spans(figures) for name, figures in (document.get("resources") or {}).items()}
        ordered = sorted(patterns.items(), key=lambda entry: (_is_pattern(entry[0]), -len(entry[0]), entry[0]))
        return cls(document.get("profile") or "", types, tuple(ordered), scope)

    def over(self, *below: Usage) -> Usage:
        """Return this usage with others below it."""
        return replace(self, below=(*self.below, *below))

    def value(self, resource: Resource, key: str) -> Span | None:
        """Return the figure of a documented key for a resource; None when nobody told it. KeyError: no such key."""
        documented = keys()[resource.type][key]
        layers = [layer for layer in (self, *self.below) if layer.holds_for(resource)]
        for layer in layers:
            told = layer.told(resource, key)
            if told is not None:
                return told
        profile = next((layer.profile for layer in layers if layer.profile), "")
        return documented.profiles.get(profile)

    def holds_for(self, resource: Resource) -> bool:
        """Tell whether a resource is in the scope."""
        return self.scope in ("", _outermost(resource))

    def told(self, resource: Resource, key: str) -> Span | None:
        """Return the figure that this usage itself tells: by resource, else by type."""
        for pattern, figures in self.patterns:
            if key in figures and _matches(pattern, resource):
                return figures[key]
        return self.types.get(resource.type, {}).get(key)

    def idle(self, resources: Iterable[Resource]) -> list[str]:
        """Return the entries that no resource uses, `shop-*.monthlyRequests`: most likely mistyped."""
        waiting = {(layer.scope, name, key) for layer in (self, *self.below) for name, key in layer.entries()}
        documented = keys()
        for resource in resources:
            known = documented.get(resource.type, {})
            for entry in [entry for entry in waiting if entry[2] in known and entry[0] in ("", _outermost(resource))]:
                if entry[1] == resource.type or _matches(entry[1], resource):
                    waiting.discard(entry)
        return sorted(f"{scope}: {name}.{key}" if scope else f"{name}.{key}" for scope, name, key in waiting)

    def entries(self) -> Iterator[tuple[str, str]]:
        """Yield pattern or type, and key, of every figure."""
        for name, figures in (*self.patterns, *self.types.items()):
            for key in figures:
                yield name, key


def _matches(pattern: str, resource: Resource) -> bool:
    return fnmatchcase(resource.name, pattern) or fnmatchcase(f"{resource.component}/{resource.name}", pattern)


def _outermost(resource: Resource) -> str:
    return resource.component.partition("/")[0]


def _is_pattern(name: str) -> bool:
    return any(sign in name for sign in "*?[")


def _spans(figures: Mapping[str, Any]) -> dict[str, Span]:
    return {key: _span(value) for key, value in figures.items()}


def _span(value: Any) -> Span:
    """Return a figure of a document; ValueError when it is none."""
    figures = [_figure(item) for item in (value if isinstance(value, list) else [value])]
    if len(figures) not in (1, 2, 3) or figures != sorted(figures):
        raise ValueError("takes a number, [low, high] or [low, expected, high], rising")
    return Span(figures[0], figures[len(figures) // 2], figures[-1])


def _figure(value: Any) -> Decimal:
    try:
        figure = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        figure = Decimal("NaN")
    if not figure.is_finite() or figure < 0:
        raise ValueError(f"takes numbers from zero up, not {value!r}")
    return figure


def _problems(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong, each with its place and what is allowed."""
    for key in sorted(set(document) - {"profile", "types", "resources"}):
        yield f"{key}: no such key; there are profile, resources, types"
    profile = document.get("profile")
    if profile and profile not in PROFILES:
        yield f"profile: {profile!r} is not one of {', '.join(PROFILES)}"
    every = {key for entries in keys().values() for key in entries}
    for section in ("types", "resources"):
        for name, figures in (document.get(section) or {}).items():
            if section == "types" and name not in keys():
                yield f"types.{name}: the type has no usage{_closest(name, keys())}"
            elif not isinstance(figures, Mapping):
                yield f"{section}.{name}: takes a map of figures, not {figures!r}"
            else:
                yield from _wrong_figures(f"{section}.{name}", figures, keys()[name] if section == "types" else every)


def _wrong_figures(place: str, figures: Mapping[str, Any], allowed: Any) -> Iterator[str]:
    for key, value in figures.items():
        if key not in allowed:
            yield f"{place}.{key}: no such usage{_closest(key, allowed)}"
            continue
        try:
            _span(value)
        except ValueError as error:
            yield f"{place}.{key}: {error}"


def _closest(name: str, allowed: Any) -> str:
    close = get_close_matches(name, list(allowed), 3)
    return f"; did you mean {' or '.join(close)}?" if close else ""
