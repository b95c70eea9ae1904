"""An estimate or a difference as Markdown, for pull requests."""

from __future__ import annotations

from collections.abc import Iterator

from finops.estimate.diff import Difference, arithmetic
from finops.estimate.figures import cents, figures, money
from finops.estimate.model import Estimate, Line
from finops.estimate.render_table import signed, unknown_usage
from finops.estimate.span import Span
from finops.estimate.standing import Standing

DEAREST = 10
"""Lines shown before the fold."""


def markdown(estimate: Estimate, standing: Standing | None = None) -> str:
    """Return the totals, the budget, the dearest lines, the gaps, and every line folded away."""
    parts = [
        f"### {_range(estimate.total)} USD a month",
        "",
        *_totals(estimate),
        *_budget(standing),
        "",
        *_lines("Costliest lines", dearest(estimate)[:DEAREST]),
        *_gaps(estimate),
        "",
        "<details><summary>All lines</summary>",
        "",
        *_lines("All lines", list(estimate.lines)),
        "",
        "</details>",
        "",
        _note(estimate),
    ]
    return "\n".join(parts) + "\n"


def dearest(estimate: Estimate) -> list[Line]:
    """Return the lines with a cost, the costliest high end first."""
    priced = [line for line in estimate.lines if line.cost is not None]
    return sorted(priced, key=lambda line: (-(line.cost.high if line.cost else 0), line.owner.key, line.label))


def _range(span: Span) -> str:
    return cents(span.expected) if span.exact else f"{cents(span.expected)} ({cents(span.low)}–{cents(span.high)})"


def _totals(estimate: Estimate) -> Iterator[str]:
    yield "| | low | expected | high |"
    yield "|---|---:|---:|---:|"
    for label, span in (("Fixed", estimate.fixed), ("Usage", estimate.usage), ("Total", estimate.total)):
        figures_ = f"{cents(span.low)} | {cents(span.expected)} | {cents(span.high)}"
        yield f"| {label} | {figures_ if label != 'Usage' or estimate.usage_told else 'not told | |'} |"
    if estimate.high is None:
        yield ""
        yield "**The high end cannot be decided**: some charges have no figure."


def _budget(standing: Standing | None) -> Iterator[str]:
    if standing is not None:
        yield ""
        yield f"**Budget {cents(standing.budget)}: {standing.share} used.** " + " ".join(standing.sentences)


def _lines(title: str, lines: list[Line]) -> Iterator[str]:
    yield f"| {title} | | arithmetic | USD a month |"
    yield "|---|---|---|---:|"
    for line in lines:
        cost = f"needs `{line.usage_key}`" if line.cost is None else _range(line.cost)
        yield f"| `{_cell(line.owner.path)}` | {_cell(line.label)} | {_cell(arithmetic(line))} | {cost} |"


def _gaps(estimate: Estimate) -> Iterator[str]:
    if estimate.gaps:
        yield ""
        yield "| No figure | | why |"
        yield "|---|---|---|"
    for gap in estimate.gaps:
        yield f"| `{_cell(gap.owner.path)}` | {_cell(gap.label)} | {gap.kind}: {_cell(gap.reason)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _note(estimate: Estimate) -> str:
    books = ", ".join(f"{region} of {day}" for region, day in estimate.books.items()) or "none"
    seen = estimate.coverage
    return (
        f"Coverage {figures(round(seen.percent, 1))} % of {seen.resources - seen.free} resources that cost something, "
        f"{seen.free} free. List prices, price book {books}."
    )


def markdown_diff(difference: Difference, standing: Standing | None = None) -> str:
    """Return what changes, with the reason of every line, and how the stack stands beside its budget."""
    before, after = difference.before.total, difference.after.total
    parts = [f"### {signed(before, after)} USD a month: {_range(before)} → {_range(after)}", ""]
    if standing is not None:
        parts += [*list(_budget(standing))[1:], ""]
    if difference.after.high is None:
        parts += ["**The high end cannot be decided**: some charges have no figure.", ""]
    for kind, changes in difference.by_kind.items():
        parts += [f"| {kind.capitalize()} | | before | after | why |", "|---|---|---:|---:|---|"]
        for change in changes:
            parts += [
                f"| `{_cell(change.owner.path)}` | {_cell(line.label)} | {_side(line.before)} | {_side(line.after)} "
                f"| {_cell(line.why)} |"
                for line in change.lines
            ]
            parts += [
                f"| `{_cell(change.owner.path)}` | {_cell(gap.label)} | | no figure | {_cell(gap.reason)} |"
                for gap in change.new_gaps
            ]
        parts.append("")
    parts += [*unknown_usage(difference.after), _note(difference.after)]
    return "\n".join(parts).rstrip("\n") + "\n"


def _side(line: Line | None) -> str:
    """Return the cost of a line before or after: empty when it is not there, its usage key when that is not known."""
    if line is None:
        return ""
    return f"needs `{line.usage_key}`" if line.cost is None else money(line.cost)
