"""One run over one kind of resource in one place: find, decide, act, leave marks.

It reads a few hundred resources at a time, acts on them and goes on, so its memory does not grow with the account.
What it knows it has from tags and from AWS; nothing is kept between two runs.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from functions.instance_scheduler.config import Config
from functions.instance_scheduler.decision import ERROR_TAG, STATE_TAG, Act, Mark, Step, decide, read_mark
from functions.instance_scheduler.prices import Prices
from functions.instance_scheduler.report import Report
from functions.instance_scheduler.schedule import STOPPED, Schedule, Want

from .kinds.base import WAIT, Kind, Order, Resource, batches

logger = logging.getLogger()

_CHUNK = 500
"""Resources that are held at a time."""
_CALLS = 20
"""Acts between two looks at the clock, for kinds that take a call each."""


class OutOfTime(Exception):
    """The function's time is nearly over; the next run goes on."""


@dataclass(frozen=True)
class Clock:
    """The moment that a run decides for, and when it must be over."""

    now: datetime
    left: Callable[[], float] = lambda: float("inf")
    """Seconds that are left."""

    def check(self) -> None:
        """Raise OutOfTime when there is no time for another batch of calls."""
        if self.left() < 0:
            raise OutOfTime


def until(seconds: float) -> Callable[[], float]:
    """Return a function that tells how many seconds are left of `seconds`."""
    end = time.monotonic() + seconds
    return lambda: end - time.monotonic()


@dataclass(frozen=True, kw_only=True)
class _Planned:
    """A resource that needs something done."""

    resource: Resource
    schedule: Schedule
    want: Want
    step: Step


class Run:
    """A run over one kind in one place."""

    def __init__(self, config: Config, kind: Kind, region: str, prices: Prices, clock: Clock) -> None:
        self._config, self._kind, self._region, self._prices, self._clock = config, kind, region, prices, clock
        self._hours = Decimal(config.minutes) / 60
        self.report = Report()

    def go(self) -> Report:
        """Do it, and return what was done; what went wrong stands in the report."""
        for chunk in batches(self._kind.find(), _CHUNK):
            self._clock.check()
            planned = [found for resource in chunk if (found := self._plan(resource))]
            self._before(planned)
            for act in ("stop", "start"):
                for part in batches([item for item in planned if item.step.act == act], self._part):
                    self._clock.check()
                    self._act(act, part)
            self._mark([item for item in planned if item.step.act is None])
        return self.report

    @property
    def _part(self) -> int:
        return _CHUNK if self._kind.name == "ec2" else _CALLS

    def _plan(self, resource: Resource) -> _Planned | None:
        if any(resource.tags.get(key) != value for key, value in self._config.scope.items()):
            return None
        self.report.counts["seen"] += 1
        name = resource.tags[self._config.tag]
        schedule = self._config.schedules.get(name)
        if schedule is None:
            known = " ".join(sorted(self._config.schedules))
            self._failed([(resource, f"there is no schedule {name}; expected one of {known}")])
            return None
        if resource.unfit:
            self._failed([(resource, resource.unfit)])
            return None
        want = schedule.wants(self._clock.now)
        self._count(resource, schedule, want)
        mark = read_mark(resource.tags.get(STATE_TAG))
        step = decide(
            schedule,
            want,
            resource.state,
            mark,
            now=self._clock.now,
            restarted=lambda since: self._kind.restarted(resource, since),
        )
        return _Planned(resource=resource, schedule=schedule, want=want, step=step) if step.mark else None

    def _count(self, resource: Resource, schedule: Schedule, want: Want) -> None:
        counts = self.report.counts
        if resource.state == "changing":
            counts["waiting"] += 1
        elif resource.state == STOPPED:
            counts["off"] += 1
        else:
            counts["running"] += 1
        if resource.state != STOPPED or want.state != STOPPED:
            return  # what somebody stopped during a span is not the schedule's saving
        saving = self.report.savings[schedule.name]
        hours = self._hours * resource.units
        price = self._prices.hour(self._region, resource.items)
        saving.hours += hours
        if price is None:
            saving.unpriced_hours += hours
        else:
            saving.dollars += price * self._hours

    def _before(self, planned: Iterable[_Planned]) -> None:
        self._tag((item.resource, item.step.before) for item in planned if item.step.before)

    def _act(self, act: Act, part: list[_Planned]) -> None:
        orders = [
            Order(resource=item.resource, schedule=item.schedule, since=item.want.since, now=self._clock.now)
            for item in part
        ]
        outcomes = self._kind.start(orders) if act == "start" else self._kind.stop(orders)
        failed = {key: why for key, why in outcomes.items() if why != WAIT}
        done = [item for item in part if item.resource.id not in outcomes]
        self.report.counts["started" if act == "start" else "stopped"] += len(done)
        self.report.counts["waiting"] += len(outcomes) - len(failed)
        self._failed([(item.resource, failed[item.resource.id]) for item in part if item.resource.id in failed])
        self._mark(done)

    def _mark(self, items: list[_Planned]) -> None:
        """Leave marks, and take off the errors of what works again."""
        self._tag((item.resource, item.step.mark) for item in items if item.step.mark)
        wrong = [item.resource for item in items if ERROR_TAG in item.resource.tags]
        if wrong:
            self._note(self._kind.drop_tag(wrong, ERROR_TAG))

    def _tag(self, marks: Iterable[tuple[Resource, Mark]]) -> None:
        groups: dict[str, list[Resource]] = {}
        for resource, mark in marks:
            groups.setdefault(str(mark), []).append(resource)
        for text, resources in groups.items():
            self._note(self._kind.put_tags(resources, {STATE_TAG: text}))

    def _failed(self, failures: list[tuple[Resource, str]]) -> None:
        """Report failures and write them on the resources, where they are not written already."""
        for resource, why in failures:
            self.report.fail(f"{self._kind.name} {resource.id} in {self._region}", why)
            text = plain(why)
            if resource.tags.get(ERROR_TAG) != text:
                self._note(self._kind.put_tags([resource], {ERROR_TAG: text}))

    def _note(self, problems: Mapping[str, str]) -> None:
        for key, why in problems.items():
            self.report.fail(f"{self._kind.name} {key} in {self._region}", f"its tags cannot be set: {why}")


def plain(text: str) -> str:
    """Return a text that every service takes as the value of a tag."""
    return "".join(c if c.isalnum() or c in " _.:/=+-@" else " " for c in text)[:250].strip()
