"""Golden signals: which door of a workload is measured, and what is drawn of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from components.blocks.golden_signals import front_doors, golden_signals
from components.component import Component
from components.operations import Door, Indicator, Operations, Widget
from components.settings.objective import ObjectiveSettings
from tests.components.blocks.watched import DOOR, METRIC
from tests.support.alarms import metric_math


def part(name: str, *doors: Door, indicator: Indicator = DOOR, **operations: Any) -> Component:
    made = object.__new__(Component)
    made.name = name
    made.operations = Operations(indicators=[replace(indicator, door=door) for door in doors], **operations)
    return made


def test_the_outermost_door_counts() -> None:
    cdn, balancer, api, function = (
        part("cdn", "edge"),
        part("lb", "entrance"),
        part("api", "entrance"),
        part("f", "function"),
    )

    def measured(*parts: Component) -> list[str]:
        return [found.name for found, _ in front_doors(parts)]

    assert measured(function, balancer, api, cdn) == ["cdn"]
    assert measured(function, balancer, api) == ["lb", "api"], "two doors side by side are both measured"
    assert measured(function) == ["f"]
    assert measured(part("table")) == []


def test_traffic_errors_and_latency_then_what_is_full() -> None:
    full = Widget(title="CPU", metrics=[METRIC], saturation=True)
    found = golden_signals([part("api", "entrance"), part("db", widgets=[full, replace(full, saturation=False)])], None)
    assert [widget.title for widget in found] == ["Traffic: api", "Errors: api", "Latency: api", "db: CPU"]
    [errors] = found[1].expressions.values()
    assert metric_math.evaluate(errors, {"bad": 3, "sent": 60}) == 5
    assert metric_math.evaluate(errors, {"bad": 0, "sent": 0}) == 0
    assert [metric.stat for metric in found[2].metrics] == ["p50", "p90", "p99"]
    assert found[1].lines == found[2].lines == {}


def test_an_objective_draws_its_lines_and_its_budget() -> None:
    objective = ObjectiveSettings.of(availability=99.5, latency={"milliseconds": 200})
    seconds = replace(DOOR, units_per_ms=0.001)
    _, errors, latency, budget, slow = golden_signals([part("lb", "entrance", indicator=seconds)], objective)
    assert errors.lines == {"allowed": 0.5}
    assert latency.lines == {"promised": 0.2}
    assert [budget.title, slow.title] == ["Error budget: lb, availability", "Error budget: lb, latency"]
    [burn] = budget.expressions.values()
    assert metric_math.evaluate(burn, {"bad": 10, "sent": 1000}) == 2, "1 % of errors is twice the 0.5 % that may be"
    assert {metric.period for metric in budget.metrics} == {3600}
    assert budget.lines == {"used up in 30 days": 1, "somebody is called": 14.4}


def test_latency_that_nothing_measures_is_not_drawn() -> None:
    blind = replace(DOOR, latency=None)
    found = golden_signals([part("cdn", "edge", indicator=blind)], None)
    assert [widget.title for widget in found] == ["Traffic: cdn", "Errors: cdn"]
