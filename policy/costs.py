"""What the stack at hand costs, and what the cost rules have to say about it.

From the views that rules get to the resources that the estimator takes: inputs rather than outputs, because the
preview of a real provider leaves everything unknown that AWS may still decide, and the price follows from the inputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from finops.advice import Advice, Case, Options, advise, cheapest
from finops.estimate import UNKNOWN as NOT_KNOWN
from finops.estimate import Line
from finops.estimate import Resource as Priced
from finops.estimate.diff import arithmetic
from finops.estimate.figures import cents, money
from finops.gate import Budget, Decision, Open, decide
from policy.accessor import MISSING, UNKNOWN, Resource, Stack
from policy.rule import Answer, Context, Finding, Undecided

_STACK = "pulumi:pulumi:Stack"
NO_BOOK = "has no price book"
SHOWN = 5
"""Names that a message lists of resources without a price."""
_ENTRY = '{monthly: 50, reason: …, expires: "2027-06-30"}'


def judge(stack: Stack, budget: Budget, context: Context) -> Iterator[Answer]:
    """Yield what is above the budget, then each thing without a figure."""
    case = Case(list(resources(stack)), usage=budget.usage, options=Options(environment=context.environment))
    decision = decide(case.estimate, budget, context.today)
    by_key = {(priced.component, priced.name, priced.type): priced.urn for priced in case.resources}
    if decision.excess:
        ways = cheapest(advise(case))
        yield Finding(exceeded(decision, ways), root(stack))
    regions: dict[str, list[Open]] = {}
    for one in decision.open:
        if NO_BOOK in one.reason:
            regions.setdefault(one.reason, []).append(one)
            continue
        yield Undecided(f"{one.what}: {one.reason}", one.owner.urn or by_key.get(one.owner.key, ""), undecided(one))

    for reason, group in regions.items():
        # One word for a whole region: a stack in two of them would fill pages.
        yield Undecided(f"whole resource: {reason}", root(stack), without_book(reason, group))


def resources(stack: Stack) -> Iterator[Priced]:
    """Yield the stack's resources as the estimator takes them."""
    views = {view.urn: view for view in stack.resources}
    for view in stack.resources:
        if view.type.startswith("aws:"):
            yield Priced(
                view.type,
                view.name,
                _inputs(view),
                component=_component(view, views),
                urn=view.urn,
                depends={name: tuple(one.urn for one in targets) for name, targets in view.depends_on.items()},
            )


def _inputs(view: Resource) -> Mapping[str, Any]:
    inputs = _known(view.document())
    if "region" not in inputs:
        # A region that comes from the environment of the engine is none that anybody could reckon with.
        region = view.region
        inputs["region"] = NOT_KNOWN if region in (UNKNOWN, MISSING) else region
    return inputs


def _known(value: Any) -> Any:
    """Return a value with the estimator's mark for what is not known."""
    if value is UNKNOWN:
        return NOT_KNOWN
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items()}
    return [_known(item) for item in value] if isinstance(value, list) else value


def _component(view: Resource, views: Mapping[str, Resource]) -> str:
    """Return the names of the components above a resource, the outermost first."""
    names: list[str] = []
    parent = views.get(view.parent)
    while parent is not None and parent.type != _STACK:
        if not parent.type.startswith("aws:"):
            names.append(parent.name)
        parent = views.get(parent.parent)
    return "/".join(reversed(names))


def root(stack: Stack) -> str:
    """Return the URN of the stack itself, so that an exemption can name it."""
    head = stack.resources[0].urn.split("::", 2)[:2]
    return f"{'::'.join(head)}::{_STACK}::{head[1]}-{head[0].rpartition(':')[2]}"


def exceeded(decision: Decision, ways: list[Advice]) -> str:
    """Return what is too much, what costs most, and what would cost less."""
    budget = decision.high - decision.excess
    lines = [
        f"Up to {cents(decision.high)} USD a month, {cents(decision.excess)} above the budget of {cents(budget)}.",
        *([f"At least: without a figure are {len(decision.open)} parts."] if decision.open else []),
        f"{cents(decision.assumed)} of it depends on usage: as told, else that of the profile {decision.profile}.",
        "What costs most:",
        *(f"- {_costly(line)}" for line in decision.costliest),
    ]
    if ways:
        lines += ["What would cost less, in USD a month:", *(f"- {_way(advice)}" for advice in ways)]
    return "\n".join(lines)


def _costly(line: Line) -> str:
    high = cents(line.cost.high) if line.cost else ""
    return f"{high}  {line.owner.name}: {line.label}: {arithmetic(line)}"


def _way(advice: Advice) -> str:
    saving = money(advice.saving) if advice.saving else ""
    how = f"; {advice.how[0]}" if advice.how else ""
    only = "" if advice.counted else " (on the bill; the high end stays)"
    return f"{saving}{only}  {advice.where.rpartition('/')[2]}: {advice.title}{how}"


def without_book(reason: str, group: list[Open]) -> str:
    """Return what a region without a price book leaves open."""
    names = [one.owner.name for one in group]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return "\n".join(
        [
            f"Cannot decide what {len(names)} resources cost: {reason}.",
            f"- They are: {', '.join(names[:SHOWN])}{more}.",
            '- Or accept them at a figure: quoin:governance.estimate.accepted with a name such as "*": ' + f"{_ENTRY}.",
        ]
    )


def undecided(one: Open) -> str:
    """Return what has no figure, why, and how to settle it."""
    return "\n".join(
        [
            f"Cannot decide what it costs: {one.what}: {one.reason}.",
            f"- {one.settle[:1].upper()}{one.settle[1:]}.",
            f"- Or accept it at a figure: quoin:governance.estimate.accepted.{one.owner.name}: {_ENTRY}.",
        ]
    )
