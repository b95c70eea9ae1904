"""The golden signals of a workload as graphs: traffic, errors and latency of its front doors, and what is full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from components.blocks.burn_rate import FAST, HOUR, promises, share
from components.component import Component
from components.operations import Indicator, Widget
from components.settings.objective import ObjectiveSettings

_DOORS = ("edge", "entrance", "function")  # from the outside inwards
_PERCENTILES = ("p50", "p90", "p99")
Found = tuple[Component, Indicator]


def front_doors(parts: Sequence[Component]) -> list[Found]:
    """Return what people meet of a workload: its outermost doors, each with the component that it belongs to.

    What stands behind a distribution or a load balancer is measured there. Functions count only where nothing else
    answers, as in a workload of events.
    """
    found = [(part, indicator) for part in parts for indicator in part.operations.indicators]
    for door in _DOORS:
        outermost = [(part, indicator) for part, indicator in found if indicator.door == door]
        if outermost:
            return outermost
    return []


def golden_signals(parts: Sequence[Component], objective: ObjectiveSettings | None) -> list[Widget]:
    """Return the golden signals of a workload."""
    widgets = [widget for part, indicator in front_doors(parts) for widget in _of_door(part.name, indicator, objective)]
    full = [_titled(part.name, widget) for part in parts for widget in part.operations.widgets if widget.saturation]
    return [*widgets, *full]


def _titled(name: str, widget: Widget) -> Widget:
    """Return a graph whose title says whose it is: it does not stand below the heading of its component."""
    return widget if widget.title.startswith(name) else replace(widget, title=f"{name}: {widget.title}")


def _of_door(name: str, indicator: Indicator, objective: ObjectiveSettings | None) -> Iterator[Widget]:
    common = {"metrics": list(indicator.metrics.values()), "ids": list(indicator.metrics), "region": indicator.region}
    yield Widget(title=f"Traffic: {name}", **common, expressions={"requests": indicator.total})
    allowed = objective.availability if objective else None
    yield Widget(
        title=f"Errors: {name}",
        **common,
        expressions={"failed (%)": f"IF(({indicator.total}) > 0, 100 * ({indicator.failed}) / ({indicator.total}), 0)"},
        lines={"allowed": round(100 - allowed, 6)} if allowed else {},
    )
    if indicator.latency:
        limit = objective.latency if objective else None
        yield Widget(
            title=f"Latency: {name}",
            metrics=[replace(indicator.latency, stat=stat, label=stat) for stat in _PERCENTILES],
            region=indicator.region,
            lines={"promised": round(limit.milliseconds * indicator.units_per_ms, 6)} if limit else {},
        )
    for promise in promises(objective, indicator) if objective else ():
        yield Widget(
            title=f"Error budget: {name}, {promise.kind}",
            metrics=[replace(metric, period=HOUR) for metric in promise.metrics.values()],
            ids=list(promise.metrics),
            expressions={"burn rate of an hour": f"{share(promise)} / {promise.allowed:g}"},
            lines={"used up in 30 days": 1, "somebody is called": FAST[0].rate},
            region=indicator.region,
        )
