"""What a component needs when it runs, as plain data: alarms, dashboard widgets, saved log queries.

A component describes them; the stack's one `Monitoring` component creates them, owns the topic that alarms notify and
the dashboard that shows the widgets. So a block knows nothing of topics, and no alarm is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi

Comparison = Literal[
    "GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"
]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One CloudWatch metric of one resource. `dimensions` name the resource: a metric without them watches nothing."""

    namespace: str
    name: str
    dimensions: Mapping[str, pulumi.Input[str]]
    stat: str = "Average"
    """Average, Sum, Minimum, Maximum, SampleCount or a percentile such as p99."""
    period: int = 300
    """Seconds; a multiple of 60."""
    label: str | None = None


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A condition that somebody must hear of."""

    key: str
    """Unique within the component; part of the resource's name, so it never changes."""
    description: str
    """What it means and what to do first; the person who is woken up reads it."""
    metrics: Mapping[str, Metric]
    """Metrics by id (m1, m2 …). One metric needs no expression."""
    expression: str | None = None
    """Metric math over the ids, for rates; None alarms on the only metric."""
    threshold: float
    comparison: Comparison = "GreaterThanThreshold"
    evaluation_periods: int = 3
    datapoints_to_alarm: int | None = None
    missing_data: Literal["missing", "notBreaching", "breaching", "ignore"] = "notBreaching"
    region: str | None = None
    """Region of the metrics when it is not the stack's, such as us-east-1 for CloudFront and billing."""


@dataclass(frozen=True, kw_only=True)
class Widget:
    """One graph of the dashboard: metrics of one subject."""

    title: str
    metrics: Sequence[Metric]
    region: str | None = None


@dataclass(frozen=True, kw_only=True)
class Query:
    """A saved CloudWatch Logs Insights query."""

    name: str
    """Shown in the console below a folder of the component's name."""
    text: str
    log_groups: Sequence[pulumi.Input[str]]
    region: str | None = None


@dataclass
class Operations:
    """Everything that one component wants watched."""

    alarms: list[Alarm] = field(default_factory=list)
    widgets: list[Widget] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)
