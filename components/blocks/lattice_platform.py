"""The section `lattice` of a platform: a service network, its services, and who of the platform may call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi

from components.blocks.ecs_lattice import LatticeTargets
from components.blocks.front_door import network_of
from components.blocks.lattice_network import LatticeNetwork, LatticeNetworkArgs, lattice_addresses
from components.blocks.lattice_policies import Caller
from components.blocks.lattice_service import LatticeService, LatticeServiceArgs
from components.component import Component
from components.context import StackContext
from components.settings.lattice import LatticeSettings
from components.settings.lattice_service import LatticeCallerSettings


@dataclass(frozen=True, kw_only=True)
class LatticePlatformArgs:
    """What the section is built from."""

    settings: LatticeSettings
    stack: StackContext
    ports: Mapping[str, int] = field(default_factory=dict)
    """Ports of the platform's ECS services, by name."""


@dataclass(frozen=True, kw_only=True)
class LatticePlatform:
    """What was built."""

    args: LatticePlatformArgs
    network: LatticeNetwork
    services: Mapping[str, LatticeService]
    source: str
    """Prefix list of the addresses that VPC Lattice calls targets from."""

    def targets(self) -> dict[str, LatticeTargets]:
        """Return the target groups of each ECS service that is a target, by its name."""
        found: dict[str, dict[str, pulumi.Input[str]]] = {}
        for name, service in self.services.items():
            for key, target in service.settings.targets.items():
                if target.service:
                    found.setdefault(target.service, {})[f"{name}/{key}"] = service.target_groups[key]
        return {service: LatticeTargets(groups=groups, source=self.source) for service, groups in found.items()}

    def admit(self, roles: Mapping[str, tuple[pulumi.Input[str], pulumi.Input[str]]]) -> None:
        """Let the callers in. `roles` are ARN and name of the roles of the platform's services or identities."""
        if self.args.settings.auth == "none":
            return
        for service in self.services.values():
            service.admit({key: _caller(caller, roles) for key, caller in service.settings.callers.items()})

    def outputs(self) -> dict[str, pulumi.Input[Any]]:
        """Return what callers and other stacks need to know."""
        return {
            "serviceNetwork": self.network.arn,
            "latticeServices": {
                key: {"url": service.url, "dns": service.dns, "arn": service.arn, "targetGroups": service.target_groups}
                for key, service in self.services.items()
            },
        }


def build_lattice(component: Component, args: LatticePlatformArgs) -> LatticePlatform:
    """Create the service network and its services as children of a pattern, each named by its own key."""
    network = network_of(component, args.stack)
    lattice = LatticeNetwork(
        f"{component.name}-lattice",
        LatticeNetworkArgs(settings=args.settings, stack=args.stack, network=network),
        component.child(),
    )
    services = {
        key: LatticeService(
            f"{component.name}-lattice-{key}",
            LatticeServiceArgs(settings=settings, stack=args.stack, lattice=lattice, network=network, ports=args.ports),
            component.child(),
        )
        for key, settings in args.settings.services.items()
    }
    source = lattice_addresses(lattice, args.stack.region)
    return LatticePlatform(args=args, network=lattice, services=services, source=source)


def _caller(
    settings: LatticeCallerSettings, roles: Mapping[str, tuple[pulumi.Input[str], pulumi.Input[str]]]
) -> Caller:
    name = settings.service or settings.identity
    if name is None:
        assert settings.principal is not None
        return Caller(principal=settings.principal, settings=settings)
    arn, role_name = roles[name]
    return Caller(principal=arn, settings=settings, role_name=role_name)
