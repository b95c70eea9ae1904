"""What holds for every stack: order, copies, unknown values."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from finops.estimate import UNKNOWN, Resource, Usage, estimate
from tests.finops.estimate.test_by_hand import HAND, TASK

SMALL = Usage(profile="small")
SERVICE = Resource(
    "aws:ecs/service:Service", "s", {"launchType": "FARGATE", "taskDefinition": "${task}", "desiredCount": 2}
)
RESOURCES = [resource for resources, _ in HAND.values() for resource in resources if resource.name == "it"] + [SERVICE]
"""Without those that are told apart by their names only."""

chosen = st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=8)


def _named(resources: list[Resource]) -> list[Resource]:
    return [replace(resource, name=f"r{number}") for number, resource in enumerate(resources)]


@given(chosen, st.integers(0, 2**32))
@settings(deadline=None, max_examples=60)
def test_order_does_not_matter(resources, seed):
    stack = [TASK, *_named(resources)]
    mixed = list(stack)
    random.Random(seed).shuffle(mixed)
    assert estimate(stack, usage=SMALL) == estimate(mixed, usage=SMALL)


@given(chosen, st.integers(1, 5))
@settings(deadline=None, max_examples=60)
def test_copies_cost_as_much_each(resources, copies):
    stack = _named(resources)
    many = [replace(resource, name=f"{resource.name}-{copy}") for resource in stack for copy in range(copies)]
    one, all_ = estimate([TASK, *stack], usage=SMALL).total, estimate([TASK, *many], usage=SMALL).total
    assert all_ == one * copies


@given(chosen)
@settings(deadline=None, max_examples=60)
def test_parts_add_up_to_the_whole_and_are_never_negative(resources):
    stack = _named(resources)
    whole = estimate([TASK, *stack], usage=SMALL)
    single = [estimate([TASK, resource], usage=SMALL).total for resource in stack]
    assert whole.total.high == sum((span.high for span in single), Decimal(0))
    assert all(line.cost is None or line.cost.low >= 0 for line in whole.lines)
    assert whole.total.low <= whole.total.expected <= whole.total.high


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in items for found in ((*path, key), *_paths(item, (*path, key)))]


def _without(value: Any, path: tuple[Any, ...]) -> Any:
    if not path:
        return UNKNOWN
    copy = dict(value) if isinstance(value, Mapping) else list(value)
    copy[path[0]] = _without(value[path[0]], path[1:])
    return copy


@given(st.data(), st.sampled_from([*RESOURCES, TASK]))
@settings(deadline=None, max_examples=200)
def test_an_unknown_value_never_lowers_the_high_end(data, chosen_):
    paths = _paths(chosen_.inputs)
    if not paths:
        return
    path = data.draw(st.sampled_from(paths))
    unknown = replace(chosen_, inputs=_without(chosen_.inputs, path))
    rest = [resource for resource in (TASK, SERVICE) if resource.name != chosen_.name]
    known, less = estimate([*rest, chosen_], usage=SMALL), estimate([*rest, unknown], usage=SMALL)
    assert less.high is None or known.high is None or less.high >= known.high, path
