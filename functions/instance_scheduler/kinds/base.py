"""What every kind of resource has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any, ClassVar, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from functions.instance_scheduler.decision import CAPACITY_TAG, Found, stamp
from functions.instance_scheduler.schedule import Schedule

T = TypeVar("T")
WAIT = "wait"
"""Outcome of an act that goes on in the next run, such as a snapshot that must be complete first."""

Outcomes = dict[str, str]
"""What went wrong, or WAIT, by the id of the resource; one that is not in it succeeded."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource that carries the tag."""

    id: str
    arn: str
    state: Found
    tags: Mapping[str, str]
    raw: Any = field(default=None, repr=False, compare=False)
    """What AWS says of it."""
    unfit: str = ""
    """Why AWS cannot stop it; empty when it can."""
    items: tuple[tuple[str, Decimal], ...] = ()
    """What it costs while it runs: ids of price rows and quantities. Empty is not priced."""
    units: int = 1
    """Machines that are off while it is stopped."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """A resource, its schedule, and the moment that the act belongs to."""

    resource: Resource
    schedule: Schedule
    since: datetime
    now: datetime


class Kind(ABC):
    """One kind of resource in one place. `client` makes clients of AWS services there, by name; `tag` is the key of the
    tag that names a schedule.
    """

    name: ClassVar[str]

    def __init__(self, client: Callable[[str], Any], tag: str, account: str) -> None:
        self.client, self.tag, self.account = client, tag, account

    @abstractmethod
    def find(self) -> Iterator[Resource]:
        """Yield every resource that carries the tag, page by page."""

    @abstractmethod
    def start(self, orders: Sequence[Order]) -> Outcomes:
        """Start resources."""

    @abstractmethod
    def stop(self, orders: Sequence[Order]) -> Outcomes:
        """Stop resources."""

    @abstractmethod
    def put_tags(self, resources: Sequence[Resource], tags: Mapping[str, str]) -> Outcomes:
        """Set the same tags on resources."""

    @abstractmethod
    def drop_tag(self, resources: Sequence[Resource], key: str) -> Outcomes:
        """Take a tag off resources."""

    def restarted(self, _resource: Resource, _since: datetime) -> bool:
        """Tell whether AWS itself started a resource again since a moment."""
        return False

    def one_by_one(self, things: Iterable[T], name: Callable[[T], str], act: Callable[[T], str | None]) -> Outcomes:
        """Do something to each; one that fails does not keep the others from it."""
        outcomes: Outcomes = {}
        for thing in things:
            try:
                outcome = act(thing)
            except (ClientError, BotoCoreError) as error:
                outcome = explain(error)
            if outcome:
                outcomes[name(thing)] = outcome
        return outcomes

    def each_order(self, orders: Sequence[Order], act: Callable[[Order], str | None]) -> Outcomes:
        """Carry out orders one by one."""
        return self.one_by_one(orders, lambda order: order.resource.id, act)

    def each_resource(self, resources: Sequence[Resource], act: Callable[[Resource], Any]) -> Outcomes:
        """Do something to resources one by one, whatever it returns."""

        def do(resource: Resource) -> None:
            act(resource)

        return self.one_by_one(resources, lambda resource: resource.id, do)


class CapacityKind(Kind):
    """A kind whose size is set to zero. The size before is remembered in a tag, before it is changed.

    The tag names the moment of the stop. A run that finds a memory of the same stop leaves it alone: what it sees may
    be half stopped already.
    """

    def remember(self, order: Order, text: str) -> None:
        """Write down a size, unless that was done for this very stop."""
        moment = stamp(order.since)
        if self.memory(order.resource)[1] != moment:
            problems = self.put_tags([order.resource], {CAPACITY_TAG: f"{text} {moment}"})
            if problems:
                raise Unremembered(problems[order.resource.id])

    def memory(self, resource: Resource) -> tuple[str, str]:
        """Return the size that was remembered and the moment of its stop; empty texts when there is none."""
        text, _, moment = resource.tags.get(CAPACITY_TAG, "").rpartition(" ")
        return text, moment


class Unremembered(BotoCoreError):
    """The size could not be written down, so nothing was stopped."""

    fmt = "the size before the stop could not be remembered: {reason}"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


def explain(error: Exception) -> str:
    """Return what a tag and a log say of an error: no more than a tag can hold, and only characters that it can."""
    if isinstance(error, ClientError):
        found = error.response.get("Error", {})
        text = f"{found.get('Code', 'Error')}: {found.get('Message', '')}"
    else:
        text = str(error) or type(error).__name__
    return "".join(c if c.isalnum() or c in " _.:/=+-@" else " " for c in text)[:200].strip()


def batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield things in lists of at most `size`."""
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch


def halving(things: Sequence[T], name: Callable[[T], str], act: Callable[[list[T]], Any]) -> Outcomes:
    """Do something to all at once; where AWS refuses a batch because of one of them, find that one by halving."""
    try:
        act(list(things))
    except (ClientError, BotoCoreError) as error:
        if len(things) == 1:
            return {name(things[0]): explain(error)}
        middle = len(things) // 2
        return halving(things[:middle], name, act) | halving(things[middle:], name, act)
    return {}


def tag_map(tags: Iterable[Mapping[str, Any]] | None, key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Return tags, as most services list them, as a map."""
    return {tag[key]: tag.get(value, "") for tag in tags or ()}


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Return tags as most services take them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def counted(kinds: Mapping[str, int], prefix: str) -> tuple[tuple[str, Decimal], ...]:
    """Return the price items of a number of things of each type."""
    return tuple((f"{prefix}{kind}", Decimal(number)) for kind, number in sorted(kinds.items()))
