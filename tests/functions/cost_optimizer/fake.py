"""A session that answers from a list of pages: rules and borders of a check in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from functions.cost_optimizer.config import Config, Target
from functions.cost_optimizer.place import Place
from functions.cost_optimizer.prices import PriceTable
from tests.functions.cost_optimizer.account import HOME, NOW, TABLE, config

ACCOUNT = "123456789012"
Answer = list[dict[str, Any]] | Callable[..., dict[str, Any]]
"""Pages of an operation, or what makes its one answer from the arguments."""


@dataclass
class Session:
    """Answers operations by name, whatever the service, and keeps what was asked."""

    answers: dict[str, Answer]
    asked: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    regions: set[tuple[str, str]] = field(default_factory=set)
    """Service and region of every client that was made."""

    def client(self, service: str, *, region_name: str, config: object) -> _Client:
        self.regions.add((service, region_name))
        return _Client(self)

    def pages(self, operation: str, arguments: dict[str, Any]) -> list[dict[str, Any]]:
        self.asked.setdefault(operation, []).append(arguments)
        answer = self.answers.get(operation, [{}])
        return answer if isinstance(answer, list) else [answer(**arguments)]


@dataclass
class _Client:
    session: Session

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        return lambda **arguments: self.session.pages(operation, arguments)[0]

    def get_paginator(self, operation: str) -> _Paginator:
        return _Paginator(self.session, operation)


@dataclass
class _Paginator:
    session: Session
    operation: str

    def paginate(self, **arguments: Any) -> Iterator[dict[str, Any]]:
        yield from self.session.pages(self.operation, arguments)


def faked(
    *, given: Config | None = None, table: PriceTable = TABLE, region: str = HOME, **answers: Answer
) -> tuple[Place, Session]:
    """Return a place whose calls have these answers, and the session that keeps what was asked."""
    session = Session(answers)
    return Place(Target(region=region), given or config(), ACCOUNT, session, table, NOW), session


def measured(by_name: dict[str, list[float]]) -> Callable[..., dict[str, Any]]:
    """Return CloudWatch's answer with these values for each metric's last dimension or, without, its name."""

    def answer(MetricDataQueries: list[dict[str, Any]], **_: Any) -> dict[str, Any]:  # noqa: N803 (AWS's name)
        results = []
        for query in MetricDataQueries:
            metric = query["MetricStat"]["Metric"]
            keys = [*(item["Value"] for item in metric["Dimensions"]), metric["MetricName"]]
            values = next((by_name[key] for key in keys if key in by_name), [])
            results.append({"Id": query["Id"], "Values": values})
        return {"MetricDataResults": results}

    return answer
