"""What the instance scheduler needs when it runs: alarms, graphs of what it saves, a saved query."""

from __future__ import annotations

from collections.abc import Iterable

import pulumi

from components.operations import Alarm, Metric, Query, Widget
from components.settings.instance_scheduler import InstanceSchedulerSettings

_PROBLEMS = """fields @timestamp, counts.failed, counts.places_failed, counts.unfinished, problems.0, problems.1
| filter message = "run finished" and ispresent(problems.0)
| sort @timestamp desc
| limit 50"""


def alarms(
    name: str, settings: InstanceSchedulerSettings, namespace: str, scheduler: str, runs: Metric
) -> Iterable[Alarm]:
    """Yield the alarms: something cannot be started or stopped, and no run at all."""
    yield Alarm(
        key="failures",
        description=f"{name} could not start or stop something in three runs. The tag ScheduleError of the resource "
        "and the saved query 'problems' say why.",
        metrics={"m1": _metric(namespace, "Failures", {"Scheduler": scheduler}, "Maximum")},
        threshold=0,
        evaluation_periods=3 * settings.every_minutes // 5,
        datapoints_to_alarm=3,
    )
    yield Alarm(
        key="silent",
        description=f"{name} has not run for three intervals: nothing is started in the morning. Look at its schedule "
        "in EventBridge Scheduler and at the dead-letter queue of its calls.",
        metrics={"m1": runs},
        comparison="LessThanThreshold",
        threshold=1,
        evaluation_periods=3 * settings.every_minutes // 5,
        missing_data="breaching",
    )


def widgets(name: str, settings: InstanceSchedulerSettings, namespace: str, scheduler: str) -> Iterable[Widget]:
    """Yield the graphs: savings in all and by schedule, and what is on and off."""
    own = {"Scheduler": scheduler}
    yield Widget(
        title=f"{name}: USD saved",
        metrics=[
            _metric(namespace, "DollarsSaved", own, label="all schedules", period=3600),
            *(
                _metric(namespace, "DollarsSaved", {**own, "Schedule": key}, label=key, period=3600)
                for key in sorted(settings.all_schedules)
            ),
        ],
    )
    yield Widget(
        title=f"{name}: machine hours saved",
        metrics=[
            _metric(namespace, "HoursSaved", own, label="hours", period=3600),
            _metric(namespace, "HoursWithoutPrice", own, label="of them without a price", period=3600),
        ],
    )
    yield Widget(
        title=f"{name}: what it looks after",
        metrics=[
            _metric(namespace, "ResourcesOn", own, "Maximum", label="running"),
            _metric(namespace, "ResourcesOff", own, "Maximum", label="off"),
            _metric(namespace, "Started", own, label="started"),
            _metric(namespace, "Stopped", own, label="stopped"),
            _metric(namespace, "Failures", own, label="failures"),
        ],
    )


def query(log_group: pulumi.Input[str]) -> Query:
    """Return the saved query of what went wrong."""
    return Query(name="problems", text=_PROBLEMS, log_groups=[log_group])


def _metric(
    namespace: str,
    name: str,
    dimensions: dict[str, str],
    stat: str = "Sum",
    *,
    label: str | None = None,
    period: int = 300,
) -> Metric:
    return Metric(namespace=namespace, name=name, dimensions=dimensions, stat=stat, label=label, period=period)
