"""Applies the facts tables: enumerations, ranges, lengths, patterns, properties that exclude each other."""

from __future__ import annotations

import re
from typing import Any

from simulator.check import text
from simulator.check.problem import Problem, shown
from simulator.facts import Facts
from simulator.wire import UNKNOWN, Path


def problem(rules: dict[str, dict[str, Any]], path: Path, value: Any) -> str | None:
    """Why the value of one leaf breaks its rule; None when there is no rule or it holds."""
    rule = rules.get(dotted(path))
    if not rule or value == "":
        return None
    for name, judge in (
        ("enum", _enum),
        ("range", _range),
        ("length", _length),
        ("pattern", _pattern),
        ("kind", text.kind),
    ):
        if name in rule:
            reason = judge(rule[name], value)
            if reason:
                return reason
    return None


def dotted(path: Path) -> str:
    """A path without list positions, as the facts tables write it."""
    return ".".join(step for step in path if isinstance(step, str))


def _enum(allowed: list[Any], value: Any) -> str | None:
    texts = [str(item) for item in allowed]
    if str(value) in texts or str(value).lower() in [item.lower() for item in texts]:
        return None
    listed = ", ".join(texts[:20]) + (" …" if len(texts) > 20 else "")
    return f"{shown(value)} is not a value of this property. Allowed: {listed}."


def _range(bounds: list[float | None], value: Any) -> str | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    low, high = bounds
    if (low is None or number >= low) and (high is None or number <= high):
        return None
    limits = (
        f"{low} to {high}"
        if low is not None and high is not None
        else f"{low} or more"
        if high is None
        else f"at most {high}"
    )
    return f"{value} is out of range. Allowed: {limits}."


def _length(bounds: list[int | None], value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    low, high = bounds
    if (low is None or len(value) >= low) and (high is None or len(value) <= high):
        return None
    return f"{shown(value)} has {len(value)} characters. Allowed: {low or 0} to {high}."


def _pattern(patterns: list[str], value: Any) -> str | None:
    for pattern in patterns:
        if not re.search(pattern, str(value)):
            return f"{shown(value)} has the wrong form. Allowed: what matches {pattern}."
    return None


def combinations(facts: Facts, inputs: dict[str, Any]) -> list[Problem]:
    """Properties that exclude each other, yet are both set."""
    given = {name for name, value in inputs.items() if value is not None and value is not UNKNOWN and value != []}
    found = [
        Problem((first,), f'excludes "{second}": set one of the two.')
        for first, second in facts.conflicts
        if first in given and second in given
    ]
    for group in facts.only_one:
        both = sorted(given.intersection(group))
        if len(both) > 1:
            found.append(Problem((both[0],), f"only one of {', '.join(group)} may be set, not {' and '.join(both)}."))
    return found
