"""What was spent: services, cost centers, trends, waste, from CUR Parquet."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from finops.cur.queries import MONTHS, Query, queries
from ops.command import Exit, Failure, command
from ops.console import console, progress, write, write_json

if TYPE_CHECKING:
    from finops.cur.run import Report, Result

Output = Annotated[
    Literal["table", "json", "markdown", "html"],
    typer.Option("--output", "-o", help="How to print the result; html is one file with charts that loads nothing."),
]


@command(
    examples={
        "quoin cost report --cur export/": "the last three months in the folder export/",
        "quoin cost report --cur export/ --first 2026-01 --last 2026-06 -o html": "half a year as a page with charts",
        "quoin cost report --cur export/ --query top_resources --query untagged_share": "two of the queries",
        "quoin cost report --cur export/ --estimate prod.json": "with actual costs against those estimated",
    },
    exits={Exit.PROBLEMS: "the files are no cost and usage report, or have no data of these months"},
)
def run(  # noqa: PLR0917 (typer passes them by name)
    cur: Annotated[Path, typer.Option("--cur", help="Parquet file or folder: a CUR 2.0 Data Export, or a legacy CUR.")],
    first: Annotated[
        str, typer.Option("--first", help=f"First month, as YYYY-MM. Left out: {MONTHS} months with the last.")
    ] = "",
    last: Annotated[str, typer.Option("--last", help="Last month. Left out: the newest there is.")] = "",
    query: Annotated[
        list[str] | None, typer.Option("--query", "-q", help="Only this query; may be repeated. Left out: all.")
    ] = None,
    estimate: Annotated[
        list[Path] | None,
        typer.Option("--estimate", help="Output of `quoin estimate --output json` to compare with; may be repeated."),
    ] = None,
    memory: Annotated[
        str, typer.Option("--memory", help="Memory to use, such as 2GB; what does not fit goes to disk.")
    ] = "2GB",
    output: Output = "table",
) -> None:
    """Report what AWS has billed, by the same queries that CostReports saves in Athena.

    Everything runs on this machine. Fetch the export first: aws s3 sync s3://BUCKET/PREFIX FOLDER.
    """
    asked = _asked(query or [], compare=bool(estimate))
    _check_months(first, last)
    if not re.fullmatch(r"\d+ ?[KMGT]i?B", memory):
        raise Failure(f"--memory is {memory!r}", Exit.USAGE, fix="expected a number with KB, MB, GB or TB, such as 2GB")
    rows = [row for file in estimate or [] for row in _estimates(file)]
    results, months = _answers(cur, asked, rows, (first, last), memory)
    if output == "json":
        from finops.cur.render import document  # noqa: PLC0415

        write_json(document(results, *months))
    elif output == "markdown":
        from finops.cur.render import markdown  # noqa: PLC0415

        write(markdown(results))
    elif output == "html":
        from finops.cur.render import html  # noqa: PLC0415

        write(html(results, *months))
    else:
        _print(results)


def _asked(names: list[str], *, compare: bool) -> list[Query]:
    known = {query.name: query for query in queries()}
    wrong = [name for name in names if name not in known]
    if wrong:
        raise Failure(f"there is no query {', '.join(wrong)}", Exit.USAGE, fix=f"there are: {', '.join(known)}")
    if not names:
        return [query for query in known.values() if compare or not query.compares]
    asked = [known[name] for name in dict.fromkeys(names)]
    if not compare and any(query.compares for query in asked):
        raise Failure("estimate_against_actual needs an estimate", Exit.USAGE, fix="expected --estimate FILE")
    return asked


def _check_months(first: str, last: str) -> None:
    for option, month in (("--first", first), ("--last", last)):
        if month and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
            raise Failure(f"{option} is {month!r}", Exit.USAGE, fix="expected a month such as 2026-11")
    if first and last and first > last:
        raise Failure(f"--first {first} is after --last {last}", Exit.USAGE, fix="expected the earlier month first")


def _estimates(file: Path) -> list[dict[str, Any]]:
    from finops.cur.estimates import NoTags, rows  # noqa: PLC0415

    fix = "expected the output of `quoin estimate --stack STACK --output json`"
    try:
        return list(rows(json.loads(file.read_text(encoding="utf-8"))))
    except OSError as error:
        raise Failure(f"--estimate {file}: {error.strerror}", Exit.USAGE, fix=fix) from error
    except NoTags as error:
        raise Failure(f"--estimate {file}: {error}", Exit.USAGE, fix=fix) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Failure(f"--estimate {file} is not an estimate", Exit.USAGE, fix=fix) from error


def _answers(
    path: Path, asked: list[Query], estimates: list[dict[str, Any]], months: tuple[str, str], memory: str
) -> tuple[list[Result], tuple[str, str]]:
    from finops.cur.run import Report, Unreadable  # noqa: PLC0415 (DuckDB)

    try:
        with Report(path, estimates=estimates, memory=memory) as report:
            first, last = _months(report, *months)
            with progress(f"Reading {first} to {last}"):
                return report.ask_all(asked, first, last), (first, last)
    except Unreadable as error:
        raise Failure(str(error)) from error


def _months(report: Report, first: str, last: str) -> tuple[str, str]:
    """Return the months to look at. What is not given follows from the data."""
    there = report.months()
    last = last or there[-1]
    first = first or ([month for month in there if month <= last] or [last])[-MONTHS:][0]
    if not any(first <= month <= last for month in there):
        raise Failure(f"there is no data from {first} to {last}", fix=f"there is data of {', '.join(there)}")
    return first, last


def _print(results: list[Result]) -> None:
    from rich.table import Table  # noqa: PLC0415

    from finops.cur.render import sections  # noqa: PLC0415

    out = console()
    for section in sections(results):
        out.print(f"\n[bold]{section.title}[/bold]")
        out.print(section.about, style="dim", markup=False)
        if not section.rows:
            out.print("Nothing in these months.")
            continue
        table = Table(box=None, pad_edge=False)
        for heading in section.headings:
            table.add_column(heading.text, justify="right" if heading.number else "left", overflow="fold")
        for row in section.rows:
            table.add_row(*(cell.replace("[", r"\[") for cell in row))
        out.print(table)
