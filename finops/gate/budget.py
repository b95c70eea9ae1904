"""What a stack file says about money: the budget, the usage to reckon with, and gaps that somebody accepted.

It stands in `quoin:governance`:

    monthlyBudget: 900
    estimate:
      usage: {profile: medium, resources: {shop-lb-*: {averageCapacityUnits: 3}}}
      accepted:
        shop-cluster-*: {monthly: 40, reason: no public price yet, expires: "2027-06-30"}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from typing import Any

from finops.estimate.model import Owner
from finops.estimate.told import of_stack
from finops.estimate.usage import Usage, UsageError

PROFILES: Mapping[str, str] = {"Development": "small", "Staging": "small", "Production": "medium"}
"""Profile of usage that nobody told, by environment. Production reckons with more: the gate looks at the high end."""
MAX_DAYS = 366
"""How far ahead the end of an accepted gap may lie."""
MIN_REASON = 10
"""Characters of a reason at least."""
_KEYS = ("monthly", "reason", "expires")


class BudgetError(ValueError):
    """The section cannot be read; the message lists every problem with its key path."""


@dataclass(frozen=True)
class Accepted:
    """A gap of the estimate that somebody decided to live with, at a figure, until a date."""

    pattern: str
    """Name of a resource, or component/name; * and ? match any characters."""
    monthly: Decimal
    """USD a month that counts for everything that the pattern matches together."""
    reason: str
    expires: date
    """Last day on which it counts."""

    def matches(self, owner: Owner) -> bool:
        """Tell whether a resource is meant."""
        return fnmatchcase(owner.name, self.pattern) or fnmatchcase(owner.path, self.pattern)

    def problem(self, today: date) -> str:
        """Return why it does not count today; empty when it does."""
        if today > self.expires:
            return f"accepted until {self.expires}, which has passed"
        if self.expires > today + timedelta(days=MAX_DAYS):
            return f"accepted until {self.expires}, which is more than {MAX_DAYS} days ahead"
        return ""


@dataclass(frozen=True)
class Budget:
    """What a stack may cost, and what to reckon with."""

    monthly: Decimal | None = None
    """USD a month; None: nobody said."""
    usage: Usage = field(default_factory=lambda: Usage(profile="medium"))
    profile: str = "medium"
    """What counts where nobody told the usage, unless a workload names another."""
    accepted: tuple[Accepted, ...] = ()


def read(section: Mapping[str, Any], environment: str, workloads: Mapping[str, Any] | None = None) -> Budget:
    """Return what a `governance` section says, and what the workloads tell of their usage.

    The environment chooses the profile of usage that nobody told.
    """
    problems: list[str] = []
    monthly = _amount(section.get("monthlyBudget"), "monthlyBudget", problems)
    estimate = _map(section.get("estimate"), "estimate", problems)
    problems += [f"estimate.{key}: no such key; there are usage, accepted" for key in sorted(set(estimate) - _SECTION)]
    told = _map(estimate.get("usage"), "estimate.usage", problems)
    profile = told.get("profile") or PROFILES.get(environment, PROFILES["Production"])
    usage = _usage(told, workloads or {}, problems).over(Usage(profile=profile))
    accepted = [
        found
        for name, entry in _map(estimate.get("accepted"), "estimate.accepted", problems).items()
        if (found := _accepted(name, entry, problems)) is not None
    ]
    if monthly is not None and monthly <= 0:
        problems.append(f"monthlyBudget: takes an amount above zero, not {monthly}")
    if problems:
        raise BudgetError("\n".join(f"governance.{problem}" for problem in problems))
    # An exact name goes first, then the longest pattern: the order of a map in a stack file means nothing.
    accepted.sort(key=lambda entry: (any(sign in entry.pattern for sign in "*?["), -len(entry.pattern), entry.pattern))
    return Budget(monthly, usage, profile, tuple(accepted))


_SECTION = {"usage", "accepted"}


def _usage(told: Mapping[str, Any], workloads: Mapping[str, Any], problems: list[str]) -> Usage:
    try:
        Usage.of(told)
    except UsageError as error:
        problems += [f"estimate.usage.{line}" for line in str(error).splitlines()]
        return Usage()
    try:
        return of_stack({"quoin:governance": {"estimate": {"usage": told}}, "quoin:workloads": workloads})
    except UsageError as error:
        problems += [f"workloads: {line}" for line in str(error).splitlines()]
        return Usage()


def _accepted(name: str, entry: Any, problems: list[str]) -> Accepted | None:
    own = list(accepted_problems(entry))
    problems += [f"estimate.accepted.{name}{problem}" for problem in own]
    if own:
        return None
    return Accepted(name, Decimal(str(entry["monthly"])), entry["reason"], _date(entry["expires"]))


def accepted_problems(entry: Any) -> Iterator[str]:
    """Yield what is wrong with the entry of an accepted gap, as texts that follow its key."""
    if not isinstance(entry, Mapping):
        yield f": takes {', '.join(_KEYS)}, not {entry!r}"
        return
    for key in sorted(set(entry) - set(_KEYS)):
        yield f".{key}: no such key; there are {', '.join(_KEYS)}"
    own: list[str] = []
    if _amount(entry.get("monthly"), ".monthly", own) is None and not own:
        own.append(".monthly: is missing; the amount in USD a month that counts instead of the gap")
    yield from own
    reason = entry.get("reason")
    if not isinstance(reason, str) or len(reason.strip()) < MIN_REASON:
        yield f".reason: takes a text of {MIN_REASON} characters or more"
    if _date(entry.get("expires")) == date.min:
        yield '.expires: takes a date such as "2027-06-30"'


def _amount(value: Any, path: str, problems: list[str]) -> Decimal | None:
    """Return an amount from zero up; None when there is none, or when it is none, which is a problem."""
    if value is None:
        return None
    try:
        figure = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        figure = Decimal("NaN")
    if figure.is_finite() and figure >= 0:
        return figure
    problems.append(f"{path}: takes an amount in USD, not {value!r}")
    return None


def _map(value: Any, path: str, problems: list[str]) -> Mapping[str, Any]:
    if value is None or isinstance(value, Mapping):
        return value or {}
    problems.append(f"{path}: takes a map, not {value!r}")
    return {}


def _date(value: Any) -> date:
    """Return a date; the earliest there is when it is none. Pulumi turns bare dates of YAML into times of day."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return date.min
