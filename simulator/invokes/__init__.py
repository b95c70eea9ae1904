"""Data sources. One table per group of services; what is not in a table is refused with the place to add it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from simulator.check import shape
from simulator.check.problem import Problem
from simulator.config import Config
from simulator.invokes.question import Question
from simulator.lifecycle import Refused
from simulator.schema import model
from simulator.wire import UNKNOWN, holds_unknown


@dataclass(frozen=True)
class Answer:
    """What a data source returns, or what is wrong with the question."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@cache
def table() -> dict[str, Any]:
    """Token → function that answers it."""
    from simulator.invokes import account, compute, data, edge, network, policy  # noqa: PLC0415  # only when asked

    return {**account.TABLE, **network.TABLE, **compute.TABLE, **edge.TABLE, **data.TABLE, **policy.TABLE}


def answer(token: str, values: dict[str, Any], config: Config) -> Answer:
    """Answers a data source. Raises `Refused` for one that pulumi-aws or the simulator does not know."""
    arguments = model.function(token)
    if arguments is None:
        raise Refused(f"pulumi-aws has no data source {token}.")
    if token not in table():
        raise Refused(
            f"the simulator does not answer {token}. Use a real account for this stack, or add the data source "
            "to a table in simulator/invokes/."
        )
    problems = shape.problems(arguments, values)
    if problems:
        return Answer(problems=problems)
    question = Question(
        token, values, values["region"] if isinstance(values.get("region"), str) else config.region, config
    )
    result = table()[token](question)
    out = {"id": question.digest(), **{k: v for k, v in values.items() if v is not None}, **result}
    if "region" in model.function_outputs(token)[1]:
        out["region"] = question.region
    return Answer(values={name: (UNKNOWN if holds_unknown(value) else value) for name, value in out.items()})
