"""The report: everything as JSON and CSV, what people look at as one HTML page, a few lines for a message.

All are written finding by finding: the report of a hundred thousand takes no more memory than that of ten.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from functions.cost_optimizer import page
from functions.cost_optimizer.finding import money
from functions.cost_optimizer.store import Store

VERSION = 1
"""Of the JSON document; rises when a key changes its meaning or goes."""
_COLUMNS = (
    "id",
    "kind",
    "action",
    "account",
    "region",
    "resource",
    "monthlySavings",
    "confidence",
    "source",
    "why",
    "fix",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SHOWN, _TOLD = 200, 10  # findings on the page, and in the message


@dataclass(frozen=True)
class Problem:
    """A check that could not be done in a place."""

    place: str
    check: str
    message: str

    def plain(self) -> dict[str, str]:
        """Return it as JSON has it."""
        return {"place": self.place, "check": self.check, "message": self.message}


@dataclass(frozen=True)
class Summary:
    """The figures of a run."""

    when: datetime
    findings: int
    monthly: Decimal
    unpriced: int
    by_kind: Sequence[tuple[str, int, Decimal, int]]
    by_place: Sequence[tuple[str, int, Decimal, int]]
    problems: Sequence[Problem]

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "version": VERSION,
            "when": self.when.isoformat(timespec="seconds"),
            "findings": self.findings,
            "monthlySavings": money(self.monthly),
            "notPriced": self.unpriced,
            "byKind": [_total(row) for row in self.by_kind],
            "byRegion": [_total(row) for row in self.by_place],
            "problems": [problem.plain() for problem in self.problems],
        }


def summarize(store: Store, when: datetime, problems: Sequence[Problem]) -> Summary:
    """Return the figures of what is in the store."""
    kinds = store.totals("kind")
    return Summary(
        when=when,
        findings=sum(number for _, number, _, _ in kinds),
        monthly=sum((amount for _, _, amount, _ in kinds), Decimal(0)),
        unpriced=sum(unpriced for _, _, _, unpriced in kinds),
        by_kind=kinds,
        by_place=store.totals("place"),
        problems=sorted(problems, key=lambda problem: (problem.place, problem.check)),
    )


def write(folder: Path, store: Store, summary: Summary) -> Mapping[str, Path]:
    """Write the three files; return ending → file."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {ending: folder / f"report.{ending}" for ending in ("json", "csv", "html")}
    _json(files["json"], store, summary)
    _csv(files["csv"], store)
    page.write(files["html"], store, summary, shown=_SHOWN)
    return files


def message(summary: Summary, store: Store, where: str) -> str:
    """Return the text of the message: what can be saved, where most of it is, where the report lies."""
    lines = [
        f"{summary.findings} findings; USD {money(summary.monthly)} a month can be saved.",
        *([f"{summary.unpriced} of them have no price."] if summary.unpriced else []),
        "",
        *(f"  {kind}: {number}, USD {money(amount)}" for kind, number, amount, _ in summary.by_kind),
        "",
        "What saves most:",
    ]
    for number, found in enumerate(store.all()):
        if number == _TOLD:
            break
        amount = f"USD {found['monthlySavings']}" if found["monthlySavings"] is not None else "not priced"
        lines.append(f"  {amount}  {found['kind']}  {found['resource']}  ({found['account']}, {found['region']})")
    if summary.problems:
        lines += ["", f"{len(summary.problems)} checks could not be done:"]
        lines += [f"  {problem.check} in {problem.place}: {problem.message}" for problem in summary.problems[:_TOLD]]
    return "\n".join([*lines, "", f"The whole report: {where}", ""])


def _json(file: Path, store: Store, summary: Summary) -> None:
    with file.open("w", encoding="utf-8") as out:
        head = json.dumps(summary.plain(), indent=1)
        out.write(head.removesuffix("\n}") + ',\n "items": [')
        for number, found in enumerate(store.all()):
            out.write((",\n  " if number else "\n  ") + json.dumps(found))
        out.write("\n ]\n}\n")


def _csv(file: Path, store: Store) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([*_COLUMNS, "tags"])
        for found in store.all():
            tags = " ".join(f"{key}={value}" for key, value in sorted(found["tags"].items()))
            writer.writerow([_cell(found[column]) for column in _COLUMNS] + [_cell(tags)])


def _cell(value: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula: a tag's value is anybody's text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _total(row: tuple[str, int, Decimal, int]) -> dict[str, Any]:
    name, number, amount, unpriced = row
    return {"name": name, "findings": number, "monthlySavings": money(amount), "notPriced": unpriced}
