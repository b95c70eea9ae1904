"""Alarms over generated datapoints: what state each alarm of a stack has, minute by minute.

It does what CloudWatch does with an alarm of a sliding window: every minute it computes the statistic of each metric
over each of the last N periods, evaluates the expression, and counts the datapoints that breach the threshold.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

from synthesis.model import Synthesis
from tests.support.alarms import metric_math, rules

MINUTE = 60
_COMPARE = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


@dataclass
class Traffic:
    """Requests of a front door, minute by minute: how many, how many of them failed, how many were slow."""

    requests: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    slow: list[int] = field(default_factory=list)

    def then(self, minutes: int, *, per_second: float, failed: float = 0, slow: float = 0) -> Traffic:
        """Append minutes of even traffic; `failed` and `slow` are shares of it."""
        requests = round(per_second * MINUTE)
        self.requests += [requests] * minutes
        for series, share in ((self.failed, failed), (self.slow, slow)):
            # Whole requests, whose sum keeps to the share: 0.1 % of 60 a minute is one in 17 minutes.
            sums = [round(requests * share * count) for count in range(minutes + 1)]
            series += [after - before for before, after in pairwise(sums)]
        return self


SEEN = ("RequestCount", "HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count", "TargetResponseTime")
"""Metrics that traffic says something of. Alarms on others are taken to be off."""


@dataclass
class Watch:
    """The alarms of a synthesis, fed with the traffic of one load balancer."""

    synthesis: Synthesis
    traffic: Traffic
    step: int = 1
    """Minutes between evaluations; CloudWatch's are one."""

    def __post_init__(self) -> None:
        self._sums = {name: [0, *accumulate(getattr(self.traffic, name))] for name in ("requests", "failed", "slow")}
        self._metric_alarms = {one.inputs["name"]: one.inputs for one in self.synthesis.of_type("MetricAlarm")}
        composites = self.synthesis.of_type("CompositeAlarm")
        self._rules = {one.inputs["alarmName"]: one.inputs["alarmRule"] for one in composites}
        self._names = {one.name: one.inputs["alarmName"] for one in composites}

    def on(self, composite: str) -> list[tuple[int, int]]:
        """Return the spans of minutes in which a composite alarm is on: from, to."""
        minutes = range(self.step, len(self.traffic.requests) + 1, self.step)
        states = [self._alarm(self._names[composite], minute) for minute in minutes]
        return [(begun * self.step, over * self.step) for begun, over in spans(states)]

    def _alarm(self, name: str, minute: int) -> bool:
        rule = self._rules.get(name)
        if rule is None:
            return self._breaches(self._metric_alarms[name], minute)
        states = {part: "ALARM" if self._alarm(part, minute) else "OK" for part in rules.names(rule)}
        return rules.holds(rule, states)

    def _breaches(self, alarm: Mapping[str, Any], minute: int) -> bool:
        queries = alarm.get("metricQueries") or [{"id": "m1", "metric": {**alarm, "stat": alarm.get("statistic")}}]
        metrics = {query["id"]: query["metric"] for query in queries if "metric" in query}
        if not all(metric["metricName"] in SEEN for metric in metrics.values()):
            return False
        [expression] = [query["expression"] for query in queries if "expression" in query] or ["m1"]
        length = int(next(iter(metrics.values()))["period"]) // MINUTE
        periods = int(alarm["evaluationPeriods"])
        values = [
            metric_math.evaluate(expression, {key: self._stat(one, end, length) for key, one in metrics.items()})
            for end in range(minute, minute - periods * length, -length)
        ]
        limit, compare = alarm["threshold"], _COMPARE[alarm["comparisonOperator"]]
        missing = alarm.get("treatMissingData") == "breaching"
        count = sum(missing if value is None else compare(value, limit) for value in values)
        return count >= int(alarm.get("datapointsToAlarm") or periods)

    def _stat(self, metric: Mapping[str, Any], end: int, length: int) -> float | None:
        """Return a metric of the load balancer over the minutes before `end`; what nobody counted has no data."""
        start = max(0, end - length)
        requests = self._sum("requests", start, end)
        name, stat = metric["metricName"], metric["stat"]
        if name == "TargetResponseTime" and stat.startswith("PR("):
            return 100 * (1 - self._sum("slow", start, end) / requests) if requests else None
        counted = {"RequestCount": requests, "HTTPCode_Target_5XX_Count": self._sum("failed", start, end)}
        return counted.get(name) or None

    def _sum(self, name: str, start: int, end: int) -> int:
        sums = self._sums[name]
        return sums[max(0, end)] - sums[start] if end > 0 else 0


def spans(states: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the spans of minutes in which an alarm is on: from, to."""
    found, begun = [], None
    for minute, state in enumerate([*states, False]):
        if state and begun is None:
            begun = minute
        elif not state and begun is not None:
            found.append((begun, minute))
            begun = None
    return found
