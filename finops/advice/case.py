"""What a way looks at: resources with their estimate, the options of the reader, and "what if this were different?"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from finops.advice.schedule import BUSINESS_HOURS, Schedule
from finops.estimate import Estimate, Line, Owner, Resource, Span, Usage, estimate
from finops.estimate.estimator import Books
from finops.estimate.graph import Graph
from finops.prices import NotPriced, PriceBook, load

Change = Callable[[Resource], Mapping[str, Any] | None]
"""Returns the new inputs of a resource; None leaves it as it is."""


@dataclass(frozen=True)
class Options:
    """What the reader wants to know about."""

    environment: str = "Production"
    """Schedules are proposed outside Production only, unless one is asked for."""
    schedules: Mapping[str, Schedule] = field(default_factory=lambda: {"business-hours": BUSINESS_HOURS})
    """Schedules that the tag `Schedule` may name."""
    schedule: Schedule | None = None
    """One to try on everything that can be stopped, whatever its tag and environment."""
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    """Commitments that the reader has an offer for: name → share of the on-demand price, such as 0.72."""
    mix: tuple[Decimal, Decimal, Decimal] = (Decimal("0.75"), Decimal("0.20"), Decimal("0.05"))
    """Shares of the compute that are committed, on demand, and Spot."""
    transfer: Mapping[str, Decimal] = field(default_factory=dict)
    """GB a month that leave their zone (inter-az), their region (inter-region) or AWS (internet)."""


@dataclass(frozen=True)
class Effect:
    """What a change does to one resource."""

    owner: Owner
    before: tuple[Line, ...]
    after: tuple[Line, ...]

    @property
    def saving(self) -> Span:
        """USD a month, never below zero: the least and the greatest difference over the range."""
        old, new = total(self.before), total(self.after)
        steps = (old.low - new.low, old.expected - new.expected, old.high - new.high)
        low, high = max(Decimal(0), min(steps)), max(Decimal(0), *steps)
        return Span.between(low, high, max(Decimal(0), steps[1]))


@dataclass
class Case:
    """Resources, and everything that their estimate depends on."""

    resources: Sequence[Resource]
    region: str = "us-east-1"
    usage: Usage = field(default_factory=Usage)
    options: Options = field(default_factory=Options)
    books: Books = load
    on: date | None = None

    @cached_property
    def estimate(self) -> Estimate:
        """The estimate as things are."""
        return self._again(self.resources)

    @cached_property
    def graph(self) -> Graph:
        """Which resource refers to which."""
        return Graph(self.resources)

    @cached_property
    def by_owner(self) -> Mapping[tuple[str, ...], Resource]:
        """Resources by what stands for them in an estimate."""
        return {_key(resource): resource for resource in self.resources}

    def resource(self, owner: Owner) -> Resource:
        """Return the resource of a line."""
        return self.by_owner[*owner.key, owner.urn]

    @cached_property
    def lines(self) -> Mapping[tuple[str, ...], tuple[Line, ...]]:
        """Lines of the estimate by resource."""
        return _by_owner(self.estimate.lines)

    def book(self, line: Line | None = None) -> PriceBook | None:
        """Return the price book of a line's region, or of the stack's; None when there is none."""
        try:
            return self.books(line.region if line else self.region)
        except NotPriced:
            return None

    def effects(self, change: Change) -> list[Effect]:
        """Return what a change does to each resource that it makes cheaper; none that loses a figure by it."""
        changed = {id(one): inputs for one in self.resources if (inputs := change(one)) is not None}
        if not changed:
            return []
        after = self._again(
            [replace(one, inputs=changed[id(one)]) if id(one) in changed else one for one in self.resources]
        )
        lines = _by_owner(after.lines)
        gaps = _gaps(after)
        own = _gaps(self.estimate)
        found = []
        for key, old in self.lines.items():
            new = lines.get(key, ())
            if new == old or gaps[key] > own[key] or any(line.cost is None for line in new if line not in old):
                continue
            effect = Effect(old[0].owner, *_different(old, new))
            if effect.saving.high > 0:
                found.append(effect)
        return found

    def _again(self, resources: Iterable[Resource]) -> Estimate:
        return estimate(resources, region=self.region, usage=self.usage, books=self.books, on=self.on)


def total(lines: Iterable[Line]) -> Span:
    """Return what lines cost, as far as their usage is known."""
    cost = Span.of(0)
    for line in lines:
        cost += line.cost or Span.of(0)
    return cost


def _key(resource: Resource) -> tuple[str, ...]:
    return resource.component, resource.name, resource.type, resource.urn


def _by_owner(lines: Iterable[Line]) -> dict[tuple[str, ...], tuple[Line, ...]]:
    index: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in lines:
        index[*line.owner.key, line.owner.urn].append(line)
    return {key: tuple(own) for key, own in index.items()}


def _gaps(result: Estimate) -> defaultdict[tuple[str, ...], int]:
    index: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for gap in result.gaps:
        index[*gap.owner.key, gap.owner.urn] += 1
    return index


def _different(old: tuple[Line, ...], new: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Return the lines that are not the same before and after."""
    return tuple(line for line in old if line not in new), tuple(line for line in new if line not in old)
