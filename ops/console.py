"""Where commands print: results on standard output, everything else on standard error.

Colours appear on a terminal only, and not when NO_COLOR is set. Progress never mixes with results, and a log file gets
none of it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_OF_A_PIPE = 160
"""Columns where there is no terminal that has some."""

Output = Annotated[Literal["table", "json"], typer.Option("--output", "-o", help="How to print the result.")]
"""The `output` parameter of a command with these two forms."""


def console(*, error: bool = False) -> Console:
    """Return the console of standard output, or of standard error."""
    from rich.console import Console  # noqa: PLC0415  # 0.1 s: not for `--help` and JSON

    stream = sys.stderr if error else sys.stdout
    plain = not stream.isatty() or bool(os.environ.get("NO_COLOR"))
    return Console(
        file=stream,
        width=None if stream.isatty() else WIDTH_OF_A_PIPE,
        force_terminal=stream.isatty(),
        color_system=None if plain else "auto",
        highlight=False,
        soft_wrap=False,
    )


def write(text: str) -> None:
    """Print a result as it is."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def write_json(value: Any) -> None:
    """Print a result as JSON, keys in the order given. Decimals become strings: no figure is rounded."""
    write(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def note(text: str) -> None:
    """Tell something beside the result."""
    sys.stderr.write(f"{text}\n")


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Show that something long is going on: a spinner on a terminal, one line elsewhere."""
    if not sys.stderr.isatty():
        note(f"{what} …")
        yield
        return
    with console(error=True).status(what):
        yield


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


@cache
def version() -> str:
    """Return the project's version."""
    import tomllib  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    text = (Path(__file__).resolve().parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]["version"]
