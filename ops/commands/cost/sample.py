"""Write sample cost and usage data, to try the reports without a bill."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from ops.command import Exit, Failure, command
from ops.console import Output, console, progress, write_json


@command(
    examples={
        "quoin cost sample demo": "three months of 300 resources into the folder demo",
        "quoin cost sample demo --resources 97000": "about ten million lines, in a minute or two",
    },
    exits={Exit.REFUSED: "the folder is not empty"},
)
def run(
    folder: Annotated[Path, typer.Argument(help="Where to write; it must be empty, or not be there.")],
    resources: Annotated[int, typer.Option("--resources", min=100, help="How many resources are billed.")] = 300,
    months: Annotated[int, typer.Option("--months", min=1, max=36, help="How many months, the last one whole.")] = 3,
    seed: Annotated[int, typer.Option("--seed", min=1, max=1_000_000, help="Another number gives another bill.")] = 1,
    output: Output = "table",
) -> None:
    """Write data as a CUR 2.0 Data Export does: Parquet, a folder for each month.

    It has tags, a Savings Plan and reservations that are not fully used, tax, credits, and one day on which something
    went wild. The same numbers give the same bill.
    """
    from finops.cur import sample  # noqa: PLC0415

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Failure(f"{folder} is not empty", Exit.REFUSED, fix="expected a folder that is empty or not there")
    first = _first(months)
    with progress(f"Writing {months} months of {resources:,} resources"):
        lines = sample.write(folder, resources=resources, first=first, months=months, seed=seed)
    if output == "json":
        write_json({"folder": str(folder), "lines": lines, "first": f"{first:%Y-%m}", "months": months})
    else:
        console().print(f"{lines:,} lines in {folder}; look at them: quoin cost report --cur {folder}", markup=False)


def _first(months: int) -> date:
    """Return the first month, so that the last one is the month that has just ended."""
    today = datetime.now(UTC).date()
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, 1)
