"""The body of a CloudWatch dashboard as data: widgets of all components, laid out in rows, grouped by component.

Its form is CloudWatch's "dashboard body structure"; limits are those of the service quotas (2026).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.operations import Metric, Widget

WIDTH = 24
"""Columns of a dashboard."""
MAX_WIDGETS = 500
MAX_ALARMS = 100
"""Alarms that one widget can show."""
_GRAPH = (8, 6)  # width and height: three in a row
_HEADING = (WIDTH, 1)
_STATUS = (WIDTH, 3)


@dataclass(frozen=True)
class Group:
    """The graphs of one component."""

    title: str
    widgets: Sequence[Widget]


def body(groups: Iterable[Group], alarms: Sequence[pulumi.Input[str]], region: str) -> dict[str, list[dict[str, Any]]]:
    """Return the body of a dashboard: the state of the alarms on top, then a heading and graphs for each group.

    What is beyond CloudWatch's limit of widgets is left out; `overflow` tells how much that is.
    """
    sections = [(None, [(_status(alarms[i : i + MAX_ALARMS]), _STATUS)]) for i in range(0, len(alarms), MAX_ALARMS)]
    sections += [(group.title, [(_graph(widget, region), _GRAPH) for widget in group.widgets]) for group in groups]
    placed: list[dict[str, Any]] = []
    y = 0
    for title, widgets in sections:
        if title:
            placed.append(_at(0, y, _HEADING, {"type": "text", "properties": {"markdown": f"## {title}"}}))
            y += _HEADING[1]
        x = 0
        for content, size in widgets:
            if x + size[0] > WIDTH:
                x, y = 0, y + size[1]
            placed.append(_at(x, y, size, content))
            x += size[0]
        y += widgets[-1][1][1]
    return {"widgets": placed[:MAX_WIDGETS]}


def overflow(groups: Sequence[Group], alarms: int) -> int:
    """Return how many widgets do not fit into one dashboard."""
    total = sum(1 + len(group.widgets) for group in groups) + -(-alarms // MAX_ALARMS)
    return max(0, total - MAX_WIDGETS)


def _at(x: int, y: int, size: tuple[int, int], content: dict[str, Any]) -> dict[str, Any]:
    return {"x": x, "y": y, "width": size[0], "height": size[1], **content}


def _status(alarms: Sequence[pulumi.Input[str]]) -> dict[str, Any]:
    return {"type": "alarm", "properties": {"title": "Alarms", "alarms": list(alarms)}}


def _graph(widget: Widget, region: str) -> dict[str, Any]:
    properties = {
        "title": widget.title,
        "view": "timeSeries",
        "stacked": False,
        "region": widget.region or region,
        "period": min(metric.period for metric in widget.metrics),
        "metrics": [_metric(metric) for metric in widget.metrics],
    }
    return {"type": "metric", "properties": properties}


def _metric(metric: Metric) -> list[Any]:
    dimensions = [part for pair in metric.dimensions.items() for part in pair]
    options: dict[str, Any] = {"stat": metric.stat, "period": metric.period}
    if metric.label:
        options["label"] = metric.label
    return [metric.namespace, metric.name, *dimensions, options]
