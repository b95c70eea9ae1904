"""Where findings wait for the report: a database in a file, so that memory does not grow with them."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from functions.cost_optimizer.finding import Finding, key_of

# The place is part of what a thing is: log groups of one name are in every region.
_TABLE = """
CREATE TABLE findings (
  account TEXT, place TEXT, resource TEXT, action TEXT, kind TEXT, source TEXT, cents INTEGER, plain TEXT,
  PRIMARY KEY (account, place, resource, action)
) WITHOUT ROWID
"""
# AWS's own finding knows the account's discounts: it takes the place of ours about the same resource and action.
_INSERT = """
INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET kind = excluded.kind, source = excluded.source, cents = excluded.cents, plain = excluded.plain
WHERE excluded.source <> 'quoin'
"""
_BATCH = 500


class Store:
    """Findings of all places; several threads may add at once."""

    def __init__(self, file: Path) -> None:
        """Make the database; a file of an earlier run goes."""
        file.unlink(missing_ok=True)
        self._database = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute(_TABLE)
        self._lock = threading.Lock()

    def add(self, findings: Iterable[Finding]) -> int:
        """Keep findings as they come, those before a failure as well; return how many there were."""
        count = 0
        batch: list[tuple[Any, ...]] = []
        try:
            for finding in findings:
                batch.append(_row(finding.plain(), finding.key, finding.monthly))
                count += 1
                if len(batch) == _BATCH:
                    self._write(batch)
                    batch = []
        finally:
            self._write(batch)
        return count

    def add_plain(self, findings: Iterable[dict[str, Any]]) -> None:
        """Keep findings that another run has written."""
        for found in findings:
            value = found["monthlySavings"]
            self._write([_row(found, key_of(found["resource"]), None if value is None else Decimal(value))])

    def all(self) -> Iterator[dict[str, Any]]:
        """Yield every finding, those that save most first, not priced ones last."""
        rows = self._database.execute(
            "SELECT plain FROM findings ORDER BY cents IS NULL, cents DESC, account, place, resource, action"
        )
        for (plain,) in rows:
            yield json.loads(plain)

    def totals(self, column: str) -> list[tuple[str, int, Decimal, int]]:
        """Return value, number, USD a month and how many are not priced, by `kind`, `account` or `place`."""
        if column not in ("kind", "account", "place", "source"):
            raise ValueError(column)
        rows = self._database.execute(
            f"SELECT {column}, count(*), coalesce(sum(cents), 0), sum(cents IS NULL) FROM findings "
            f"GROUP BY {column} ORDER BY 3 DESC, 1"
        )
        return [(value, number, Decimal(cents) / 100, unpriced) for value, number, cents, unpriced in rows]

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _write(self, rows: list[tuple[Any, ...]]) -> None:
        if not rows:
            return
        with self._lock:
            self._database.execute("BEGIN")
            self._database.executemany(_INSERT, rows)
            self._database.execute("COMMIT")


def _row(plain: dict[str, Any], key: str, monthly: Decimal | None) -> tuple[Any, ...]:
    cents = None if monthly is None else int(Decimal(plain["monthlySavings"]) * 100)
    return (
        plain["account"],
        plain["region"],
        key,
        plain["action"],
        plain["kind"],
        plain["source"],
        cents,
        json.dumps(plain, separators=(",", ":")),
    )
