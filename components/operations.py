"""What a component needs when it runs, as plain data: alarms, graphs, saved log queries, what can be measured of it.

A component describes them; the stack's one `Monitoring` component creates them, owns the topic that alarms notify and
the dashboard that shows the widgets. So a block knows nothing of topics, and no alarm is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Literal

import pulumi

Comparison = Literal[
    "GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"
]
Severity = Literal["critical", "warning"]
"""`critical`: people are turned away, or data is lost, or it will be within hours. The workload's composite alarm tells
it, once. `warning`: somebody should look at it today; it tells by itself. docs/adr/0009-alarms-that-page.md."""


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
    counted_from_log: bool = False
    """Whether a filter of ours counts it in one log. Such a metric has no dimensions: its name tells whose it is."""


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
    threshold: float | None = None
    """The value that must not be passed; None for an alarm with a `band`."""
    band: float | None = None
    """Standard deviations around what CloudWatch expects at this hour and weekday, instead of a threshold."""
    band_sides: Literal["both", "above"] = "both"
    """Which side of the band is a fault."""
    severity: Severity = "warning"
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
    saturation: bool = False
    """Whether it shows how full something is: then it stands among the golden signals of the workload."""
    ids: Sequence[str] = ()
    """Names of the metrics in `expressions`, in the order of the metrics."""
    expressions: Mapping[str, str] = field(default_factory=dict)
    """Label → metric math over the ids. With any, the metrics themselves are not drawn."""
    lines: Mapping[str, float] = field(default_factory=dict)
    """Label → height of a horizontal line, such as a limit."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """A saved CloudWatch Logs Insights query."""

    name: str
    """Shown in the console below the folders of the workload and of the component."""
    text: str
    log_groups: Sequence[pulumi.Input[str]] | pulumi.Output[Sequence[str]]
    region: str | None = None


Door = Literal["edge", "entrance", "function"]
"""Where requests come in: at the edge (CloudFront), at a load balancer or an API, at a function itself."""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """How well something serves: of all requests, which failed, and how long they took. Objectives measure it."""

    door: Door
    """Of several in a workload, the outermost count: what stands behind them serves no person."""
    metrics: Mapping[str, Metric]
    """Metrics by id, each a sum or a share over whatever period it is asked for."""
    counts: str
    """Id of the metric that counts requests."""
    total: str
    """Requests, as metric math over the ids: the count, and what it leaves out."""
    failed: str
    """Requests that failed through no fault of the caller, as metric math over the ids."""
    latency: Metric | None = None
    """Time that requests take; any statistic. None where nothing measures it."""
    units_per_ms: float = 1
    """Units of `latency` in a millisecond: 0.001 for a metric in seconds."""
    region: str | None = None


@dataclass(frozen=True, kw_only=True)
class AppLog:
    """A log that code of ours writes, in which errors are counted."""

    log_group: pulumi.Input[str]
    json: bool
    """Whether every line is a JSON object with a `level`."""
    region: str | None = None


@dataclass(frozen=True, kw_only=True)
class Traced:
    """A service that sends traces to X-Ray."""

    service: pulumi.Input[str]
    """Name that it has in traces."""
    type: str
    """Kind of the service in traces, such as AWS::ApiGateway::Stage."""
    takes_rules: bool
    """Whether it follows sampling rules. Lambda and Step Functions decide by themselves which requests they trace."""
    region: str | None = None


@dataclass
class Operations:
    """Everything that one component wants watched."""

    alarms: list[Alarm] = field(default_factory=list)
    widgets: list[Widget] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    logs: list[AppLog] = field(default_factory=list)
    traces: list[Traced] = field(default_factory=list)

    def place(self, region: str | None) -> None:
        """Say that all of it is in `region`, but for what says another one itself; None leaves it as it is."""
        for part in fields(self) if region else ():
            described = getattr(self, part.name)
            described[:] = [one if one.region else replace(one, region=region) for one in described]
