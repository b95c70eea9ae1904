"""container-platform: containerised services on a managed orchestrator, ECS or Kubernetes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import pulumi
from pydantic import model_validator

from components.blocks.front_door import open_door, url_of
from components.pattern import Pattern, PatternArgs
from components.settings.base import Problems
from components.settings.container_platform import (
    ECS_ONLY,
    Orchestrator,
    foreign_sections,
    reference_problems,
    repository_problems,
)
from components.settings.containers import ContainersSettings
from components.settings.eks import EksSettings
from components.settings.lattice import LatticeSettings

if TYPE_CHECKING:
    from components.blocks.lattice_platform import LatticePlatform
    from components.blocks.load_balancer import LoadBalancer


class ContainerPlatformSettings(ContainersSettings):
    """Services in containers: a cluster, registries for their images, one load balancer with rules by path and host."""

    needs_network: ClassVar[bool] = True

    pattern: Literal["container-platform"]  # pyright: ignore[reportIncompatibleVariableOverride] (one of the base's)
    """`container-platform`."""
    orchestrator: Orchestrator = "ecs"
    """What runs the containers: `ecs` on Fargate, with `cluster`, `services` and a load balancer; or `eks`, Kubernetes,
    with the section `eks`, where manifests of your own say what runs."""
    eks: EksSettings | None = None
    """The Kubernetes cluster, with `orchestrator: eks`."""
    lattice: LatticeSettings | None = None
    """Services that are called across networks and accounts, by IAM and in shares (VPC Lattice)."""

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:
        """Without services, run one that gets every request; with Kubernetes, a cluster as it comes."""
        if not isinstance(data, Mapping):
            return data
        foreign = foreign_sections(data)
        if foreign:
            raise Problems(foreign)
        if data.get("orchestrator") == "eks":
            return {**data, "eks": data.get("eks") or {}}
        return {"services": {"app": {"paths": ["/*"]}}, **data}

    @model_validator(mode="after")
    def _check(self) -> ContainerPlatformSettings:
        problems = reference_problems(self.lattice, self.services, self.eks)
        problems += repository_problems(self.eks, self.repositories)
        if problems:
            raise Problems(problems)
        return self

    def without_effect(self) -> frozenset[str]:
        """Return the sections of ECS where Kubernetes runs the containers."""
        return frozenset(ECS_ONLY) if self.orchestrator == "eks" else frozenset()


class ContainerPlatform(Pattern):
    """Containerised services that scale, find each other, and roll bad versions back; `outputs` tell pipelines where.

    On ECS every service has a role, a security group, a log and alarms of its own. A service without paths or hosts is
    reached by the services that name it in `connectsTo`, and by nobody else.

    On EKS the pattern ends at the AWS API: cluster, nodes, add-ons, roles of people and pods. What runs in the cluster
    is Kubernetes' own matter: `pulumi stack output <workload>` shows the command `kubeconfig`, and `kubectl`, Helm or a
    GitOps controller go on from there. The API is private: run them inside the network, or name your addresses in
    `eks.publicFrom`.
    """

    def __init__(
        self, name: str, args: PatternArgs[ContainerPlatformSettings], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, opts)
        lattice = self._lattice(args)
        self.outputs = self._eks(args, lattice) if args.settings.eks else self._ecs(args, lattice)
        if lattice:
            self.outputs |= lattice.outputs()
        self.publish(**self.outputs)

    def _ecs(
        self, args: PatternArgs[ContainerPlatformSettings], lattice: LatticePlatform | None
    ) -> dict[str, pulumi.Input[Any]]:
        """Build the services on ECS; return what people and pipelines need to know of them."""
        from components.blocks.ecs_platform import PlatformArgs, build_platform  # noqa: PLC0415 (pulumi_aws.ecs)

        settings, stack = args.settings, args.stack
        balancer: LoadBalancer | None = open_door(self, settings, stack) if settings.routed else None
        targets = lattice.targets() if lattice else {}
        platform = build_platform(
            self, PlatformArgs(settings=settings, stack=stack, load_balancer=balancer, lattice=targets)
        )
        if lattice:
            lattice.admit(
                {key: (service.task_role_arn, service.task_role_name) for key, service in platform.services.items()}
            )
        door = {"url": url_of(settings, balancer), "loadBalancerDns": balancer.dns_name} if balancer else {}
        return {**door, **platform.outputs()}

    def _eks(
        self, args: PatternArgs[ContainerPlatformSettings], lattice: LatticePlatform | None
    ) -> dict[str, pulumi.Input[Any]]:
        """Build the Kubernetes cluster; return what people and pipelines need to know of it."""
        from components.blocks.eks_platform import EksPlatformArgs, build_platform  # noqa: PLC0415 (pulumi_aws.eks)

        settings = args.settings
        assert settings.eks is not None
        platform = build_platform(
            self,
            EksPlatformArgs(
                settings=settings.eks,
                stack=args.stack,
                repositories=settings.repositories,
                schedule=settings.schedule,
            ),
        )
        if lattice:
            platform.cluster.allow_pods_from("lattice", lattice.source)
            lattice.admit(
                {key: (identity.role_arn, identity.role_name) for key, identity in platform.identities.items()}
            )
        return platform.outputs()

    def _lattice(self, args: PatternArgs[ContainerPlatformSettings]) -> LatticePlatform | None:
        """Build the service network and its services, before what their targets run on."""
        if args.settings.lattice is None:
            return None
        from components.blocks.lattice_platform import LatticePlatformArgs, build_lattice  # noqa: PLC0415

        ports = {key: service.port for key, service in args.settings.services.items()}
        return build_lattice(self, LatticePlatformArgs(settings=args.settings.lattice, stack=args.stack, ports=ports))
