"""Which resource refers to which: by what the engine knows, by a value, or by `${name}`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from finops.estimate.resource import UNKNOWN, Resource, Unknown

_IDENTITIES = (
    "id",
    "arn",
    "name",
    "identifier",
    "clusterIdentifier",
    "family",
    "functionName",
    "bucket",
    "domainName",
)
"""Inputs and outputs whose value may stand for the resource in another one."""
_REFERENCE = re.compile(r"\$\{([^.}\[]+)[^}]*\}")


def walk(value: Any, path: str) -> Any:
    """Return what is at `a.b.0.c`: None when there is nothing, UNKNOWN when something on the way is unknown."""
    for step in path.split("."):
        if isinstance(value, Unknown) or value is None:
            return value
        if isinstance(value, list):
            position = int(step) if step.isdecimal() else 0
            value = value[position] if position < len(value) else None
            if step.isdecimal() or not isinstance(value, Mapping):
                continue
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


class Graph:
    """The resources of an estimate. Every index is built once, when it is first asked for."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.resources = list(resources)
        self._referrers: dict[tuple[str, str], dict[int, list[Resource]]] = {}

    @cached_property
    def _by_type(self) -> Mapping[str, list[Resource]]:
        index: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            index[resource.type].append(resource)
        return index

    @cached_property
    def _by_urn(self) -> Mapping[str, Resource]:
        return {resource.urn: resource for resource in self.resources if resource.urn}

    @cached_property
    def _by_value(self) -> Mapping[str, list[Resource]]:
        index: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            for value in set(_identities(resource)):
                index[value].append(resource)
        return index

    def referred(self, resource: Resource, path: str, *types: str) -> Resource | None:
        """Return the resource of one of `types` that the input at `path` refers to, if there is exactly one."""
        found = [target for target in self._targets(resource, path) if target.type in types]
        return found[0] if len(found) == 1 else None

    def referrers(self, target: Resource, type_: str, path: str) -> list[Resource]:
        """Return the resources of a type whose input at `path` refers to `target`."""
        if (type_, path) not in self._referrers:
            index: dict[int, list[Resource]] = defaultdict(list)
            for resource in self._by_type.get(type_, ()):
                for found in self._targets(resource, path):
                    index[id(found)].append(resource)
            self._referrers[type_, path] = index
        return self._referrers[type_, path].get(id(target), [])

    def _targets(self, resource: Resource, path: str) -> list[Resource]:
        """Return every resource that an input may mean: what its value names, else what it depends on."""
        value = walk(resource.inputs, path)
        if isinstance(value, str):
            named = list(self._named(value))
            if named:
                return _unique(named)
        if value is None:
            return []
        urns = resource.depends.get(path.partition(".")[0], ())
        return _unique(self._by_urn[urn] for urn in urns if urn in self._by_urn)

    def _named(self, value: str) -> Iterator[Resource]:
        """Yield what a value names: as a whole, as ${name}, or by its parts (service/CLUSTER/NAME)."""
        if value in self._by_value:
            yield from self._by_value[value]
            return
        for text in (*_REFERENCE.findall(value), *re.split(r"[/:]", value)):
            yield from self._by_value.get(text, ())


def _identities(resource: Resource) -> Iterator[str]:
    yield resource.name
    for source in (resource.inputs, resource.outputs):
        for key in _IDENTITIES:
            value = source.get(key, UNKNOWN)
            if isinstance(value, str) and "${" not in value:
                yield value


def _unique(resources: Iterable[Resource]) -> list[Resource]:
    return list({id(resource): resource for resource in resources}.values())
