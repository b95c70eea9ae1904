"""The body of a CloudWatch dashboard as data: the state of alarms, then sections of graphs, laid out in rows.

Its form is CloudWatch's "dashboard body structure"; limits are those of the service quotas (2026). A dashboard belongs
to no region: every graph names the region of its metrics.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.operations import Metric, Widget

WIDTH = 24
"""Columns of a dashboard."""
MAX_WIDGETS = 500
MAX_METRICS = 2_500
"""Metrics of all graphs together."""
MAX_ALARMS = 100
"""Alarms that one widget can show."""
_GRAPH = (8, 6)  # width and height: three in a row
_HEADING = (WIDTH, 1)
_STATUS = (WIDTH, 3)
Placed = tuple[dict[str, Any], tuple[int, int]]
"""A widget and its width and height."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the dashboard below one heading."""

    heading: str
    """Markdown, such as `## shop-lb`."""
    alarms: Sequence[pulumi.Input[str]] = ()
    """ARNs of the alarms whose state is shown below the heading."""
    widgets: Sequence[Widget] = ()


@dataclass(frozen=True)
class Board:
    """A dashboard that is to be drawn."""

    alarms: Sequence[pulumi.Input[str]]
    """ARNs of the alarms whose state stands on top."""
    sections: Sequence[Section]
    region: str
    """Region of graphs that name none."""

    def body(self) -> dict[str, list[dict[str, Any]]]:
        """Return the body. What is beyond the limits of CloudWatch is left out; `left_out` tells how much that is."""
        return {"widgets": self._widgets()[0]}

    def left_out(self) -> int:
        """Return how many widgets do not fit."""
        return self._widgets()[1]

    def _widgets(self) -> tuple[list[dict[str, Any]], int]:
        placed: list[dict[str, Any]] = []
        metrics = left_out = y = 0
        for row in self._rows():
            x, height = 0, 0
            for content, size in row:
                metrics += len(content["properties"].get("metrics", ()))
                if len(placed) == MAX_WIDGETS or metrics > MAX_METRICS:
                    left_out += 1
                    continue
                if x + size[0] > WIDTH:
                    x, y = 0, y + height
                placed.append({"x": x, "y": y, "width": size[0], "height": size[1], **content})
                x, height = x + size[0], size[1]
            y += height
        return placed, left_out

    def _rows(self) -> Iterator[list[Placed]]:
        """Yield groups of widgets; each begins at the left, and goes on in the next line when it is full."""
        yield from _states("Health", self.alarms)
        for section in self.sections:
            yield [({"type": "text", "properties": {"markdown": section.heading}}, _HEADING)]
            yield from _states("Alarms", section.alarms)
            yield [(_graph(widget, self.region), _GRAPH) for widget in section.widgets]


def _states(title: str, alarms: Sequence[pulumi.Input[str]]) -> Iterator[list[Placed]]:
    for start in range(0, len(alarms), MAX_ALARMS):
        shown = {"title": title, "alarms": list(alarms[start : start + MAX_ALARMS])}
        yield [({"type": "alarm", "properties": shown}, _STATUS)]


def _graph(widget: Widget, region: str) -> dict[str, Any]:
    ids = widget.ids or [f"m{number}" for number in range(1, len(widget.metrics) + 1)]
    drawn = [
        _metric(metric, key if widget.expressions else None) for key, metric in zip(ids, widget.metrics, strict=True)
    ]
    for number, (label, expression) in enumerate(widget.expressions.items(), 1):
        drawn.append([{"id": f"e{number}", "label": label, "expression": expression}])
    properties = {
        "title": widget.title,
        "view": "timeSeries",
        "stacked": False,
        "region": widget.region or region,
        "period": min(metric.period for metric in widget.metrics),
        "metrics": drawn,
    }
    if widget.lines:
        lines = [{"label": label, "value": value} for label, value in widget.lines.items()]
        properties["annotations"] = {"horizontal": lines}
    return {"type": "metric", "properties": properties}


def _metric(metric: Metric, hidden_as: str | None) -> list[Any]:
    dimensions = [part for pair in metric.dimensions.items() for part in pair]
    options: dict[str, Any] = {"stat": metric.stat, "period": metric.period}
    if metric.label:
        options["label"] = metric.label
    if hidden_as:
        options |= {"id": hidden_as, "visible": False}
    return [metric.namespace, metric.name, *dimensions, options]
