"""The answers as text, Markdown, data or an HTML page."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from finops.cur.run import Result

VERSION = 1
"""Of the JSON document; rises when a key changes its meaning or goes."""


@dataclass(frozen=True)
class Heading:
    """A column's name for people, and whether it holds numbers."""

    text: str
    number: bool


@dataclass(frozen=True)
class Section:
    """One answer, ready to be shown."""

    title: str
    about: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(results: Iterable[Result]) -> list[Section]:
    """Return the answers as text."""
    return [_section(result) for result in results]


def document(results: Iterable[Result], first: str, last: str) -> dict[str, Any]:
    """Return the answers as data that json.dumps takes; an empty value is null, a day is YYYY-MM-DD."""
    return {
        "version": VERSION,
        "BillingCurrency": "USD",
        "first": first,
        "last": last,
        "queries": {
            result.query.name: [{key: _plain(value) for key, value in record.items()} for record in result.records()]
            for result in results
        },
    }


def markdown(results: Iterable[Result]) -> str:
    """Return one table per answer."""
    parts = []
    for section in sections(results):
        parts.append(f"## {section.title}\n\n{section.about}\n")
        if not section.rows:
            parts.append("Nothing in these months.\n")
            continue
        rule = "|".join("---:" if heading.number else "---" for heading in section.headings)
        lines = [_row(heading.text for heading in section.headings), f"|{rule}|"]
        parts.append("\n".join([*lines, *(_row(row) for row in section.rows)]) + "\n")
    return "\n".join(parts)


def html(results: Sequence[Result], first: str, last: str) -> str:
    """Return a page with charts of the services by month and of the days, and every table."""
    from finops.html import charts, page  # noqa: PLC0415

    drawn = []
    for result in results:
        records = result.records()
        if result.query.name == "cost_by_service_and_month" and records:
            drawn.append(charts.stacked("Amortized cost by month and service", *_by_service(records)))
        if result.query.name == "daily_trend" and records:
            days = [record["usage_date"].isoformat() for record in records]
            series = {
                "day": [record["amortized_cost"] for record in records],
                "average of seven days": [record["seven_day_average"] for record in records],
            }
            drawn.append(charts.lined("Amortized cost by day", days, series))
    return page("cost_report.html", first=first, last=last, charts=drawn, sections=sections(results))


def _by_service(records: Sequence[dict[str, Any]]) -> tuple[list[str], dict[str, list[float]]]:
    months = sorted({record["billing_period"] for record in records})
    series: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(months))
    for record in records:
        series[record["service"]][months.index(record["billing_period"])] += record["amortized_cost"]
    return months, dict(series)


def _section(result: Result) -> Section:
    numbers = [any(isinstance(row[n], int | float) for row in result.rows) for n in range(len(result.columns))]
    headings = (
        Heading(name.replace("_", " ").replace(" percent", " %"), number)
        for name, number in zip(result.columns, numbers, strict=True)
    )
    rows = (tuple(_text(name, value) for name, value in zip(result.columns, row, strict=True)) for row in result.rows)
    return Section(result.query.title, result.query.about, tuple(headings), tuple(rows))


def _text(column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.1f}" if column.endswith("percent") else f"{value:,.2f}"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
