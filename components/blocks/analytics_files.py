"""The files below analytics/: queries, scripts, rules, dashboards. What is missing is told before anything is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulumi

ANALYTICS = Path("analytics")
"""Folder of the files, below the project."""


def read(path: Path) -> str:
    """Return the text of a file.

    Raises:
        RunError: there is no such file, or there is nothing in it.

    """
    try:
        text = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise pulumi.RunError(
            f"the file {path.as_posix()} is missing; the settings of the workload name it. Paths start at the project."
        ) from None
    if not text:
        raise pulumi.RunError(f"the file {path.as_posix()} is empty")
    return text


def query_text(name: str, folder: Path = ANALYTICS) -> str:
    """Return the SQL of a view or a saved query, without a semicolon at its end, which a view would not take."""
    return read(folder / f"{name}.sql").rstrip(";").rstrip()


def dashboard_definition(name: str, folder: Path = ANALYTICS) -> dict[str, Any]:
    """Return the definition of a dashboard.

    Raises:
        RunError: the file is missing, or it is no JSON object.

    """
    path = folder / f"{name}.json"
    try:
        found = json.loads(read(path))
    except json.JSONDecodeError as error:
        raise pulumi.RunError(f"{path.as_posix()}:{error.lineno}:{error.colno} is no JSON: {error.msg}") from None
    if not isinstance(found, dict):
        raise pulumi.RunError(f"{path.as_posix()} is no JSON object; expected the definition of a dashboard")
    return found
