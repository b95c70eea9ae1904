"""Reserved Instances and Savings Plans: what always runs, at a committed rate, with the hours at which it pays.

Rates come from the price book (a few rows of Reserved Instances without upfront payment) and from the reader, as a
share of the on-demand price. Where there is neither, nothing is priced: a discount is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from finops.advice.case import Case, total
from finops.advice.model import Advice
from finops.advice.schedule import Schedule
from finops.advice.text import number, saves
from finops.advice.ways.hours import schedule_name
from finops.estimate.charge import HOURS
from finops.estimate.compute import SPOT
from finops.estimate.figures import cents, figures, money
from finops.estimate.model import Line
from finops.estimate.span import Span

SCOPES: dict[str, tuple[str, ...]] = {
    "compute": ("ec2.instance/", "fargate.vcpu/", "fargate.memory/", "lambda.duration/"),
    "ec2": ("ec2.instance/",),
    "rds": ("rds.instance/", "aurora.instance/"),
    "cache": ("elasticache.node/",),
    "search": ("opensearch.instance/",),
    "redshift": ("redshift.node/",),
}
"""What a commitment of the reader covers, by the first word of its name: compute-1y, rds-3y …"""
_TERMS = ("the commitment runs for the whole term, used or not", "it is bought for the account, not set in a stack")


@dataclass(frozen=True)
class _Rate:
    """A committed price."""

    name: str
    share: Decimal
    """Of the on-demand price."""
    origin: str

    @property
    def breakeven(self) -> Decimal:
        """Hours of a month from which on the commitment is cheaper than on demand."""
        return HOURS * self.share


def advice(case: Case) -> Iterator[Advice]:
    """Reckon every rate that is known on what always runs, then the split of baseline, peak and Spot."""
    unpriced = []
    for line in _steady(case):
        rates = list(_rates(case, line))
        for rate in rates:
            yield _committed(case, line, rate)
        if not rates:
            unpriced.append(line)
    if unpriced:
        yield _unpriced(unpriced)
    yield from _mix(case)


def _steady(case: Case) -> list[Line]:
    """Return the lines of machines that run on demand, without those of Spot."""
    prefixes = tuple(prefix for scope in SCOPES.values() for prefix in scope)
    return [
        line
        for line in case.estimate.lines
        if line.row.startswith(prefixes) and line.cost is not None and not _is_spot(line)
    ]


def _is_spot(line: Line) -> bool:
    return any(factor.name == "Spot" for factor in line.factors)


def _rates(case: Case, line: Line) -> Iterator[_Rate]:
    book = case.book(line)
    family, _, machine = line.row.partition("/")
    if book is not None and family == "ec2.instance":
        for row in book.under("ec2.reserved"):
            _, kind, term, type_ = row.id.split("/")
            if type_ == machine:
                yield _Rate(f"reserved-{kind}-{term}", row.price / line.unit_price, f"{row.id} of {row.date}")
    if book is not None and family == "rds.instance":
        engine, _, class_ = machine.partition("/")
        for row in book.under(f"rds.reserved/{engine}"):
            _, _, term, type_ = row.id.split("/")
            if type_ == class_:
                yield _Rate(f"reserved-{term}", row.price / line.unit_price, f"{row.id} of {row.date}")
    for name, share in case.options.rates.items():
        if line.row.startswith(SCOPES.get(name.partition("-")[0], ("-",))):
            yield _Rate(name, share, "the rate that you gave")


def _committed(case: Case, line: Line, rate: _Rate) -> Advice:
    """Return what a rate does to what always runs: the low end of the range, in the hours that the schedule leaves."""
    cost = line.cost or Span.of(0)
    schedule = _scheduled(case, line)
    hours = schedule.monthly if schedule else HOURS
    on_demand, committed = cost.low * hours / HOURS, cost.low * rate.share
    arithmetic = [
        f"{rate.name}: {number(rate.share, '0.0001')} of the on-demand price ({rate.origin})",
        f"break-even: {HOURS} × {number(rate.share, '0.0001')} = {number(rate.breakeven)} hours a month",
        f"always on: {line.label}: {cents(cost.low)} of {money(cost)}"
        + (f", by its schedule {number(hours)} hours: {cents(on_demand)}" if schedule else ""),
        f"committed: {cents(cost.low)} × {number(rate.share, '0.0001')} = {cents(committed)}",
    ]
    if committed >= on_demand:
        arithmetic.append(f"a loss of {cents(committed - on_demand)} USD a month: {number(hours)} hours are too few")
        return Advice(f"commitments/{rate.name}", rate.name, line.owner, None, tuple(arithmetic), _TERMS)
    saving = Span.of(on_demand - committed)
    return Advice(
        f"commitments/{rate.name}", rate.name, line.owner, saving, (*arithmetic, saves(saving)), _TERMS, (_BUY,)
    )


_BUY = "buy it in AWS's billing console; `quoin:governance` alarms on how much of it is used"


def _scheduled(case: Case, line: Line) -> Schedule | None:
    """Return the schedule that turns a machine off: what is off at night is no baseline."""
    return case.options.schedule or case.options.schedules.get(schedule_name(case.resource(line.owner)))


def _unpriced(lines: list[Line]) -> Advice:
    low = sum((line.cost.low for line in lines if line.cost is not None), Decimal(0))
    return Advice(
        "commitments/unpriced",
        "Reserved Instances and Savings Plans",
        None,
        None,
        (
            f"always on: {cents(low)} USD a month, lines: {len(lines)}; the price book has no committed rate for them",
            f"at s times the on-demand price: saves {cents(low)} × (1 - s), break-even {HOURS} × s hours a month",
            f"s = 0.6: saves {cents(low * Decimal('0.4'))}, break-even {figures(HOURS * Decimal('0.6'))} hours",
        ),
        _TERMS,
        ("give the rate of your offer: quoin whatif --commitment compute-1y=0.72",),
    )


def _mix(case: Case) -> Iterator[Advice]:
    """Yield the split of compute: a committed baseline, peaks on demand, the rest Spot."""
    compute = [
        line
        for line in _steady(case)
        if line.row.startswith(("ec2.instance/", "fargate.")) and not _scheduled(case, line)
    ]
    if not compute:
        return
    base, peak, spare = case.options.mix
    split = " / ".join(f"{figures(share * 100)} %" for share in (base, peak, spare))
    title = f"{split} committed, on demand, Spot"
    parts = [(line, min(_rates(case, line), key=lambda rate: rate.share, default=None)) for line in compute]
    known = [(line, rate) for line, rate in parts if rate is not None]
    arithmetic = [f"compute: {cents(total(compute).expected)} USD a month"]
    saving = Span.of(0)
    for line, rate in known:
        cost = (line.cost or Span.of(0)).expected
        committed = cost * base * (1 - rate.share)
        saving += Span.between(committed, committed + cost * spare * (1 - SPOT.low), committed)
        arithmetic.append(
            f"{line.owner.name}: {cents(cost)} × ({figures(base)} × {number(rate.share, '0.0001')} ({rate.name}) "
            f"+ {figures(peak)} + {figures(spare)} × {figures(SPOT.low)}–1 (Spot))"
        )
    if len(known) < len(parts):
        rest = total(line for line, rate in parts if rate is None).expected
        arithmetic.append(f"not priced: {cents(rest)} without a committed rate; give one with --commitment")
    arithmetic += [saves(saving)] if known else []
    conditions = ("the baseline runs all month; what takes Spot stands interruptions", *_TERMS)
    yield Advice("commitments/mix", title, None, saving if known else None, tuple(arithmetic), conditions)
