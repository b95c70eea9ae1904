"""What the pattern container-platform checks across its sections: each belongs to one orchestrator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from components.settings.ecs_service import EcsServiceSettings
from components.settings.eks import EksSettings
from components.settings.lattice import LatticeSettings

Orchestrator = Literal["ecs", "eks"]
ECS_ONLY = ("cluster", "services", "domain", "dns", "load_balancer")
"""Sections that EKS leaves to Kubernetes: its manifests say what runs, its controllers make load balancers."""
_KEYS = {"load_balancer": "loadBalancer"}


def foreign_sections(data: Mapping[str, Any]) -> list[str]:
    """Return a problem for each section of a workload that its orchestrator does not know."""
    orchestrator = data.get("orchestrator", "ecs")
    if orchestrator == "ecs":
        return ["eks is for orchestrator: eks, and it is ecs; remove it"] if data.get("eks") is not None else []
    if orchestrator != "eks":
        return []  # the field itself says what is allowed
    given = [key for name in ECS_ONLY for key in (name, _KEYS.get(name)) if key in data]
    return [f"{key} is for orchestrator: ecs, and it is eks; remove it" for key in given]


def reference_problems(
    lattice: LatticeSettings | None, services: Mapping[str, EcsServiceSettings], eks: EksSettings | None
) -> list[str]:
    """Return a problem for each name in the section lattice that nothing of the platform has."""
    if lattice is None:
        return []
    identities = eks.identities if eks else {}
    return [*_target_problems(lattice, services), *_caller_problems(lattice, services, identities)]


def _target_problems(lattice: LatticeSettings, services: Mapping[str, EcsServiceSettings]) -> Iterator[str]:
    for name, service in lattice.services.items():
        for key, target in service.targets.items():
            if not target.service:
                continue
            place = f"lattice.services.{name}.targets.{key}.service {target.service}"
            if target.service not in services:
                yield f"{place}: expected one of services ({_known(services)})"
            elif services[target.service].deployment.shifts_traffic:
                yield (
                    f"{place} has deployment.strategy {services[target.service].deployment.strategy}; ECS knows only "
                    "rolling with VPC Lattice, where weights move the requests"
                )


def _caller_problems(
    lattice: LatticeSettings, services: Mapping[str, Any], identities: Mapping[str, Any]
) -> Iterator[str]:
    for name, service in lattice.services.items():
        for key, caller in service.callers.items():
            place = f"lattice.services.{name}.callers.{key}"
            if caller.service and caller.service not in services:
                yield f"{place}.service {caller.service}: expected one of services ({_known(services)})"
            if caller.identity and caller.identity not in identities:
                yield f"{place}.identity {caller.identity}: expected one of eks.identities ({_known(identities)})"


def repository_problems(eks: EksSettings | None, repositories: Mapping[str, Any]) -> list[str]:
    """Return a problem for each repository that an identity pushes to and nobody has."""
    return [
        f"eks.identities.{name}.repositories {wanted}: expected one of repositories ({_known(repositories)})"
        for name, identity in (eks.identities if eks else {}).items()
        for wanted in identity.repositories
        if wanted not in repositories
    ]


def _known(names: Mapping[str, Any]) -> str:
    return ", ".join(sorted(names)) or "there is none"
