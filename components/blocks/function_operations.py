"""What a Lambda function needs when it runs: alarms, a graph, saved queries."""

from __future__ import annotations

import pulumi

from components.blocks.log_queries import ERRORS_BY_TYPE, MEMORY, SLOW_REQUESTS
from components.operations import Alarm, Indicator, Metric, Query, Widget
from components.settings.function import FunctionSettings

_TIMEOUT_SHARE = 0.8
"""Share of the timeout that the slowest runs may take before somebody hears of it."""


def _metric(function: pulumi.Input[str], name: str, stat: str, label: str | None = None) -> Metric:
    return Metric(namespace="AWS/Lambda", name=name, dimensions={"FunctionName": function}, stat=stat, label=label)


def alarms(name: str, settings: FunctionSettings, function: pulumi.Input[str], region: str | None) -> list[Alarm]:
    """Return the alarms of a function: the share of failures, throttling, and runs that come near the
    timeout.
    """
    slow = settings.timeout_seconds * 1000 * _TIMEOUT_SHARE
    return [
        Alarm(
            key="errors",
            severity="critical",
            description=f"More than {settings.error_percent:g} % of the runs of {name} fail. "
            "Look at the saved query 'errors by type' first.",
            metrics={"errors": _metric(function, "Errors", "Sum"), "runs": _metric(function, "Invocations", "Sum")},
            expression="IF(runs > 0, 100 * errors / runs, 0)",
            threshold=settings.error_percent,
            region=region,
        ),
        Alarm(
            key="throttles",
            severity="critical",
            description=f"AWS refuses runs of {name}: the account's or the function's concurrency is used up.",
            metrics={"m1": _metric(function, "Throttles", "Sum")},
            threshold=0,
            evaluation_periods=2,
            region=region,
        ),
        Alarm(
            key="duration",
            description=f"The slowest 1 % of the runs of {name} take more than {_TIMEOUT_SHARE:.0%} of the timeout "
            f"of {settings.timeout_seconds} s. Look at what it waits for; more memory brings more processor.",
            metrics={"m1": _metric(function, "Duration", "p99")},
            threshold=slow,
            region=region,
        ),
    ]


def indicator(function: pulumi.Input[str], region: str | None) -> Indicator:
    """Return how well a function serves."""
    return Indicator(
        door="function",
        metrics={"failed": _metric(function, "Errors", "Sum"), "runs": _metric(function, "Invocations", "Sum")},
        counts="runs",
        total="runs",
        failed="failed",
        latency=_metric(function, "Duration", "p99"),
        region=region,
    )


def widget(name: str, function: pulumi.Input[str], region: str | None) -> Widget:
    """Return the graph of a function."""
    return Widget(
        title=f"{name}: runs",
        metrics=[
            _metric(function, "Invocations", "Sum", "runs"),
            _metric(function, "Errors", "Sum", "errors"),
            _metric(function, "Throttles", "Sum", "throttled"),
            _metric(function, "Duration", "p99", "duration p99 (ms)"),
        ],
        region=region,
    )


def queries(log_group: pulumi.Input[str], region: str | None) -> list[Query]:
    """Return the saved queries of a function's log."""
    texts = {
        "slow requests": SLOW_REQUESTS,
        "errors by type": ERRORS_BY_TYPE,
        "memory and cold starts": MEMORY,
    }
    return [Query(name=key, text=text, log_groups=[log_group], region=region) for key, text in texts.items()]
