"""What AWS lists now against the price book of a region, and a new book."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from finops.prices.audit import FOLDER as BOOKS
from finops.prices.refresh import Found, Report, Tiers, compare, dumps, dumps_table, filters, merged, text, tiers_of
from finops.prices.skus import Sku, skus
from ops.command import Exit, Failure, command
from ops.console import Output, console, note, progress, write_json

if TYPE_CHECKING:
    from rich.table import Table

ENDPOINT = "us-east-1"
"""Region of the Price List API; it answers for all regions."""
GLOBAL = "us-east-1"
"""Region in whose book services without a region are."""


@command(
    examples={
        "quoin prices refresh": "what changed in us-east-1; nothing is written",
        "quoin prices refresh --region eu-west-1 --write": "make the book of a region, or bring it up to date",
        "quoin prices refresh --row 'rds.instance/*' -o json": "some rows only, as data",
    },
    exits={
        Exit.PROBLEMS: "there are differences, and they are not written",
        Exit.NO_CREDENTIALS: "no AWS credentials, or none that may call pricing:GetProducts",
        Exit.AWS_FAILED: "AWS failed or could not be reached",
        Exit.REFUSED: "a price changes by more than half; --accept-large writes it",
    },
)
def run(
    region: Annotated[str, typer.Option("--region", "-r", help="AWS region whose book is refreshed.")] = "us-east-1",
    row: Annotated[str, typer.Option("--row", help="Only rows of this name; * and ? match any characters.")] = "*",
    write: Annotated[bool, typer.Option("--write", help="Write the book; left out, only tell the difference.")] = False,
    accept_large: Annotated[
        bool, typer.Option("--accept-large", help="Write prices that change by more than half, too.")
    ] = False,
    output: Output = "table",
) -> Exit:
    """Ask the AWS Price List for the prices of a region and compare them with its book.

    Rows that no query is known for, that are not found, or that have several prices stay as they are and are counted.
    """
    wanted = [sku for sku in skus() if fnmatchcase(sku.row, row) and (region == GLOBAL or not sku.everywhere)]
    if not wanted:
        raise Failure(f"no row that can be refreshed is named {row}", Exit.USAGE)
    book, table = _read(BOOKS / f"{region}.json"), _read(BOOKS / f"{region}.ec2.json")
    found = _ask(wanted, region)
    report = compare(_tiers(book, table), found, wanted)
    _show(report, found, region, output)
    if not write:
        return Exit.PROBLEMS if report.differs or report.gone or report.ambiguous else Exit.OK
    large = [change.row for change in report.changed if change.large]
    if large and not accept_large:
        fix = "Look at them first: a unit may have changed. --accept-large writes them all the same"
        raise Failure(
            f"nothing is written: the price of {', '.join(large)} changes by more than half", Exit.REFUSED, fix=fix
        )
    _write(region, *merged(region, book, table, found, _today()))
    return Exit.OK


def _ask(wanted: list[Sku], region: str) -> Found:
    from ops import aws  # noqa: PLC0415  # boto3, for those who run it

    client = aws.client("pricing", ENDPOINT)
    found = Found()
    with progress(f"asking the price list for {len(wanted)} prices or families of prices of {region}"):
        for sku in wanted:
            found.add(sku, _products(client, sku, region))
    if not found.rows:
        raise Failure(f"the price list has nothing for region {region}", Exit.USAGE, fix="is the name right?")
    return found


def _products(client: Any, sku: Sku, region: str) -> Iterator[Mapping[str, Any]]:
    from ops import aws  # noqa: PLC0415

    arguments = {"ServiceCode": sku.service, "Filters": filters(sku, region), "FormatVersion": "aws_v1"}
    for product in aws.pages(client, "get_products", "PriceList", **arguments):
        yield json.loads(product)


def _read(path: Path) -> dict[str, Any] | None:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _tiers(book: Mapping[str, Any] | None, table: Mapping[str, Any] | None) -> dict[str, Tiers]:
    rows = {entry["id"]: tiers_of(entry) for entry in (book or {}).get("rows", ())}
    prices = (table or {}).get("prices", {})
    return rows | {f"ec2.instance/{kind}": tiers_of({"price": price}) for kind, price in prices.items()}


def _show(report: Report, found: Found, region: str, output: str) -> None:
    if output == "json":
        write_json(
            {
                "region": region,
                "changed": [
                    {"row": c.row, "before": c.before, "after": c.after, "percent": text(round(c.percent, 2))}
                    for c in report.changed
                ],
                "added": [{"row": row, "price": text(found.rows[row][1][0][1])} for row in report.added],
                "gone": report.gone,
                "ambiguous": report.ambiguous,
                "notFound": found.empty,
                "kept": report.kept,
                "same": report.same,
            }
        )
        return
    out = console()
    if report.changed or report.added:
        out.print(_differences(report, found))
    for rows, what in ((report.gone, "not found any more, kept"), (report.ambiguous, "several prices, kept")):
        if rows:
            out.print(f"{what}: {', '.join(rows)}")
    out.print(
        f"{region}: {len(report.changed)} changed, {len(report.added)} new, {report.same} the same, "
        f"{len(report.gone)} not found, {len(report.ambiguous)} with several prices, {report.kept} not asked for"
    )


def _differences(report: Report, found: Found) -> Table:
    from rich.table import Table  # noqa: PLC0415

    table = Table("row", "before", "after", "%", box=None, pad_edge=False)
    for change in report.changed:
        table.add_row(change.row, change.before, change.after, f"{round(change.percent, 1):+f}")
    for row in report.added:
        table.add_row(row, "", text(found.rows[row][1][0][1]), "new")
    return table


def _write(region: str, document: Mapping[str, Any], table: Mapping[str, Any]) -> None:
    files = {f"{region}.json": dumps(document)}
    if table:
        files[f"{region}.ec2.json"] = dumps_table(table)
    for name, content in files.items():
        new = BOOKS / f"{name}.new"
        new.write_text(content, encoding="utf-8")
        new.replace(BOOKS / name)  # whole or not at all
        note(f"written: {name}")


def _today() -> date:
    return datetime.now(UTC).date()
