"""SpotCapacity: Spot instances for work that may be interrupted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi

from components.component import Component
from components.context import StackContext
from components.settings.spot_capacity import SpotCapacitySettings, price_cap

if TYPE_CHECKING:
    from components.blocks.auto_scaling_service import AutoScalingService
    from components.blocks.network import Network
    from components.blocks.spot_fleet import SpotFleet

MARKED = {"InstanceType": "spot"}
"""Tag by which the instances can be told from others on the bill."""


@dataclass(frozen=True, kw_only=True)
class SpotCapacityArgs:
    """What the capacity is built from."""

    settings: SpotCapacitySettings
    stack: StackContext
    network: Network


class SpotCapacity(Component):
    """A launch template and an Auto Scaling group of Spot instances alone, or a diversified Spot fleet.

    The requests are one-time ones, as Auto Scaling takes them: a group replaces an instance that is taken back.
    """

    security_group_id: pulumi.Output[str]
    role_arn: pulumi.Output[str]
    """Role of the instances."""
    log_group_name: pulumi.Output[str]
    capacity_id: pulumi.Output[str]
    """Name of the group, or id of the fleet."""

    def __init__(self, name: str, args: SpotCapacityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        settings, stack = args.settings, args.stack
        common: dict[str, Any] = {
            "settings": settings.instances(stack.environment),
            "stack": stack,
            "network": args.network,
            "spot_price": price_cap(settings.price_cap, settings.instance_types, stack.region),
            "tags": MARKED,
        }
        if settings.kind == "fleet":
            made = self._fleet(common)
            self.capacity_id = made.fleet_id
        else:
            made = self._group(common)
            self.capacity_id = made.group_name
        self.security_group_id, self.role_arn = made.security_group_id, made.role_arn
        self.log_group_name = made.log_group_name
        self.publish(
            security_group_id=self.security_group_id,
            role_arn=self.role_arn,
            log_group_name=self.log_group_name,
            capacity_id=self.capacity_id,
        )

    def _group(self, common: dict[str, Any]) -> AutoScalingService:
        from components.blocks.auto_scaling_service import (  # noqa: PLC0415 (a fleet spares it)
            AutoScalingService,
            AutoScalingServiceArgs,
        )

        return AutoScalingService(f"{self.name}-group", AutoScalingServiceArgs(**common), self.child())

    def _fleet(self, common: dict[str, Any]) -> SpotFleet:
        from components.blocks.spot_fleet import SpotFleet, SpotFleetArgs  # noqa: PLC0415 (a group spares it)

        return SpotFleet(f"{self.name}-fleet", SpotFleetArgs(**common), self.child())
