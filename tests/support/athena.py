"""Athena's SQL on DuckDB: a lake of tables and views in memory, as a stack file declares them.

sqlglot turns one dialect into the other. Where the same word means something else, the tree is changed first:

- `date_diff` counts whole units in Athena and passed boundaries in DuckDB, whose `date_sub` counts as Athena does;
- `max_by` takes NULL for a value in Athena, which DuckDB's `arg_max` skips and `arg_max_null` does not;
- `count_if` is a bigint in Athena, and a huge integer in DuckDB;
- `current_date` is a given day, so that a test has the same answer tomorrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp

from tests.support.synth import ROOT

TYPES = {"string": "varchar", "int": "integer", "float": "real"}
"""Types of the Glue catalogue that DuckDB calls otherwise."""
_BACK = {"VARCHAR": "string", "INTEGER": "int", "FLOAT": "float"}
_BATCH = 250
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}T")


def sql_of(file: str) -> str:
    """Return the text of a file below analytics/, as the workload's settings name it."""
    return (ROOT / "analytics" / f"{file}.sql").read_text(encoding="utf-8")


def parsed(sql: str) -> exp.Expression:
    """Return the tree of one statement of Athena."""
    [statement] = sqlglot.parse(sql, read="athena")
    assert statement is not None
    return statement


@cache
def tables_in(sql: str) -> set[str]:
    """Return the names of the tables and views that a statement reads."""
    return {table.name for table in parsed(sql).find_all(exp.Table)}


@cache
def duckdb_sql(sql: str, today: date) -> str:
    """Return a statement of Athena as DuckDB takes it, on a given day."""
    tree = parsed(sql)
    for node in reversed(
        list(tree.find_all(exp.DateDiff, exp.ArgMax, exp.CountIf, exp.CurrentDate))
    ):  # inner ones first
        node.replace(_meaning(node, today))
    return tree.sql(dialect="duckdb", comments=False)


def _meaning(node: exp.Expression, today: date) -> exp.Expression:
    if isinstance(node, exp.DateDiff):
        unit = exp.Literal.string(str(node.args["unit"].name).lower())
        return exp.Anonymous(this="date_sub", expressions=[unit, node.expression, node.this])
    if isinstance(node, exp.ArgMax):
        return exp.Anonymous(this="arg_max_null", expressions=[node.this, node.expression])
    if isinstance(node, exp.CountIf):
        return exp.Count(this=exp.Case().when(node.this, exp.Literal.number(1)))
    return exp.cast(exp.Literal.string(today.isoformat()), "date")


class Lake:
    """Tables and views of a workload in memory."""

    def __init__(self, workload: Mapping[str, Any], today: date) -> None:
        self.workload, self.today = workload, today
        self.connection = duckdb.connect(":memory:")
        for name, table in workload["tables"].items():
            columns = {**table["columns"], **dict.fromkeys(table.get("partitions", {}), "string")}
            listed = ", ".join(f'"{column}" {TYPES.get(kind, kind)}' for column, kind in columns.items())
            self.connection.execute(f"CREATE TABLE {name} ({listed})")
        for name in self.order():
            self.connection.execute(f"CREATE VIEW {name} AS {self.translated(workload['views'][name]['sql'])}")

    def order(self) -> list[str]:
        """Return the views, each after those that it reads."""
        waiting, made = dict(self.workload["views"]), list[str]()
        while waiting:
            ready = [name for name, view in waiting.items() if not tables_in(sql_of(view["sql"])) & set(waiting)]
            assert ready, f"views that read each other: {sorted(waiting)}"
            made += ready
            for name in ready:
                del waiting[name]
        return made

    def translated(self, file: str) -> str:
        """Return the SQL of a file for DuckDB."""
        return duckdb_sql(sql_of(file), self.today)

    def put(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Put rows into a table as Firehose does: by name, times read from text, what is left out NULL."""
        columns = [row[0] for row in self.connection.execute(f"DESCRIBE {table}").fetchall()]
        values = [[_value(row.get(column)) for column in columns] for row in rows]
        unknown = {key for row in rows for key in row} - set(columns)
        assert not unknown, f"{table} has no column {sorted(unknown)}"
        row = f"({', '.join('?' * len(columns))})"
        for start in range(0, len(values), _BATCH):  # one statement for many rows: row by row takes ten times as long
            part = values[start : start + _BATCH]
            parameters = [value for line in part for value in line]
            self.connection.execute(f"INSERT INTO {table} VALUES {', '.join([row] * len(part))}", parameters)

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Return the answer of a query of DuckDB, or of a table or view by its name."""
        text = query if " " in query else f"SELECT * FROM {query}"
        answer = self.connection.execute(text)
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def saved(self, name: str) -> list[dict[str, Any]]:
        """Return the answer of a saved query."""
        return self.rows(self.translated(self.workload["workgroup"]["queries"][name]["sql"]))

    def columns(self, name: str) -> dict[str, str]:
        """Return the columns of a table or view with their types, in the catalogue's words."""
        described = self.connection.execute(f"DESCRIBE {name}").fetchall()
        return {row[0]: _BACK.get(row[1], str(row[1]).lower()) for row in described}


def _value(value: Any) -> Any:
    if isinstance(value, str) and _DAY.match(value):
        return datetime.fromisoformat(value).replace(tzinfo=None)
    return value


def sorted_rows(rows: Iterable[Mapping[str, Any]], keys: Sequence[str]) -> list[dict[str, Any]]:
    """Return rows in the order of some columns."""
    return sorted((dict(row) for row in rows), key=lambda row: tuple(str(row[key]) for key in keys))
