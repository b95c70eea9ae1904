"""What the cost optimizer needs when it runs: alarms, graphs of what it finds, a saved query."""

from __future__ import annotations

from collections.abc import Iterable

import pulumi

from components.operations import Alarm, Metric, Query, Widget

_WEEK = 7
_PROBLEMS = """fields @timestamp, check, place, @message
| filter message = "check failed"
| sort @timestamp desc
| limit 50"""


def alarms(name: str, namespace: str, optimizer: str, invocations: Metric) -> Iterable[Alarm]:
    """Yield the alarms: checks that cannot be done, and no run for more than a week."""
    yield Alarm(
        key="failures",
        description=f"{name} could not do some of its checks. The report names them; the saved query 'problems' says "
        "why.",
        metrics={"m1": _metric(namespace, "Failures", optimizer, "Maximum")},
        threshold=0,
        evaluation_periods=1,
    )
    yield Alarm(
        key="silent",
        description=f"{name} has not run for a week. Look at its schedule in EventBridge Scheduler and at the "
        "dead-letter queue of its calls.",
        metrics={"m1": invocations},
        comparison="LessThanThreshold",
        threshold=1,
        evaluation_periods=_WEEK,  # days: CloudWatch looks back a week at most
        missing_data="breaching",
    )


def widget(name: str, namespace: str, optimizer: str) -> Widget:
    """Return the graph of what can be saved."""
    return Widget(
        title=f"{name}: USD a month that can be saved",
        metrics=[
            _metric(namespace, "MonthlySavings", optimizer, "Maximum", label="USD a month"),
            _metric(namespace, "Findings", optimizer, "Maximum", label="findings"),
        ],
    )


def query(log_group: pulumi.Input[str]) -> Query:
    """Return the saved query of what went wrong."""
    return Query(name="problems", text=_PROBLEMS, log_groups=[log_group])


def _metric(namespace: str, name: str, optimizer: str, stat: str, *, label: str | None = None) -> Metric:
    dimensions = {"Optimizer": optimizer}
    return Metric(namespace=namespace, name=name, dimensions=dimensions, stat=stat, label=label, period=3600)
