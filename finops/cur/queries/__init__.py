"""The queries on cost and usage: one file each, written for Athena.

A file starts with `-- title:` and `-- about:`. It stands on `_lines.sql`, and names the `${table}`, the months
`${first}` and `${last}`, and `${estimates}` where it compares. Athena runs it as it is; `finops.cur.run` translates it
for DuckDB with sqlglot, so there is one text of each query.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Template

MONTHS = 3
"""How many months a saved query looks at: the current one and those before it."""


@dataclass(frozen=True)
class Query:
    """One question to the cost and usage data."""

    name: str
    """The file's name, such as `top_resources`."""
    title: str
    about: str
    text: str
    """SQL of Athena, with its placeholders."""

    @property
    def compares(self) -> bool:
        """Whether it needs the table of estimates."""
        return "${estimates}" in self.text

    def sql(self, *, table: str, first: str, last: str, estimates: str = "estimates") -> str:
        """Return the SQL of Athena. `first` and `last` are SQL expressions of months, such as `'2026-11'`."""
        names = {"table": table, "first": first, "last": last, "estimates": estimates}
        lines = Template(_read("_lines.sql")).substitute(names)
        return Template(self.text).substitute(names, lines=lines)

    def saved(self, *, table: str, estimates: str = "estimates") -> str:
        """Return the SQL of a saved query: about the current month and the ones before it."""
        first = f"date_format(date_add('month', -{MONTHS - 1}, current_date), '%Y-%m')"
        return self.sql(table=table, first=first, last="date_format(current_date, '%Y-%m')", estimates=estimates)


@cache
def queries() -> tuple[Query, ...]:
    """Return every query, in the order of the names."""
    return tuple(sorted(_queries(), key=lambda query: query.name))


def _queries() -> Iterator[Query]:
    for entry in resources.files(__name__).iterdir():
        if not entry.name.endswith(".sql") or entry.name.startswith("_"):
            continue
        text = entry.read_text()
        title, about = (re.search(rf"^-- {key}: (.+)$", text, re.MULTILINE) for key in ("title", "about"))
        if not (title and about):
            raise ValueError(f"{entry.name} does not start with `-- title:` and `-- about:`")
        yield Query(entry.name.removesuffix(".sql"), title[1], about[1], text)


def _read(name: str) -> str:
    """Return a file without its comment: it is put in the middle of another one."""
    text = (resources.files(__name__) / name).read_text()
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))
