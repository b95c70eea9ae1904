"""Types in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from components.settings.base import Environment, Section
from components.settings.types import Email, Percent
from components.settings.words import kind, plain, words


class Pair(Section):
    """Two."""

    one_thing: int = 1
    """One."""
    other: int = 2
    """Other."""


@pytest.mark.parametrize(
    ("annotation", "said"),
    [
        (int, "a whole number"),
        (float, "a number"),
        (bool, "true or false"),
        (str, "text"),
        (Any, "any value"),
        (Percent, "0 to 100"),
        (Percent | None, "0 to 100"),
        (Annotated[int, Field(ge=3)], "3 or more"),
        (Annotated[float, Field(le=0.5)], "0.5 or less"),
        (Annotated[int, Field(gt=0, lt=10)], "1 to 9"),
        (Annotated[Decimal, Field(gt=0)], "more than 0"),
        (Annotated[float, Field(gt=0, lt=1)], "more than 0 and less than 1"),
        (Annotated[int, Field(ge=60, multiple_of=60)], "60 or more, in steps of 60"),
        (Annotated[str, Field(max_length=5)], "text of at most 5 characters"),
        (Annotated[str, Field(min_length=2)], "text of 2 characters or more"),
        (Annotated[str, Field(min_length=2, max_length=5)], "text of 2 to 5 characters"),
        (Annotated[str, Field(pattern="^a$")], "text that matches ^a$"),
        (Literal["a", 1, True, None], "a, 1, true, null"),
        (Environment, "Production, Staging, Development"),
        (Email, "an e-mail address such as platform@example.com"),
        (list[Email], "a list: an e-mail address such as platform@example.com"),
        (Annotated[list[int], Field(max_length=3)], "a list of at most 3 items: a whole number"),
        (list[Any], "a list"),
        (dict[str, int], "a map: name → a whole number"),
        (dict[Literal["a", "b"], int], "a map: name (a, b) → a whole number"),
        (dict[str, Pair], "a map: name → settings"),
        (Pair, "a map with oneThing, other"),
        (Pair | None, "a map with oneThing, other"),
        (Literal["none"] | Annotated[int, Field(ge=1, le=4)], "none or 1 to 4"),
    ],
)
def test_words(annotation: Any, said: str) -> None:
    assert words(kind(annotation)) == said


@pytest.mark.parametrize(
    ("annotation", "scalar"),
    [(int, True), (list[int], False), (dict[str, int], False), (Pair, False), (Literal["none"] | Pair, True)],
)
def test_scalar(annotation: Any, *, scalar: bool) -> None:
    assert kind(annotation).scalar is scalar


def test_plain() -> None:
    assert [plain(value) for value in (True, None, 0.50, 3, "x", Environment.STAGING)] == [
        "true",
        "null",
        "0.5",
        "3",
        "x",
        "Staging",
    ]
