"""Every component class of the project, found on disk."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any, get_type_hints

import components
from components.component import Component
from components.pattern import Pattern, PatternArgs


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """Yield every module of a package, at any depth."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


MODULES = list(modules(components))
COMPONENTS: list[type[Component]] = sorted(
    {
        item
        for module in MODULES
        for item in vars(module).values()
        if inspect.isclass(item) and issubclass(item, Component) and item.__module__ == module.__name__
        if item not in (Component, Pattern)
    },
    key=lambda item: item.__name__,
)


def args_class(component: type[Component]) -> type[Any]:
    """Return the dataclass that a component's constructor takes as `args`."""
    annotation = get_type_hints(component.__init__, localns=_names(component))["args"]
    return getattr(annotation, "__origin__", annotation)


def _names(component: type[Component]) -> dict[str, Any]:
    """Return what the annotations of a component may name: some modules import it for the type checker only."""
    return {other.__name__: other for other in COMPONENTS} | dict(vars(sys.modules[component.__module__]))


def fields_of(component: type[Component]) -> list[dataclasses.Field[Any]]:
    """Return the fields of a component's args; those of patterns are in PatternArgs."""
    found = args_class(component)
    return list(dataclasses.fields(found)) if found is not PatternArgs else []
