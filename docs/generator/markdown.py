"""Tables and paragraphs of the reference pages."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence

from components.settings.describe import FieldDoc


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a `|` inside a cell is written so that it does not end the cell."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def settings_table(fields: Iterable[FieldDoc]) -> str:
    """Return the table of a model's keys."""
    rows = ([f"`{field.path}`", field.type, _default(field), field.meaning] for field in fields)
    return table(["Key", "Accepts", "Default", "Meaning"], rows)


def prose(docstring: str | None) -> str:
    """Return a docstring as paragraphs."""
    return inspect.cleandoc(docstring or "") + "\n"


def one_line(docstring: str) -> str:
    """Return a docstring as the text of a table's cell."""
    return " ".join(docstring.split())


def _default(field: FieldDoc) -> str:
    """One value as code; one per environment as a list, each as code."""
    if field.required:
        return "**required**"
    if field.default in {"filled in", "not set"}:
        return "" if field.default == "filled in" else field.default
    parts = field.default.split(", ")
    by_environment = [part.partition(" ") for part in parts]
    if [name for name, _, _ in by_environment] == ["Development", "Staging", "Production"]:
        return "<br>".join(f"{name} `{value}`" for name, _, value in by_environment)
    return f"`{field.default}`"
