"""Refuses what AWS would: every problem of a resource's inputs, with its path, what is wrong, what is allowed."""

from __future__ import annotations

from typing import Any

from simulator import facts
from simulator.check import formats, rules, shape, together
from simulator.check.problem import Problem
from simulator.schema.model import Resource
from simulator.wire import Path


def problems(resource: Resource, inputs: dict[str, Any], secrets: frozenset[Path] = frozenset()) -> list[Problem]:
    """All problems of checked inputs, in the order of the properties. Unknown values are never refused."""
    known = facts.of(resource.token)
    found = shape.problems(resource.inputs, inputs)
    broken = {problem.path for problem in found}
    for path, value in shape.leaves(inputs):
        if path in broken or (path and path[0] == "__defaults"):
            continue
        reason = rules.problem(known.rules, path, value) or formats.problem(resource.token, known, path, value)
        if reason:
            found.append(Problem(path, reason))
    found += rules.combinations(known, inputs)
    found += together.problems(resource.token, inputs)
    order = {name: i for i, name in enumerate(inputs)}
    found.sort(key=lambda problem: order.get(str(problem.path[0]), len(order)) if problem.path else -1)
    return [problem.hide(secrets) for problem in found]
