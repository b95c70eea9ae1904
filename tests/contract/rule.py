"""A contract: a sentence that holds for all that a program makes, and a check that names what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from synthesis.model import Resource, Synthesis

Check = Callable[[Synthesis], Iterator[str]]


@dataclass(frozen=True)
class Contract:
    """One rule."""

    key: str
    sentence: str
    check: Check
    """Yields one line for each thing that breaks the rule."""

    def breaches(self, synthesis: Synthesis) -> list[str]:
        """Return what breaks the rule."""
        return list(self.check(synthesis))


CONTRACTS: dict[str, Contract] = {}


def contract(sentence: str) -> Callable[[Check], Check]:
    """Register a check as a contract; its name is the function's."""

    def register(check: Check) -> Check:
        CONTRACTS[check.__name__] = Contract(check.__name__, sentence, check)
        return check

    return register


def each(check: Callable[[Synthesis, Resource], Iterator[str]]) -> Check:
    """Make a check of one that looks at a single resource; its lines begin with the resource."""

    def whole(synthesis: Synthesis) -> Iterator[str]:
        for resource in synthesis.resources:
            for line in check(synthesis, resource):
                yield f"{resource.type} {resource.name}: {line}"

    whole.__name__ = check.__name__
    return whole


def ancestors(synthesis: Synthesis, resource: Resource) -> Iterator[Resource]:
    """Yield the parents of a resource, nearest first."""
    while resource.parent in synthesis.by_urn:
        resource = synthesis.by_urn[resource.parent]
        yield resource
