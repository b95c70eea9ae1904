"""SNS filter policies: what a subscriber wants to hear, checked before anything is created. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from typing import Any, Literal

FilterScope = Literal["attributes", "body"]

MAX_KEYS = 5
"""Keys that one policy may name, from the quotas of SNS."""
MAX_COMBINATIONS = 150
"""Product of the numbers of values of all keys, from the quotas of SNS."""
OPERATORS = {
    "anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix", "wildcard",
}  # fmt: skip
"""What a value may be compared by, beside equality."""
_OR = "$or"


def filter_problems(policy: Mapping[str, Any], scope: FilterScope) -> list[str]:
    """Return what is wrong with a filter policy; empty when SNS would take it."""
    problems = list(_problems(policy, scope, ""))
    if problems:
        return problems
    leaves = dict(_leaves(policy, ""))
    if len(leaves) > MAX_KEYS:
        problems.append(f"filter names {len(leaves)} keys; expected at most {MAX_KEYS}")
    combinations = prod(len(values) * depth for values, depth in leaves.values())
    if combinations > MAX_COMBINATIONS:
        problems.append(f"filter has {combinations} combinations of values; expected at most {MAX_COMBINATIONS}")
    return problems


def _problems(policy: Mapping[str, Any], scope: FilterScope, above: str) -> Iterator[str]:
    for key, value in policy.items():
        path = f"{above}{key}"
        if key == _OR:
            yield from _alternatives(value, scope, above)
        elif isinstance(value, Mapping):
            if scope == "attributes":
                yield f"filter.{path} is a map; attributes are flat: expected a list, or filterOn: body"
            else:
                yield from _problems(value, scope, f"{path}.")
        elif not isinstance(value, list) or not value:
            yield f"filter.{path} is {value!r}; expected a list of values such as [{_example(value)}]"
        else:
            yield from (f"filter.{path} {problem}" for item in value if (problem := _value_problem(item)))


def _alternatives(value: Any, scope: FilterScope, above: str) -> Iterator[str]:
    if not isinstance(value, list) or len(value) < 2 or not all(isinstance(item, Mapping) for item in value):
        yield f"filter.{above}{_OR} is {value!r}; expected a list of at least two maps"
        return
    for item in value:
        yield from _problems(item, scope, above)


def _value_problem(item: Any) -> str | None:
    if item is None or isinstance(item, str | int | float):
        return None
    if isinstance(item, Mapping) and len(item) == 1:
        operator = next(iter(item))
        if operator in OPERATORS:
            return None
        return f"has the operator {operator!r}; expected one of {', '.join(sorted(OPERATORS))}"
    return f"has the value {item!r}; expected a text, a number, null or one operator such as {{prefix: order-}}"


def _leaves(policy: Mapping[str, Any], above: str, depth: int = 1) -> Iterator[tuple[str, tuple[list[Any], int]]]:
    """Yield every key with its values and its depth; alternatives count like keys of their own."""
    for key, value in policy.items():
        path = f"{above}{key}"
        if key == _OR:
            for number, item in enumerate(value):
                yield from _leaves(item, f"{path}{number}.", depth)
        elif isinstance(value, Mapping):
            yield from _leaves(value, f"{path}.", depth + 1)
        else:
            yield path, (value, depth)


def _example(value: Any) -> str:
    return "OrderPlaced" if value in ([], None) else str(value)
