"""The price list of types: which functions price a type, which types are free, which are known and not priced.

A module of `finops/estimate/aws` holds the types of one service. Every module there is found by walking the folder.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from finops.estimate.charge import Items

if TYPE_CHECKING:
    from finops.estimate.view import View

Mapping_ = Callable[["View"], Items]

GLOBAL = "us-east-1"
"""Region in whose price list AWS puts services that have no region."""


@dataclass
class Entry:
    """What is known about a type."""

    functions: list[Mapping_] = field(default_factory=list)
    """Each prices one dimension: an unknown value in one leaves the others."""
    free: str = ""
    """Reason why it costs nothing."""
    not_priced: str = ""
    """Reason why it has no price here."""
    home: str = ""
    """Region of its prices when that is not the resource's."""


_ENTRIES: dict[str, Entry] = {}


def price(*types: str, home: str = "") -> Callable[[Mapping_], Mapping_]:
    """Register a function that yields charges of these types; several functions may share a type."""

    def register(function: Mapping_) -> Mapping_:
        for token in types:
            entry = _ENTRIES.setdefault(token, Entry(home=home))
            if entry.free or entry.not_priced:
                raise ValueError(f"{token} is both priced and not")
            entry.functions.append(function)
        return function

    return register


def free(reason: str, *types: str) -> None:
    """Register types that cost nothing by themselves."""
    for token in types:
        _add(token, Entry(free=reason))


def not_priced(reason: str, *types: str) -> None:
    """Register types that cost something for which this project has no evidence."""
    for token in types:
        _add(token, Entry(not_priced=reason))


def find(token: str) -> Entry | None:
    """Return what is known about a type, or None."""
    _discover()
    return _ENTRIES.get(token)


def types() -> dict[str, Entry]:
    """Return all that is known, by type token."""
    _discover()
    return dict(sorted(_ENTRIES.items()))


def _add(token: str, entry: Entry) -> None:
    if token in _ENTRIES:
        raise ValueError(f"{token} is in the price list twice")
    _ENTRIES[token] = entry


@cache
def _discover() -> None:
    package = import_module("finops.estimate.aws")
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"finops.estimate.aws.{module.name}")
