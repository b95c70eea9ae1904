"""Burn-rate alarms: what an objective promises, measured at a front door, as alarms over two windows each.

A window is short enough to tell that it still happens, another long enough to tell that it matters; an alarm needs
both. The windows and rates are those of Google's Site Reliability Workbook, chapter 5, for a promise over 30 days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pulumi

from components.operations import Alarm, Indicator, Metric, Severity
from components.settings.objective import ObjectiveSettings

MINUTE, HOUR, DAY = 60, 3_600, 86_400


@dataclass(frozen=True)
class Burn:
    """A speed at which an error budget is used up, and the windows that it is seen over."""

    rate: float
    """Times the speed that uses the budget up in 30 days."""
    long: int
    """Seconds."""
    short: int
    """Seconds; a twelfth of the long window, so that the alarm is over soon after the fault is."""


FAST = (Burn(14.4, HOUR, 5 * MINUTE), Burn(6, 6 * HOUR, 30 * MINUTE))
"""2 % of the budget in an hour, 5 % in six: somebody is called."""
SLOW = (Burn(3, DAY, 2 * HOUR),)
"""10 % of the budget in a day: somebody is told."""


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One objective at one front door."""

    kind: str
    """`availability` or `latency`."""
    allowed: float
    """Share of requests that may fail it, in per cent."""
    metrics: dict[str, Metric]
    total: str
    """Requests, as metric math over the ids of `metrics`."""
    broken: str
    """Share of requests that fail it, in per cent, as metric math; judged only where there are requests."""
    says: str
    """What is promised, as a clause."""
    region: str | None


@dataclass(frozen=True, kw_only=True)
class Guard:
    """A burn rate that must not be passed: alarms of both windows, to be on at the same time."""

    long: Alarm
    short: Alarm


def promises(objective: ObjectiveSettings, indicator: Indicator) -> list[Promise]:
    """Return what is promised at a front door.

    Raises `pulumi.RunError` for a latency objective where nothing measures latency.
    """
    found: list[Promise] = []
    total, failed = _filled(indicator.total, indicator), _filled(indicator.failed, indicator)
    if objective.availability is not None:
        found.append(
            Promise(
                kind="availability",
                allowed=_rounded(100 - objective.availability),
                metrics=dict(indicator.metrics),
                total=total,
                broken=f"100 * ({failed}) / ({total})",
                says=f"{objective.availability:g} % of the requests do not fail",
                region=indicator.region,
            )
        )
    if objective.latency is not None:
        if indicator.latency is None:
            raise pulumi.RunError(
                "objective.latency cannot be measured: the front door has no metric of it (cdn.extraMetrics brings "
                "that of a distribution). Please set that, or remove objective.latency"
            )
        limit = _rounded(objective.latency.milliseconds * indicator.units_per_ms)
        found.append(
            Promise(
                kind="latency",
                allowed=_rounded(100 - objective.latency.percent),
                # Percentile rank: the share of the requests that took up to the limit.
                metrics={**indicator.metrics, "intime": replace(indicator.latency, stat=f"PR(:{limit:g})")},
                total=total,
                broken="100 - intime",
                says=f"{objective.latency.percent:g} % of the requests take up to {objective.latency.milliseconds} ms",
                region=indicator.region,
            )
        )
    return found


def guards(promise: Promise, burns: tuple[Burn, ...], min_requests: int) -> Iterator[Guard]:
    """Yield the alarms of each burn rate; `min_requests` are those of an hour."""
    for burn in burns:
        severity: Severity = "critical" if burn in FAST else "warning"
        yield Guard(
            long=_alarm(promise, burn, burn.long, min_requests * burn.long // HOUR, severity),
            short=_alarm(promise, burn, burn.short, 1, severity),
        )


def share(promise: Promise, at_least: int = 1) -> str:
    """Return the share of broken requests in per cent, as metric math; 0 below a number of requests."""
    return f"IF(({promise.total}) >= {at_least}, {promise.broken}, 0)"


def threshold(promise: Promise, burn: Burn) -> float:
    """Return the share of broken requests in per cent that is this burn rate."""
    return _rounded(burn.rate * promise.allowed)


def window(seconds: int) -> str:
    """Return a length of time as a short word: 300 → 5m."""
    for unit, letter in ((DAY, "d"), (HOUR, "h")):
        if seconds % unit == 0:
            return f"{seconds // unit}{letter}"
    return f"{seconds // MINUTE}m"


def _alarm(promise: Promise, burn: Burn, seconds: int, at_least: int, severity: Severity) -> Alarm:
    limit = threshold(promise, burn)
    return Alarm(
        key=f"{promise.kind}-{window(seconds)}",
        description=f"Promised is that {promise.says}. Over {window(seconds)} more than {limit:g} % broke it, "
        f"{burn.rate:g} times what may be. The composite alarm tells it when its other window agrees.",
        metrics={key: replace(metric, period=seconds) for key, metric in promise.metrics.items()},
        expression=share(promise, at_least),
        threshold=limit,
        evaluation_periods=1,
        severity=severity,
        region=promise.region,
    )


def _filled(expression: str, indicator: Indicator) -> str:
    """Return an expression in which a metric without data counts 0: no error is no data point."""
    return re.sub(rf"\b({'|'.join(indicator.metrics)})\b", r"FILL(\1, 0)", expression)


def _rounded(value: float) -> float:
    """Return a number without the tail of binary fractions: 100 - 99.9 is 0.1."""
    return round(value, 6)
