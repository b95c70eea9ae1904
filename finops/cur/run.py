"""Running the queries on Parquet files with DuckDB: no Athena, no account, nothing leaves the machine.

What is read: a file or a folder of Parquet, as a CUR 2.0 Data Export or a legacy CUR writes it. A legacy report has one
column for each tag and lacks columns that an account never used; both are evened out here, so that the queries need not
know.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finops.cur.columns import COLUMNS, ESTIMATES, PARTITION, duckdb_type
from finops.cur.queries import Query

if TYPE_CHECKING:
    pass

TABLE = "cost_and_usage"
_LEGACY_TAG = "resource_tags_"
_NEEDED = (
    "line_item_line_item_type",
    "line_item_product_code",
    "line_item_unblended_cost",
    "line_item_usage_start_date",
)
_MAX_NAMED = 5  # what a message names before it says "and n more"


class Unreadable(ValueError):
    """The files are not a cost and usage report, or there are none. The message says which and what to do."""


@dataclass(frozen=True)
class Result:
    """What a query answered."""

    query: Query
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as maps."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Report:
    """Cost and usage data, ready to be asked. Use it as a context manager: it holds a database."""

    def __init__(
        self, path: str | Path, *, estimates: Iterable[Mapping[str, Any]] = (), memory: str | None = None
    ) -> None:
        """Open the data at `path`. `memory` limits DuckDB, such as `2GB`; what does not fit goes to disk."""
        import duckdb  # noqa: PLC0415 (0.1 s, and most of finops runs without it)

        self._database = duckdb.connect(config={"memory_limit": memory} if memory else {})
        self._database.execute("SET TimeZone = 'UTC'")
        # What does not fit into memory is of a bill: it goes where others cannot read it, not to .tmp of this folder.
        self._spill = tempfile.TemporaryDirectory(prefix="quoin-")
        self._database.execute(f"SET temp_directory = {_quoted(self._spill.name)}")
        try:
            self._read(Path(path))
        except Unreadable:
            self.close()
            raise
        except duckdb.Error as error:
            self.close()
            raise Unreadable(f"{path}: {_first_line(error)}") from error
        self._database.execute(f"CREATE TABLE estimates ({_columns(ESTIMATES)})")
        rows = [[row[column] for column in ESTIMATES] for row in estimates]
        if rows:
            self._database.executemany(f"INSERT INTO estimates VALUES ({', '.join('?' * len(ESTIMATES))})", rows)

    def __enter__(self) -> Report:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; what it put on disk goes."""
        self._database.close()
        self._spill.cleanup()

    def months(self) -> list[str]:
        """Return the months that there is data of, as YYYY-MM, in order."""
        return [
            row[0] for row in self._database.execute(f"SELECT DISTINCT {PARTITION} FROM {TABLE} ORDER BY 1").fetchall()
        ]

    def ask(self, query: Query, first: str, last: str) -> Result:
        """Answer a query about the months from `first` to `last` (YYYY-MM)."""
        cursor = self._database.execute(translated(query, first, last))
        return Result(query, tuple(column[0] for column in cursor.description or ()), tuple(cursor.fetchall()))

    def ask_all(
        self, queries: Iterable[Query], first: str, last: str, told: Callable[[Query], None] = lambda _: None
    ) -> list[Result]:
        """Answer several; `told` hears of each before it starts."""
        answers = []
        for query in queries:
            told(query)
            answers.append(self.ask(query, first, last))
        return answers

    def _read(self, path: Path) -> None:
        files = f"{path}/**/*.parquet" if path.is_dir() else str(path)
        if not (next(path.rglob("*.parquet"), None) if path.is_dir() else path.is_file()):
            raise Unreadable(
                f"{path}: there is no Parquet file. Fetch the export first: aws s3 sync s3://<bucket>/<prefix> <folder>"
            )
        options = "hive_partitioning = true, hive_types_autocast = false, union_by_name = true"
        source = f"read_parquet({_quoted(files)}, {options})"
        described = self._database.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        found = {str(name).lower(): str(kind) for name, kind, *_ in described}
        missing = [name for name in _NEEDED if name not in found]
        if missing:
            raise Unreadable(f"{path}: not a cost and usage report: column {_listed(missing)} is missing")
        self._database.execute(f"CREATE VIEW {TABLE} AS SELECT {', '.join(_evened(found))} FROM {source}")


def translated(query: Query, first: str, last: str) -> str:
    """Return the query in the dialect of DuckDB."""
    import sqlglot  # noqa: PLC0415 (0.2 s)

    text = query.sql(table=TABLE, first=_quoted(first), last=_quoted(last))
    return sqlglot.transpile(text, read="athena", write="duckdb")[0]


def _evened(found: Mapping[str, str]) -> Iterable[str]:
    """Yield one expression per column of CUR 2.0: what the files have, what it is made of, or NULL."""
    for name, kind in COLUMNS.items():
        target = duckdb_type(kind)
        if name == "resource_tags" and name not in found:
            yield f"{_legacy_tags(found)} AS resource_tags"
        elif name == "product_region_code" and name not in found and "product_region" in found:
            yield "product_region AS product_region_code"
        elif name in found:
            yield name if found[name] == target else f"CAST({name} AS {target}) AS {name}"
        else:
            yield f"CAST(NULL AS {target}) AS {name}"
    if PARTITION in found:
        yield f"CAST({PARTITION} AS VARCHAR) AS {PARTITION}"
    else:
        start = "bill_billing_period_start_date"
        yield f"strftime({start if start in found else 'line_item_usage_start_date'}, '%Y-%m') AS {PARTITION}"


def _legacy_tags(found: Mapping[str, str]) -> str:
    """Return the map of tags from the columns that a legacy report has for them: resource_tags_user_cost_center."""
    columns = sorted(name for name in found if name.startswith(_LEGACY_TAG))
    keys = ", ".join(_quoted(name.removeprefix(_LEGACY_TAG)) for name in columns)
    values = ", ".join(f"CAST({name} AS VARCHAR)" for name in columns)
    return f"MAP([{keys}]::VARCHAR[], [{values}]::VARCHAR[])"


def _columns(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {duckdb_type(kind)}" for name, kind in columns.items())


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _listed(names: list[str]) -> str:
    more = len(names) - _MAX_NAMED
    return ", ".join(names[:_MAX_NAMED]) + (f" and {more} more" if more > 0 else "")


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
