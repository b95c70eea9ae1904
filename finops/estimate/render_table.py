"""An estimate as text that reads like an invoice, and a difference as text that says why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from finops.estimate.diff import Difference, LineChange, arithmetic
from finops.estimate.figures import amount, cents, figures, money, quantity
from finops.estimate.model import Coverage, Estimate, Line
from finops.estimate.span import Span
from finops.estimate.standing import Standing

WIDTHS = (44, 22, 14, 14, 26)
"""Label, quantity, unit, unit price, cost a month."""


def table(estimate: Estimate, standing: Standing | None = None) -> str:
    """Return the invoice: lines by component and resource, totals, the stack's budget, gaps, coverage."""
    totals = [*_totals(estimate), *_budget(standing)]
    parts = [_head(), *_lines(estimate), "", *totals, *_gaps(estimate), "", *_coverage(estimate)]
    return "\n".join(line.rstrip() for line in parts) + "\n"


def _row(label: str, amount_: str, unit: str, price: str, cost: str) -> str:
    label_width, amount_width, unit_width, price_width, cost_width = WIDTHS
    left = f"{label:<{label_width}} {amount_:>{amount_width}} {unit:<{unit_width}}"
    return f"{left} {price:>{price_width}} {cost:>{cost_width}}"


def _head() -> str:
    return _row("", "quantity", "unit", "USD a unit", "USD a month")


def _lines(estimate: Estimate) -> Iterator[str]:
    for component, lines in groupby(estimate.lines, key=lambda line: line.owner.component):
        yield ""
        yield component or "(no component)"
        for owner, own in groupby(lines, key=lambda line: line.owner):
            yield f"  {owner.name}  {_short(owner.type)}"
            for line in own:
                yield _line(line)


def _line(line: Line) -> str:
    price = figures(line.unit_price) + ("+" if line.tiered else "")
    factor = "".join(f" × {amount(factor.value)}" for factor in line.factors)
    label = f"    {line.label}{' *' if line.basis == 'usage' else ''}"
    cost = f"needs {line.usage_key}" if line.cost is None else _expected(line.cost)
    shown = "?" if line.quantity is None else _plain(line.quantity)
    return _row(label, f"{shown}{factor}", line.unit, price, cost)


def _plain(span: Span) -> str:
    return quantity(span.low) if span.exact else f"{quantity(span.low)}–{quantity(span.high)}"


def _expected(span: Span) -> str:
    """Return what is expected, and the range behind it when there is one."""
    return cents(span.expected) if span.exact else f"{cents(span.expected)} ({cents(span.low)}–{cents(span.high)})"


def _short(token: str) -> str:
    _, module, name = token.split(":")
    return f"{module.partition('/')[0]}.{name}"


def _totals(estimate: Estimate) -> Iterator[str]:
    usage = _expected(estimate.usage) if estimate.usage_told else "not told"
    yield _row("Fixed", "", "", "", _expected(estimate.fixed))
    yield _row("Usage *", "", "", "", usage)
    yield _row("Total", "", "", "", _expected(estimate.total))
    high = "cannot decide: see below" if estimate.high is None else cents(estimate.high)
    yield _row("High end", "", "", "", high)
    yield from unknown_usage(estimate)


def _budget(standing: Standing | None) -> Iterator[str]:
    if standing is not None:
        yield ""
        yield _row("Budget", "", "", "", cents(standing.budget))
        yield _row("Counts against it", "", "", standing.share, _expected(standing.counted))
        yield from standing.sentences


def unknown_usage(estimate: Estimate) -> list[str]:
    """Return a sentence on the lines whose usage nobody told; none when there are none."""
    unknown = sum(1 for _ in estimate.open_usage)
    return [f"{unknown} lines need usage that is not told: its cost comes on top."] if unknown else []


def _gaps(estimate: Estimate) -> Iterator[str]:
    for kind, title in (("not priced", "Not priced"), ("undecided", "Cannot decide")):
        gaps = [gap for gap in estimate.gaps if gap.kind == kind]
        if gaps:
            yield ""
            yield f"{title} (comes on top)"
        # Whole resources for one reason are one entry: a region without a book would fill pages.
        reasons: dict[tuple[str, str, str], list[str]] = {}
        for gap in gaps:
            reasons.setdefault((_short(gap.owner.type), gap.label, gap.reason), []).append(gap.owner.name)
        for (type_, label, reason), names in reasons.items():
            yield f"  {type_}: {label}: {reason}"
            yield f"    {', '.join(names)}"


def coverage(seen: Coverage) -> str:
    """Return how much of a stack the figures stand for, as a sentence."""
    return (
        f"Coverage {figures(round(seen.percent, 1))} %: {seen.priced} resources priced, {seen.partly} in part, "
        f"{seen.missing} not, {seen.free} free of charge; {seen.resources} in all."
    )


def _coverage(estimate: Estimate) -> Iterator[str]:
    yield coverage(estimate.coverage)
    books = ", ".join(f"{region} of {day}" for region, day in estimate.books.items()) or "none"
    yield f"List prices, price book {books}; {estimate.currency} a month of 730 hours; no taxes, credits or free tiers."
    if any(line.tiered for line in estimate.lines):
        yield "+ price of the first tier; the cost counts every tier, for each resource by itself."


def table_diff(difference: Difference, standing: Standing | None = None) -> str:
    """Return what is created, changed and removed, each line with its arithmetic before → after, and the budget."""
    parts: list[str] = []
    for kind, changes in difference.by_kind.items():
        parts += ["", kind.capitalize()]
        for change in changes:
            parts.append(f"  {change.owner.path}  {_short(change.owner.type)}")
            parts += [_changed(line) for line in change.lines]
            parts += [f"    now without a figure: {gap.label}: {gap.reason}" for gap in change.new_gaps]
            parts += [f"    has a figure now, or is gone: {gap.label}" for gap in change.gone_gaps]
    before, after = difference.before.total, difference.after.total
    parts += ["", f"Total {_expected(before)} → {_expected(after)} USD a month ({signed(before, after)})"]
    if difference.after.high is None:
        parts.append("High end after the change: cannot decide")
    parts += unknown_usage(difference.after)
    parts += [] if standing is None else ["", *standing.sentences]
    parts += ["", coverage(difference.after.coverage)]
    return "\n".join(parts).lstrip("\n") + "\n"


def _changed(line: LineChange) -> str:
    if line.before is None or line.after is None:
        sign = "+" if line.before is None else "-"
        own = line.after or line.before
        return f"    {sign} {line.label}: {'' if own is None else arithmetic(own)}"
    costs = f"{money(line.cost_before)} → {money(line.cost_after)}"
    if line.cost_before is None or line.cost_after is None:  # the difference is as unknown as they are
        needs = line.after.usage_key or line.before.usage_key
        return f"    ~ {line.label}: {costs} (needs {needs}): {line.why}"
    return f"    ~ {line.label}: {costs} ({signed(line.cost_before, line.cost_after)}): {line.why}"


def signed(before: Span, after: Span) -> str:
    """Return the difference of what is expected, with its sign."""
    change = after.expected - before.expected
    return f"{'-' if change < 0 else '+'}{cents(abs(change))}"
