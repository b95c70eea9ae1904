"""Is the price book of a region in order: old rows, duplicates, gaps."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from finops.prices import regions
from finops.prices.audit import MAX_AGE_DAYS, Audit, audit
from ops.command import Exit, Failure, command
from ops.console import Output, console, write_json


@command(
    examples={
        "quoin prices check": "the book of us-east-1",
        "quoin prices check --max-age 90 --output json": "a stricter age, for a scheduled job",
    },
    exits={Exit.PROBLEMS: "a row is old, twice, malformed or missing"},
)
def run(
    region: Annotated[
        str, typer.Option("--region", "-r", help="The AWS region whose book is looked at.")
    ] = "us-east-1",
    max_age: Annotated[int, typer.Option("--max-age", min=1, help="Days after which a row is old.")] = MAX_AGE_DAYS,
    output: Output = "table",
) -> Exit:
    """Look through the price book of a region.

    Every row must have a unit, a source, a date and a price; none may be there twice, none may be older than --max-age,
    and a region's book must have the rows that the book of us-east-1 has.
    """
    if region not in regions():
        fix = f"there are: {', '.join(regions())}. Make one: quoin prices refresh --region {region} --write"
        raise Failure(f"region {region} has no price book: everything there is not priced", fix=fix)
    found = audit(region, _today(), max_age_days=max_age)
    if output == "json":
        write_json(asdict(found))
    else:
        _print(found)
    return Exit.PROBLEMS if found.problems else Exit.OK


def _today() -> date:
    return datetime.now(UTC).date()


def _print(found: Audit) -> None:
    from rich.table import Table  # noqa: PLC0415

    out = console()
    out.print(f"{found.region}: {found.rows:,} rows, put together {found.as_of}, the oldest of {found.oldest}")
    if not found.problems:
        out.print("nothing wrong")
        return
    table = Table("problem", "row", "what", box=None, pad_edge=False)
    for problem in found.problems:
        table.add_row(problem.kind, problem.row, problem.message)
    out.print(table)
