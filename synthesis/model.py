"""The result of a synthesis: plain data about every resource of a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Resource:
    """One resource as the program asked for it."""

    type: str
    name: str
    urn: str
    parent: str
    """URN of the parent; that of the stack at the top."""
    inputs: Mapping[str, Any]
    """Inputs as the provider gets them: camelCase keys, whole numbers as int."""
    secrets: tuple[str, ...]
    """Paths of the inputs that are secret."""
    outputs: Mapping[str, Any]
    """For a component what it published; otherwise what the mocked provider answered."""
    custom: bool
    """Whether a provider makes it; False for components."""
    provider: str
    """Reference of an explicit provider; empty for the default one."""
    protect: bool = False
    depends_on: tuple[str, ...] = ()
    """URNs that it waits for, explicitly or through its inputs."""
    ignore_changes: tuple[str, ...] = ()
    """Inputs that an update leaves as they are."""

    @property
    def kind(self) -> str:
        """The last part of the type: `Bucket` of aws:s3/bucket:Bucket."""
        return self.type.rpartition(":")[2]


@dataclass(frozen=True)
class Synthesis:
    """All that one run of a program asked for."""

    resources: list[Resource]
    """In a stable order: by place in the tree, then by type and name."""
    exports: Mapping[str, Any]
    log: list[tuple[str, str]]
    """What the program told the engine: (severity, message)."""
    calls: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    """Data sources that it asked, with their arguments."""

    @cached_property
    def by_urn(self) -> Mapping[str, Resource]:
        """The resources by URN."""
        return {resource.urn: resource for resource in self.resources}

    @cached_property
    def default_tags(self) -> Mapping[str, Mapping[str, str]]:
        """The default tags of each provider, by the reference that resources hold."""
        providers = self.of_type("pulumi:providers:aws")
        return {f"{p.urn}::{p.outputs['id']}": p.inputs.get("defaultTags", {}).get("tags", {}) for p in providers}

    def of_type(self, *types: str) -> list[Resource]:
        """Return the resources of the types given in full or by their last part (`Bucket`)."""
        return [resource for resource in self.resources if resource.type in types or resource.kind in types]

    def only(self, type_: str, name: str | None = None) -> Resource:
        """Return the one resource of a type, or fail and list those there are."""
        found = [resource for resource in self.of_type(type_) if name in (None, resource.name)]
        if len(found) != 1:
            there = sorted({resource.type for resource in self.resources} if not found else {r.name for r in found})
            raise AssertionError(f"expected one {type_} {name or ''}, found {len(found)}; there are {there}")
        return found[0]

    def named(self, name: str) -> Resource:
        """Return the one resource that is not a component and has this name."""
        found = [resource for resource in self.resources if resource.name == name and resource.custom]
        if len(found) != 1:
            raise AssertionError(
                f"{len(found)} resources named {name}; there are {sorted(r.name for r in self.resources)}"
            )
        return found[0]

    def children(self, urn: str) -> list[Resource]:
        """Return the resources whose parent is `urn`."""
        return [resource for resource in self.resources if resource.parent == urn]

    def states(self) -> list[dict[str, Any]]:
        """Return the resources in the form of a state export: what readers of states take."""
        return [
            {
                "urn": resource.urn,
                "type": resource.type,
                "custom": resource.custom,
                "inputs": resource.inputs,
                "outputs": resource.outputs,
                "parent": resource.parent,
                "provider": resource.provider,
            }
            for resource in self.resources
        ]
