"""An estimate or a difference as one HTML page: charts inside, nothing loaded from elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from finops.estimate.diff import Difference, ResourceChange, arithmetic
from finops.estimate.figures import cents, money
from finops.estimate.model import Estimate, Gap, Line, Owner
from finops.estimate.render_markdown import dearest
from finops.estimate.render_table import coverage, signed, unknown_usage
from finops.estimate.span import Span
from finops.estimate.standing import Standing
from finops.html import page
from finops.html.charts import Chart, stacked

BARS = 12
"""Components in the chart: the costliest."""
DEAREST = 10
_ALL_OTHERS = "all others"


def html(estimate: Estimate, title: str, standing: Standing | None = None) -> str:
    """Return the totals, the budget, a chart by component and service, the costliest lines, all lines, and the gaps."""
    return page(
        "estimate.html",
        title=title,
        total=expected(estimate.total),
        totals=_totals(estimate),
        undecided=estimate.high is None,
        budget=_budget(standing),
        chart=_chart(estimate),
        dearest=[_row(line) for line in dearest(estimate)[:DEAREST]],
        components=_components(estimate),
        gaps=[_gap_row(gap) for gap in estimate.gaps],
        free=[{"name": entry.owner.path, "reason": entry.reason} for entry in estimate.free],
        notes=_notes(estimate),
    )


def html_diff(difference: Difference, title: str, standing: Standing | None = None) -> str:
    """Return what is created, changed and removed, every line with its reason."""
    before, after = difference.before.total, difference.after.total
    return page(
        "estimate_diff.html",
        title=title,
        change=signed(before, after),
        before=expected(before),
        after=expected(after),
        undecided=difference.after.high is None,
        budget=_budget(standing),
        chart=_chart_of_both(difference),
        kinds=[
            {"name": kind.capitalize(), "rows": [row for change in changes for row in _change_rows(change)]}
            for kind, changes in difference.by_kind.items()
        ],
        notes=_notes(difference.after),
    )


def _budget(standing: Standing | None) -> dict[str, str] | None:
    if standing is None:
        return None
    return {"amount": cents(standing.budget), "share": standing.share, "about": " ".join(standing.sentences)}


def expected(span: Span) -> str:
    """Return what is expected, and the range behind it when there is one."""
    return cents(span.expected) if span.exact else f"{cents(span.expected)} ({cents(span.low)}–{cents(span.high)})"


def _totals(estimate: Estimate) -> list[dict[str, str]]:
    rows = (("Fixed", estimate.fixed), ("Depends on usage", estimate.usage), ("Total", estimate.total))
    told = {"Fixed": True, "Depends on usage": estimate.usage_told, "Total": True}
    return [
        {
            "label": label,
            "low": cents(span.low) if told[label] else "not told",
            "expected": cents(span.expected) if told[label] else "not told",
            "high": cents(span.high) if told[label] else "not told",
        }
        for label, span in rows
    ]


def _row(line: Line) -> dict[str, str]:
    return {
        **_named(line.owner),
        "label": line.label,
        "basis": "usage" if line.basis == "usage" else "fixed",
        "arithmetic": arithmetic(line),
        "cost": f"needs {line.usage_key}" if line.cost is None else expected(line.cost),
    }


def _named(owner: Owner) -> dict[str, str]:
    """Return the name that a row shows, and the path that a pointer over it shows."""
    return {"name": owner.name, "path": owner.path}


def _gap_row(gap: Gap) -> dict[str, str]:
    return {**_named(gap.owner), "label": gap.label, "kind": gap.kind, "reason": gap.reason}


def _components(estimate: Estimate) -> list[dict[str, Any]]:
    found = []
    for component, lines in groupby(estimate.lines, key=lambda line: line.owner.component):
        own = list(lines)
        known = [line.cost for line in own if line.cost is not None]
        total = sum(known[1:], known[0]) if known else None
        found.append(
            {
                "name": component or "(no component)",
                "total": "usage not told" if total is None else expected(total),
                "rows": [_row(line) for line in own],
            }
        )
    return found


def _change_rows(change: ResourceChange) -> list[dict[str, str]]:
    lines = [
        {
            **_named(change.owner),
            "label": line.label,
            "before": _side(line.before),
            "after": _side(line.after),
            "why": line.why,
        }
        for line in change.lines
    ]
    gaps = [
        {**_named(change.owner), "label": gap.label, "before": "", "after": "no figure", "why": gap.reason}
        for gap in change.new_gaps
    ]
    gone = [
        {
            **_named(change.owner),
            "label": gap.label,
            "before": "no figure",
            "after": "",
            "why": "has one now, or is gone",
        }
        for gap in change.gone_gaps
    ]
    return [*lines, *gaps, *gone]


def _side(line: Line | None) -> str:
    if line is None:
        return ""
    return f"needs {line.usage_key}" if line.cost is None else money(line.cost)


def _costs(estimate: Estimate) -> Mapping[str, Mapping[str, float]]:
    """Return the expected cost by outermost component and service."""
    costs: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line in estimate.lines:
        if line.cost is not None:
            costs[line.owner.component.partition("/")[0] or line.owner.name][line.service] += float(line.cost.expected)
    return costs


def _largest(totals: Mapping[str, float]) -> list[str]:
    return sorted(totals, key=lambda name: (-totals[name], name))


def _chart(estimate: Estimate) -> Chart:
    costs = _costs(estimate)
    ranked = _largest({name: sum(parts.values()) for name, parts in costs.items()})
    shown, rest = (ranked, []) if len(ranked) <= BARS else (ranked[: BARS - 1], ranked[BARS - 1 :])
    bars: list[tuple[str, Sequence[str]]] = [(name, (name,)) for name in shown]
    bars += [(_ALL_OTHERS, rest)] if rest else []
    services = sorted({service for parts in costs.values() for service in parts})
    series = {
        service: [sum(costs[name].get(service, 0.0) for name in names) for _, names in bars] for service in services
    }
    return stacked("USD a month by component and service, expected", [label for label, _ in bars], series)


def _chart_of_both(difference: Difference) -> Chart:
    sides = [_costs(difference.before), _costs(difference.after)]
    services = sorted({service for side in sides for parts in side.values() for service in parts})
    series = {
        service: [sum(parts.get(service, 0.0) for parts in side.values()) for side in sides] for service in services
    }
    return stacked("USD a month by service, expected", ["before", "after"], series)


def _notes(estimate: Estimate) -> list[str]:
    books = ", ".join(f"{region} of {day}" for region, day in estimate.books.items()) or "none"
    return [
        *unknown_usage(estimate),
        coverage(estimate.coverage),
        f"List prices, price book {books}; {estimate.currency} a month of 730 hours; no taxes, credits or free tiers.",
    ]
