"""What the user may have meant."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from components.settings.hints import nearest, suggestion
from components.settings.words import kind


@pytest.mark.parametrize(
    ("word", "found"),
    [("databse", "database"), ("MULTI-AZ", "multiAz"), ("multi_az", "multiAz"), ("zzz", None), ("", None)],
)
def test_nearest(word: str, found: str | None) -> None:
    assert nearest(word, ["database", "multiAz", "cache"]) == found


@pytest.mark.parametrize(
    ("annotation", "value", "found"),
    [
        (Literal["postgres", "mysql"], "Postgre", "postgres"),
        (Literal["postgres", "mysql"], "mySQL8", "mysql"),
        (Literal["postgres", "mysql"], "oracle", "postgres"),
        (Literal["Production", "Staging", "Development"], "dev", "Development"),
        (Literal[7, 30, 90], 35, "30"),
        (Literal[7, 30, 90], "1000", "90"),
        (Annotated[int, Field(ge=2, le=4)], 9, "4"),
        (Annotated[int, Field(ge=2, le=4)], 0, "2"),
        (Annotated[int, Field(ge=2, le=4)], 2.6, "3"),
        (Annotated[int, Field(ge=2, le=4)], "x", None),
        (Annotated[float, Field(ge=0.5)], 0, "0.5"),
        (str, "x", None),
        (str, 16, "16"),
        (str, True, None),
        (bool, "x", None),
    ],
)
def test_suggestion(annotation: Any, value: Any, found: str | None) -> None:
    assert suggestion(kind(annotation), value) == found
