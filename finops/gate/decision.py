"""The decision: what an estimate comes to at its high end, what is open, and whether the budget holds it.

The high end counts, of everything that has a price: the top of every range (a group at its maximum size, storage at
its limit, Spot at the on-demand price) and usage as told, else that of the profile. What has no figure is open. It is
never zero: it stops a production stack until somebody gives the value, the usage or the price, or accepts the gap at
a figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finops.estimate.estimator import estimate
from finops.estimate.model import Estimate, Line, Owner
from finops.estimate.resource import Resource
from finops.estimate.standing import Standing
from finops.estimate.usage import Usage
from finops.gate.budget import Accepted, Budget

COSTLIEST = 5


@dataclass(frozen=True)
class Open:
    """Something without a figure that nobody accepted."""

    owner: Owner
    what: str
    """Which charge it is."""
    reason: str
    """Why it has no figure."""
    settle: str
    """How to give it one."""


@dataclass(frozen=True)
class Decision:
    """Whether a stack may be deployed, and why not."""

    budget: Decimal | None
    """USD a month; None: nobody said."""
    known: Decimal
    """High end of what has a price."""
    assumed: Decimal
    """The part of `known` that depends on usage: told, or that of the profile."""
    profile: str
    accepted: Decimal
    """What accepted gaps count for."""
    used: tuple[Accepted, ...]
    """Acceptances that covered something."""
    open: tuple[Open, ...]
    costliest: tuple[Line, ...]

    @property
    def high(self) -> Decimal:
        """What counts against the budget. While something is open, the bill may be more."""
        return self.known + self.accepted

    @property
    def excess(self) -> Decimal:
        """What is above the budget; zero when nothing is, or when there is no budget."""
        return Decimal(0) if self.budget is None else max(Decimal(0), self.high - self.budget)


def decide(found: Estimate, budget: Budget, today: date) -> Decision:
    """Hold an estimate against a budget."""
    left: list[Open] = []
    used: list[Accepted] = []
    for gap in _open(found):
        covering = [entry for entry in budget.accepted if entry.matches(gap.owner)]
        valid = [entry for entry in covering if not entry.problem(today)]
        if valid:
            used += [entry for entry in valid[:1] if entry not in used]
        else:
            notes = [f"{gap.reason} ({entry.problem(today)})" for entry in covering]
            left.append(Open(gap.owner, gap.what, notes[0] if notes else gap.reason, gap.settle))
    return Decision(
        budget=budget.monthly,
        known=found.total.high,
        assumed=found.usage.high,
        profile=budget.profile,
        accepted=sum((entry.monthly for entry in used), Decimal(0)),
        used=tuple(used),
        open=_grouped(left),
        costliest=_costliest(found),
    )


def stand(resources: Iterable[Resource], budget: Budget, today: date, *, region: str, usage: Usage) -> Standing | None:
    """Return how a stack stands beside its budget, as `decide` counts; None without a budget.

    `usage` goes before what the stack itself tells.
    """
    if budget.monthly is None:
        return None
    counted = estimate(resources, region=region, usage=usage.over(budget.usage, *budget.usage.below))
    decision = decide(counted, budget, today)
    profile = usage.profile or budget.profile
    total = counted.total + decision.accepted
    return Standing(budget.monthly, total, decision.accepted, len(decision.open), profile)


def _grouped(left: list[Open]) -> tuple[Open, ...]:
    """Return one entry for what one value leaves open in a resource: an unknown type opens hours and credits."""
    groups: dict[tuple[Owner, str, str], list[str]] = {}
    for one in left:
        groups.setdefault((one.owner, one.reason, one.settle), []).append(one.what)
    return tuple(Open(owner, ", ".join(what), reason, settle) for (owner, reason, settle), what in groups.items())


def _open(found: Estimate) -> list[Open]:
    gaps = [Open(gap.owner, gap.label, gap.reason, _settle(gap.kind, gap.reason)) for gap in found.gaps]
    usage = [
        Open(
            line.owner,
            line.label,
            "nobody told how much it is used",
            f"state {line.usage_key} in quoin:governance.estimate.usage.resources.{line.owner.name}",
        )
        for line in found.open_usage
    ]
    return gaps + usage


def _settle(kind: str, reason: str) -> str:
    if "has no price book" in reason:
        return "make the price book of the region"
    if reason.startswith("region "):
        return "set the region: aws:region in the stack file, or region on the resource"
    if kind == "undecided":
        return "give it a value that is known before deployment"
    return "choose what the price book has, or add the row with its source and date"


def _costliest(found: Estimate) -> tuple[Line, ...]:
    """Return the lines that cost most at their high end; equal ones in the order of the estimate."""
    costly = [line for line in found.lines if line.cost is not None and line.cost.high > 0]
    return tuple(sorted(costly, key=lambda line: -line.cost.high)[:COSTLIEST])  # pyright: ignore[reportOptionalMemberAccess]
