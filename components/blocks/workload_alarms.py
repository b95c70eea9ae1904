"""The alarms of one workload: each alarm of its parts, and composite ones that speak for those that page.

Which alarm tells whom is decided here; docs/adr/0009-alarms-that-page.md says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pulumi

from components.blocks.alarm import alarm_name, metric_alarm
from components.blocks.anomalies import anomaly_alarms
from components.blocks.burn_rate import FAST, SLOW, Promise, guards, promises
from components.blocks.composite_alarm import Composite, Member, any_of, composite_alarm, gathered, state
from components.blocks.golden_signals import front_doors
from components.blocks.log_errors import count_errors, log_alarm
from components.component import Component
from components.context import StackContext
from components.operations import Alarm
from components.settings.monitoring import MonitoringSettings
from components.settings.objective import ObjectiveSettings

Topic = Callable[[str | None], pulumi.Input[str]]
"""Returns the topic of a region; alarms notify their own region only."""


@dataclass
class Made:
    """The alarms of a workload in one region."""

    critical: list[Member] = field(default_factory=list)
    """Alarms that the workload's composite alarm speaks for."""
    shown: list[pulumi.Output[str]] = field(default_factory=list)
    """ARNs of the metric alarms."""
    health: list[pulumi.Output[str]] = field(default_factory=list)
    """ARNs of the composite alarms that tell somebody."""


class WorkloadAlarms:
    """Makes the alarms of one workload."""

    def __init__(
        self,
        workload: Component,
        parts: Sequence[Component],
        stack: StackContext,
        settings: MonitoringSettings,
        topic: Topic,
    ) -> None:
        self._workload, self._parts, self._stack, self._settings = workload, parts, stack, settings
        self._topic = topic
        self.by_region: dict[str | None, Made] = {}

    def make(self, objective: ObjectiveSettings | None) -> None:
        """Make all of them."""
        for part in self._parts:
            for alarm in part.operations.alarms:
                self._alarm(part, alarm)
            self._count_errors(part)
        if self._settings.anomaly_band is not None:
            for part, indicator in front_doors(self._parts):
                for alarm in anomaly_alarms(part.name, indicator, self._settings.anomaly_band):
                    self._alarm(part, alarm)
        promised = list(self._promises(objective)) if objective else []
        least = objective.min_requests if objective else 1
        for part, promise in promised:
            self._on(promise.region).critical.append(self._fast(part, promise, least))
        health = {region: self._health(region, made) for region, made in self.by_region.items() if made.critical}
        for part, promise in promised:
            self._slow(part, promise, least, health[self._stack.elsewhere(promise.region)])

    def _on(self, region: str | None) -> Made:
        return self.by_region.setdefault(self._stack.elsewhere(region), Made())

    def _alarm(self, owner: Component, alarm: Alarm, after: Sequence[pulumi.Resource] = ()) -> None:
        """Make an alarm: one that pages is silent itself, any other tells."""
        pages = alarm.severity == "critical"
        made = self._metric_alarm(owner, alarm, None if pages else self._topic(alarm.region), after)
        if pages:
            self._on(alarm.region).critical.append(made)

    def _metric_alarm(
        self, owner: Component, alarm: Alarm, topic: pulumi.Input[str] | None, after: Sequence[pulumi.Resource] = ()
    ) -> Member:
        resource = metric_alarm(owner, alarm, self._stack, topic, after)
        self._on(alarm.region).shown.append(resource.arn)
        return Member(name=alarm_name(self._stack, owner.name, alarm.key), resource=resource)

    def _count_errors(self, part: Component) -> None:
        limit = self._settings.log_errors
        for log in part.operations.logs if limit is not None else ():
            counted = count_errors(part, log, self._stack)
            self._alarm(part, log_alarm(part.name, log, self._stack, limit or 0), [counted])

    def _promises(self, objective: ObjectiveSettings) -> Iterator[tuple[Component, Promise]]:
        doors = front_doors(self._parts)
        if not doors:
            raise pulumi.RunError(
                f"the workload {self._workload.name} has an objective, but nothing that answers requests or runs: "
                "nothing could measure it. Please remove its objective"
            )
        for part, indicator in doors:
            for promise in promises(objective, indicator):
                yield part, promise

    def _fast(self, part: Component, promise: Promise, least: int) -> Member:
        """Make the alarm on a budget that burns fast. It tells nobody: the workload's composite alarm does."""
        pairs = [self._pair(part, guard.long, guard.short) for guard in guards(promise, FAST, least)]
        return composite_alarm(
            part,
            self._stack,
            Composite(
                key=f"{promise.kind}-fast-burn",
                description=f"Promised is that {promise.says}. At this rate the error budget of 30 days is gone in two "
                "days (14.4 times, over an hour) or in five (6 times, over six hours). Undo the last change first.",
                rule=" OR ".join(f"({state(long.name)} AND {state(short.name)})" for long, short in pairs),
                members=[member for pair in pairs for member in pair],
                region=promise.region,
            ),
        )

    def _slow(self, part: Component, promise: Promise, least: int, health: Member) -> None:
        """Make the alarm on a budget that leaks. It is quiet while the workload's health alarm is on."""
        pairs = [self._pair(part, guard.long, guard.short) for guard in guards(promise, SLOW, least)]
        made = composite_alarm(
            part,
            self._stack,
            Composite(
                key=f"{promise.kind}-slow-burn",
                description=f"Promised is that {promise.says}. At this rate the error budget of 30 days is gone in ten "
                "days: no emergency, and no day to wait either. Look for the kind of error that did not use to be.",
                rule=" OR ".join(f"({state(long.name)} AND {state(short.name)})" for long, short in pairs),
                members=[member for pair in pairs for member in pair],
                topic=self._topic(promise.region),
                region=promise.region,
                suppressed_by=health,
            ),
        )
        self._on(promise.region).health.append(made.arn)

    def _pair(self, owner: Component, *alarms: Alarm) -> list[Member]:
        """Make alarms that a composite alarm speaks for."""
        return [self._metric_alarm(owner, alarm, None) for alarm in alarms]

    def _health(self, region: str | None, made: Made) -> Member:
        """Make the composite alarm of the workload in a region: the one that pages."""
        members = gathered(self._workload, self._stack, made.critical, region)
        health = composite_alarm(
            self._workload,
            self._stack,
            Composite(
                key=f"{region}-health" if region else "health",
                description=f"People are turned away by {self._workload.name}, or data is about to be lost. The "
                "dashboard of the stack shows which of its alarms are on; each says what to do first.",
                rule=any_of(members),
                members=members,
                topic=self._topic(region),
                region=region,
            ),
        )
        made.health.append(health.arn)
        return health
