"""Settings of a platform of containerised services: what patterns on it have in common."""

from __future__ import annotations

from pydantic import Field, model_validator

from components.settings.base import Problems
from components.settings.ecr_repository import EcrRepositorySettings
from components.settings.ecs_cluster import EcsClusterSettings
from components.settings.ecs_service import EcsServiceSettings
from components.settings.front_door import FrontDoorSettings
from components.settings.types import ItemName


class ContainersSettings(FrontDoorSettings):
    """The base of patterns that run containerised services behind one load balancer."""

    cluster: EcsClusterSettings
    """Where the services run, and how they find each other."""
    repositories: dict[ItemName, EcrRepositorySettings] = Field(default_factory=dict)
    """Registries for images, each with a name."""
    services: dict[ItemName, EcsServiceSettings] = Field(default_factory=dict)
    """The services, each with a name by which the others reach it."""

    @property
    def routed(self) -> bool:
        """Whether any service is behind the load balancer."""
        return any(service.routed for service in self.services.values())

    @model_validator(mode="after")
    def _check_services(self) -> ContainersSettings:
        problems: list[str] = []
        for name, service in self.services.items():
            if service.repository and service.repository not in self.repositories:
                known = ", ".join(sorted(self.repositories)) or "none is there yet"
                problems.append(
                    f"services.{name}.repository {service.repository}: expected one of repositories ({known})"
                )
            for called in service.connects_to:
                if called == name or called not in self.services:
                    others = ", ".join(sorted(set(self.services) - {name})) or "there is none"
                    problems.append(f"services.{name}.connectsTo {called}: expected another service ({others})")
            if service.connects_to and not self.cluster.service_connect and not self.cluster.dns_namespace:
                problems.append(
                    f"services.{name}.connectsTo needs names: expected cluster.serviceConnect or cluster.dnsNamespace"
                )
        if problems:
            raise Problems(problems)
        return self
