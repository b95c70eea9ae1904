"""Advice in words: arithmetic before and after, and where a stack file sets what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from finops.advice.case import Effect
from finops.advice.model import Advice
from finops.estimate.diff import arithmetic
from finops.estimate.figures import figures, money
from finops.estimate.model import Line, Owner
from finops.estimate.span import Span

_PART = re.compile(r"(service|database|cache)")
"""Children of a workload whose settings have the same name."""


def steps(effect: Effect) -> tuple[str, ...]:
    """Return the arithmetic of an effect: the lines that change, before and after, and the difference."""
    before = [f"now:  {line.label}: {arithmetic(line)}" for line in effect.before]
    after = [f"then: {line.label}: {arithmetic(line)}" for line in effect.after]
    return *before, *after, saves(effect.saving)


def saves(saving: Span) -> str:
    """Return the last line of an arithmetic."""
    return f"saves {money(saving)} USD a month"


def number(value: Decimal, places: str = "0.01") -> str:
    """Return a figure with a few decimals at most."""
    return figures(value.quantize(Decimal(places), ROUND_HALF_UP))


def advice(
    id_: str,
    title: str,
    effect: Effect,
    *,
    arithmetic: Iterable[str] = (),
    conditions: Iterable[str] = (),
    how: Iterable[str] = (),
) -> Advice:
    """Return the advice that an effect amounts to."""
    return Advice(
        id_,
        title,
        effect.owner,
        effect.saving,
        (*steps(effect), *arithmetic),
        tuple(conditions),
        tuple(how),
        counted=True,
    )


def setting(owner: Owner, key: str, value: Any, instead: str) -> str:
    """Return how to set something: the line of the stack file where a workload has it, else what the program sets."""
    workload, _, rest = owner.component.partition("/")
    part = rest.removeprefix(f"{workload}-")
    if _PART.fullmatch(part):
        return f"quoin:workloads.{workload}.{part}.{key}: {value}"
    return f"in the program: {instead} of {owner.name}"


def lines_at(lines: Iterable[Line], *prefixes: str) -> list[Line]:
    """Return the lines whose price row starts with one of the prefixes and whose cost is known."""
    return [line for line in lines if line.cost is not None and line.row.startswith(prefixes)]


def replaced(inputs: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return inputs with another value at `a.b.0.c`; what is not there is made."""
    head, _, rest = path.partition(".")
    if not rest:
        return {**inputs, head: value}
    inner = inputs.get(head)
    if isinstance(inner, list):
        position, _, deeper = rest.partition(".")
        items = list(inner)
        items[int(position)] = replaced(items[int(position)], deeper, value) if deeper else value
        return {**inputs, head: items}
    return {**inputs, head: replaced(inner if isinstance(inner, Mapping) else {}, rest, value)}


def blocks(inputs: Mapping[str, Any], path: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the nested blocks of an input with their paths: one map, or a list of them."""
    value = inputs.get(path)
    if isinstance(value, Mapping):
        return [(path, value)]
    items = value if isinstance(value, list) else []
    return [(f"{path}.{position}", item) for position, item in enumerate(items) if isinstance(item, Mapping)]
