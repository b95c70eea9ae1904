"""The report as one HTML page: a chart of the kinds, totals, the findings that save most. It loads nothing."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from functions.cost_optimizer.finding import money
from functions.cost_optimizer.store import Store

if TYPE_CHECKING:
    from functions.cost_optimizer.report import Summary

_BAR, _WIDTH, _LABEL = 26, 860, 240
_STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --soft: #5b6470; --rule: #d9dee4; --back: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa4af; --rule: #343b43; --back: #14171a; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back); max-width: 1000px;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .3rem; }
p, small { color: var(--soft); } .big { font-size: 2rem; color: var(--ink); margin: .6rem 0 0; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--rule); vertical-align: top;
  overflow-wrap: anywhere; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
svg { width: 100%; height: auto; } rect { fill: #4269d0; } text { font-size: 13px; fill: var(--ink); }
""".strip()


def write(file: Path, store: Store, summary: Summary, *, shown: int) -> None:
    """Write the page, with the first `shown` findings."""
    with file.open("w", encoding="utf-8") as out:
        title = f"Cost findings of {summary.when:%Y-%m-%d}"
        out.write(f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n')
        out.write('<meta name="viewport" content="width=device-width, initial-scale=1">\n')
        out.write(f"<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<h1>{title}</h1>\n")
        out.write(
            f'<p class="big">${money(summary.monthly)} a month</p>\n<p>can be saved by {summary.findings} findings'
        )
        out.write(f"; {summary.unpriced} have no price.</p>\n" if summary.unpriced else ".</p>\n")
        _chart(out, summary)
        _totals(out, "By kind", summary.by_kind)
        _totals(out, "By region", summary.by_place)
        _findings(out, store, shown, summary.findings)
        _problems(out, summary)
        out.write("</body>\n</html>\n")


def _chart(out: TextIO, summary: Summary) -> None:
    rows = [(kind, amount) for kind, _, amount, _ in summary.by_kind if amount > 0]
    if not rows:
        return
    most = max(amount for _, amount in rows)
    height = _BAR * len(rows)
    out.write(f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="USD a month by kind">\n')
    for number, (kind, amount) in enumerate(rows):
        width = max(float(amount / most) * (_WIDTH - _LABEL - 110), 1)
        top = number * _BAR
        out.write(f'<text x="0" y="{top + 18}">{escape(kind)}</text>')
        out.write(f'<rect x="{_LABEL}" y="{top + 4}" width="{width:.1f}" height="{_BAR - 8}"/>')
        out.write(f'<text x="{_LABEL + width + 8:.1f}" y="{top + 18}">${money(amount)}</text>\n')
    out.write("</svg>\n")


def _totals(out: TextIO, title: str, rows: Any) -> None:
    out.write(f"<h2>{title}</h2>\n<table>\n<tr><th></th>")
    out.write('<th class="n">findings</th><th class="n">USD a month</th><th class="n">not priced</th></tr>\n')
    for name, number, amount, unpriced in rows:
        cells = "".join(f'<td class="n">{value}</td>' for value in (number, money(amount), unpriced))
        out.write(f"<tr><td>{escape(name)}</td>{cells}</tr>\n")
    out.write("</table>\n")


def _findings(out: TextIO, store: Store, shown: int, there: int) -> None:
    out.write(
        "<h2>What saves most</h2>\n<table>\n<tr><th class='n'>USD a month</th><th>what</th><th>why, and what to do"
    )
    out.write("</th></tr>\n")
    for number, found in enumerate(store.all()):
        if number == shown:
            break
        amount = "not priced" if found["monthlySavings"] is None else found["monthlySavings"]
        whom = ", ".join(f"{key} {value}" for key, value in sorted(found["tags"].items()))
        what = f"{escape(found['kind'])}<br>{escape(found['resource'])}<br><small>{escape(found['account'])}, "
        what += f"{escape(found['region'])}{'; ' + escape(whom) if whom else ''}</small>"
        why = f"{escape(found['why'])}<br><small>{escape(found['fix'])} Confidence {escape(found['confidence'])}, "
        why += f"by {escape(found['source'])}.</small>"
        out.write(f"<tr><td class='n'>{amount}</td><td>{what}</td><td>{why}</td></tr>\n")
    out.write("</table>\n")
    if there > shown:
        out.write(f"<p>{there - shown} more are in report.json and report.csv.</p>\n")


def _problems(out: TextIO, summary: Summary) -> None:
    if not summary.problems:
        return
    out.write("<h2>What could not be looked at</h2>\n<table>\n<tr><th>check</th><th>where</th><th>why</th></tr>\n")
    for problem in summary.problems:
        cells = "".join(f"<td>{escape(text)}</td>" for text in (problem.check, problem.place, problem.message))
        out.write(f"<tr>{cells}</tr>\n")
    out.write("</table>\n")
