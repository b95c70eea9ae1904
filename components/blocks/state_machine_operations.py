"""What a workflow needs when it runs: alarms, graphs, saved queries."""

from __future__ import annotations

import pulumi

from components.operations import Alarm, Metric, Query, Widget
from components.settings.state_machine import StateMachineSettings

FAILURES = """filter type like /Failed|TimedOut|Aborted/
| parse details.error /(?<error>.+)/
| stats count() as times by type, error
| sort times desc"""

SLOW_STEPS = """filter type like /TaskScheduled|TaskSucceeded|TaskFailed/
| stats latest(event_timestamp) - earliest(event_timestamp) as milliseconds by execution_arn
| sort milliseconds desc
| limit 20"""


def _metric(machine: pulumi.Input[str], name: str, stat: str = "Sum", label: str | None = None) -> Metric:
    return Metric(namespace="AWS/States", name=name, dimensions={"StateMachineArn": machine}, stat=stat, label=label)


def alarms(name: str, settings: StateMachineSettings, machine: pulumi.Input[str], region: str | None) -> list[Alarm]:
    """Return the alarms of a workflow: runs that fail, are too long, are ended by hand, or wait for their turn."""
    found = [
        Alarm(
            key="failed",
            severity="critical",
            description=f"More than {settings.failure_percent:g} % of the runs of {name} fail. The history of a "
            "failed run shows the step; it can be redriven from there once the cause is gone.",
            metrics={"failed": _metric(machine, "ExecutionsFailed"), "started": _metric(machine, "ExecutionsStarted")},
            # Runs end long after they begin: a period with failures and no start is all failures.
            expression="IF(failed > 0, IF(started > failed, 100 * failed / started, 100), 0)",
            threshold=settings.failure_percent,
            evaluation_periods=1,
            region=region,
        ),
        _any("timed-out", f"Runs of {name} did not end in time.", _metric(machine, "ExecutionsTimedOut"), region),
        _any("aborted", f"Runs of {name} were ended by hand.", _metric(machine, "ExecutionsAborted"), region),
        _any(
            "throttled",
            f"Steps of {name} wait: the account's limit of state transitions or of calls is reached.",
            _metric(machine, "ExecutionThrottled"),
            region,
        ),
    ]
    if settings.slow_seconds:
        found.append(
            Alarm(
                key="slow",
                description=f"The slowest 1 % of the runs of {name} take more than {settings.slow_seconds} s. Look at "
                "the step in which they spend it.",
                metrics={"m1": _metric(machine, "ExecutionTime", "p99")},
                threshold=settings.slow_seconds * 1000,
                region=region,
            )
        )
    return found


def _any(key: str, what: str, metric: Metric, region: str | None) -> Alarm:
    return Alarm(
        key=key,
        description=f"{what} Look at the runs' histories, newest first.",
        metrics={"m1": metric},
        threshold=0,
        evaluation_periods=1,
        region=region,
    )


def widgets(name: str, machine: pulumi.Input[str], region: str | None) -> list[Widget]:
    """Return the graphs of a workflow."""
    outcomes = {"Started": "started", "Succeeded": "done", "Failed": "failed", "TimedOut": "timed out"}
    runs = [_metric(machine, f"Executions{outcome}", label=label) for outcome, label in outcomes.items()]
    times = [_metric(machine, "ExecutionTime", stat, f"{stat} (ms)") for stat in ("p50", "p99")]
    return [
        Widget(title=f"{name}: runs", metrics=runs, region=region),
        Widget(title=f"{name}: time", metrics=times, region=region),
    ]


def queries(log_group: pulumi.Input[str], region: str | None) -> list[Query]:
    """Return the saved queries of a workflow's log."""
    texts = {"failures by error": FAILURES, "slowest runs": SLOW_STEPS}
    return [Query(name=key, text=text, log_groups=[log_group], region=region) for key, text in texts.items()]
