"""PySpark scripts without Spark: sqlframe answers for it, with DuckDB behind."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import duckdb
from sqlframe import activate, deactivate
from sqlframe.base.session import _BaseSession
from sqlframe.duckdb import DuckDBSession

from tests.support.synth import ROOT


@contextmanager
def script(file: str, connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[ModuleType, Any]]:
    """Yield the module of a script below analytics/ and a session over the tables of a connection.

    While it lasts `pyspark` means sqlframe. A script that wants Glue when it is loaded fails here.
    """
    connection.execute("SET TimeZone = 'UTC'")
    activate("duckdb", conn=connection)
    try:
        spec = importlib.util.spec_from_file_location(f"script_{file}", ROOT / "analytics" / f"{file}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert "awsglue" not in sys.modules
        # A session is one per process, and the builder keeps its own: without this a script would get the session, and
        # the tables, of the one before. `stop()` would close the caller's connection.
        _BaseSession._instance = None
        yield module, DuckDBSession(conn=connection)
    finally:
        deactivate()


def rows(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of a frame; times as the catalogue has them, without a zone."""
    found = [row.asDict() for row in frame.collect()]
    return [
        {key: value.replace(tzinfo=None) if hasattr(value, "tzinfo") else value for key, value in row.items()}
        for row in found
    ]
