"""A platform of containerised services on ECS: repositories, a cluster, and services that may call each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi

from components.blocks.ecr_repository import EcrRepository, EcrRepositoryArgs
from components.blocks.ecs_cluster import EcsCluster, EcsClusterArgs
from components.blocks.ecs_lattice import LatticeTargets
from components.blocks.ecs_service import EcsService, EcsServiceArgs
from components.blocks.front_door import network_of
from components.blocks.load_balancer import LoadBalancer
from components.component import Component
from components.context import StackContext
from components.iam import Statement
from components.settings.containers import ContainersSettings


@dataclass(frozen=True, kw_only=True)
class PlatformArgs:
    """What a platform is built from."""

    settings: ContainersSettings
    stack: StackContext
    load_balancer: LoadBalancer | None
    """The load balancer in front; None where no service has paths or hosts."""
    statements: Sequence[Statement] = ()
    """What the code of every service may do."""
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Environment variables of every service."""
    lattice: Mapping[str, LatticeTargets] = field(default_factory=dict)
    """Target groups of VPC Lattice, by the name of the service whose tasks they hold."""
    destinations: Mapping[str, tuple[pulumi.Input[str], int]] = field(default_factory=dict)
    """Security groups that every service connects to, each with the port, by key."""
    region: str | None = None
    """Region of the platform; None is the stack's. `stack` then has the network of that region."""


@dataclass(frozen=True, kw_only=True)
class Platform:
    """What was built."""

    cluster: EcsCluster
    repositories: Mapping[str, EcrRepository]
    services: Mapping[str, EcsService]

    def outputs(self) -> dict[str, pulumi.Input[Any]]:
        """Return what people and pipelines need to know."""
        return {
            "cluster": self.cluster.cluster_name,
            "repositories": {key: repository.url for key, repository in self.repositories.items()},
            "services": {
                key: {
                    "service": service.service_name,
                    "taskFamily": service.task_family,
                    "logGroup": service.log_group_name,
                    "taskRole": service.task_role_arn,
                    "executionRole": service.execution_role_arn,
                }
                for key, service in self.services.items()
            },
        }


def build_platform(component: Component, args: PlatformArgs) -> Platform:
    """Create the parts of a platform as children of a pattern, each named by its own key."""
    settings, stack = args.settings, args.stack
    cluster = EcsCluster(
        f"{component.name}-cluster",
        EcsClusterArgs(
            settings=settings.cluster, stack=stack, network=network_of(component, stack), region=args.region
        ),
        component.child(),
    )
    repositories = {
        key: EcrRepository(
            f"{component.name}-images-{key}",
            EcrRepositoryArgs(settings=chosen, stack=stack, region=args.region),
            component.child(),
        )
        for key, chosen in settings.repositories.items()
    }
    services = {key: _service(component, args, cluster, repositories, key) for key in settings.services}
    for key, service in services.items():
        for called in settings.services[key].connects_to:
            service.connect(services[called])
    return Platform(cluster=cluster, repositories=repositories, services=services)


def _service(
    component: Component,
    args: PlatformArgs,
    cluster: EcsCluster,
    repositories: Mapping[str, EcrRepository],
    key: str,
) -> EcsService:
    settings = args.settings.services[key]
    repository = repositories[settings.repository] if settings.repository else None
    image: pulumi.Input[str] | None = settings.image
    if repository and settings.tag:
        image = pulumi.Output.concat(repository.url, ":", settings.tag)
    return EcsService(
        f"{component.name}-service-{key}",
        EcsServiceArgs(
            settings=settings,
            stack=args.stack,
            network=network_of(component, args.stack),
            cluster=cluster,
            key=key,
            image=image,
            pull=[repository.grant_pull()] if repository else [],
            load_balancer=args.load_balancer if settings.routed else None,
            lattice=args.lattice.get(key),
            statements=args.statements,
            environment=args.environment,
            destinations=args.destinations,
            schedule=args.settings.schedule,
            region=args.region,
        ),
        component.child(),
    )
