"""How the tasks of an ECS service come and go as targets of VPC Lattice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import ecs

from components.blocks.ecs_roles import lattice_role
from components.component import Component
from components.context import StackContext


@dataclass(frozen=True, kw_only=True)
class LatticeTargets:
    """Where the tasks of a service are registered."""

    groups: Mapping[str, pulumi.Input[str]]
    """ARNs of target groups, by key."""
    source: str
    """Prefix list of the addresses that VPC Lattice calls from."""


def registrations(
    component: Component, targets: LatticeTargets, stack: StackContext, port_name: str
) -> list[ecs.ServiceVpcLatticeConfigurationArgs]:
    """Return the target groups of a service; ECS registers its tasks there with a role that it gets for it."""
    role = lattice_role(component, stack)
    return [
        ecs.ServiceVpcLatticeConfigurationArgs(target_group_arn=group, port_name=port_name, role_arn=role)
        for _, group in sorted(targets.groups.items())
    ]
