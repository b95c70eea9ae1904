"""Docstrings of fields, read on demand."""

from __future__ import annotations

from components.settings.base import Section
from components.settings.docstrings import meaning


class Base(Section):
    """A base."""

    first: int = 1
    """The first,
    on two lines."""
    silent: int = 2


class Child(Base):
    """A child."""

    second: int = 3
    """The second."""
    silent: int = 4
    """Said here."""


def test_a_docstring_is_one_line() -> None:
    assert meaning(Base, "first") == "The first, on two lines."


def test_an_inherited_field_keeps_its_docstring_and_a_new_one_wins() -> None:
    assert meaning(Child, "first") == "The first, on two lines."
    assert meaning(Child, "second") == "The second."
    assert meaning(Child, "silent") == "Said here."


def test_without_a_docstring_there_is_none() -> None:
    assert meaning(Base, "silent") == ""
    assert meaning(Base, "unknown") == ""
