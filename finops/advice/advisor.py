"""Asks every way. A module of `finops/advice/ways` is one family; each is found by walking the folder."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module

from finops.advice.case import Case
from finops.advice.model import Advice

Way = Callable[[Case], Iterable[Advice]]


@cache
def _ways() -> dict[str, Way]:
    package = import_module("finops.advice.ways")
    modules = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return {name.replace("_", "-"): import_module(f"finops.advice.ways.{name}").advice for name in modules}


def names() -> list[str]:
    """Return the names of the families."""
    return list(_ways())


def advise(case: Case, families: Iterable[str] | None = None) -> list[Advice]:
    """Return all advice of the families (default: of all), the greatest certain saving first."""
    chosen = list(_ways()) if families is None else list(families)
    found = [advice for name in chosen for advice in _ways()[name](case)]
    return sorted(found, key=lambda advice: advice.rank)


def cheapest(advice: Iterable[Advice], count: int = 5) -> list[Advice]:
    """Return the first of those that save something: what lowers the high end of the estimate goes before the rest.

    Of each family only the best for a resource: they exclude each other.
    """
    best: dict[tuple[str, str], Advice] = {}
    for one in sorted(advice, key=lambda item: (not item.counted, item.rank)):
        if one.saving is not None and one.saving.high > 0:
            best.setdefault((one.where, one.id.partition("/")[0]), one)
    return list(best.values())[:count]
