"""container-platform: containerised services on a managed orchestrator, behind one load balancer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import pulumi
from pydantic import model_validator

from components.blocks.front_door import open_door, url_of
from components.pattern import Pattern, PatternArgs
from components.settings.containers import ContainersSettings

if TYPE_CHECKING:
    from components.blocks.load_balancer import LoadBalancer


class ContainerPlatformSettings(ContainersSettings):
    """Services in containers: a cluster, registries for their images, one load balancer with rules by path and host."""

    needs_network: ClassVar[bool] = True

    pattern: Literal["container-platform"]  # pyright: ignore[reportIncompatibleVariableOverride] (one of the base's)
    """`container-platform`."""
    orchestrator: Literal["ecs"] = "ecs"
    """What runs the containers: `ecs`, on Fargate."""

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:
        """Without services, run one that gets every request."""
        return {"services": {"app": {"paths": ["/*"]}}, **data} if isinstance(data, Mapping) else data


class ContainerPlatform(Pattern):
    """Containerised services that scale, find each other, and roll bad versions back; `outputs` tell pipelines where.

    Every service has a role, a security group, a log and alarms of its own. A service without paths or hosts is
    reached by the services that name it in `connectsTo`, and by nobody else.
    """

    def __init__(
        self, name: str, args: PatternArgs[ContainerPlatformSettings], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, opts)
        settings = args.settings
        self.load_balancer: LoadBalancer | None = open_door(self, settings, args.stack) if settings.routed else None
        self.outputs = {}
        if self.load_balancer:
            self.outputs["url"] = url_of(settings, self.load_balancer)
            self.outputs["loadBalancerDns"] = self.load_balancer.dns_name
        self.outputs |= self._ecs(args)
        self.publish(**self.outputs)

    def _ecs(self, args: PatternArgs[ContainerPlatformSettings]) -> dict[str, pulumi.Input[Any]]:
        """Build the services on ECS; return what people and pipelines need to know of them."""
        from components.blocks.ecs_platform import PlatformArgs, build_platform  # noqa: PLC0415 (pulumi_aws.ecs)

        platform_args = PlatformArgs(settings=args.settings, stack=args.stack, load_balancer=self.load_balancer)
        self.platform = build_platform(self, platform_args)
        return self.platform.outputs()
