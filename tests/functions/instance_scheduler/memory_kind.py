"""A kind of resource that lives in memory: what a call changes is changed at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from functions.instance_scheduler.engine import Clock, Run
from functions.instance_scheduler.kinds.base import Kind, Order, Outcomes, Resource
from functions.instance_scheduler.prices import Prices
from functions.instance_scheduler.report import Report

Thing = dict[str, Any]


class Killed(Exception):
    """The function is killed."""


class MemoryKind(Kind):
    """Resources of a dict: id → state and tags. `refuse` are ids that cannot be changed, `budget` the calls left."""

    name = "memory"

    def __init__(self, things: dict[str, Thing], refuse: Sequence[str] = (), budget: float = float("inf")) -> None:
        super().__init__(lambda _: None, "Schedule", "123456789012")
        self.things, self.refuse, self.budget = things, refuse, budget
        self.calls: list[tuple[str, str]] = []
        self.restarts: Callable[[str, datetime], bool] = lambda _id, _since: False

    def find(self) -> Iterator[Resource]:
        for key, thing in self.things.items():
            yield Resource(id=key, arn=key, state=thing["state"], tags=dict(thing["tags"]))

    def start(self, orders: Sequence[Order]) -> Outcomes:
        return self.each_order(orders, lambda order: self._set(order.resource.id, "running"))

    def stop(self, orders: Sequence[Order]) -> Outcomes:
        return self.each_order(orders, lambda order: self._set(order.resource.id, "stopped"))

    def put_tags(self, resources: Sequence[Resource], tags: Mapping[str, str]) -> Outcomes:
        for resource in resources:
            self._spend()
            self.things[resource.id]["tags"].update(tags)
        return {}

    def drop_tag(self, resources: Sequence[Resource], key: str) -> Outcomes:
        for resource in resources:
            self._spend()
            self.things[resource.id]["tags"].pop(key, None)
        return {}

    def restarted(self, resource: Resource, since: datetime) -> bool:
        return self.restarts(resource.id, since)

    def _set(self, key: str, state: str) -> str | None:
        if key in self.refuse:
            return "InsufficientInstanceCapacity: none left"
        self._spend()
        self.calls.append((key, state))
        self.things[key]["state"] = state
        return None

    def _spend(self) -> None:
        if self.budget <= 0:
            raise Killed
        self.budget -= 1


def thing(schedule: str, state: str = "running", **tags: str) -> Thing:
    return {"state": state, "tags": {"Schedule": schedule, **tags}}


def once(kind: MemoryKind, config: Any, now: datetime) -> Report:
    return Run(config, kind, "us-east-1", Prices({}), Clock(now)).go()
