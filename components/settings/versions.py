"""Version numbers of engines."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from components.settings.formats import text


def _digits(value: Any) -> Any:
    """Take `17` and `8.4` as YAML gives them without quotes."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if number else value


Version = Annotated[
    str,
    text(r"\d+(\.\d+)?", "a version such as 17 or 8.4"),
    BeforeValidator(_digits),
    WithJsonSchema({"type": ["string", "number"], "pattern": r"^\d+(\.\d+)?$"}),
]
"""A major version, or major and minor; with or without quotes."""
