"""RegionalService: the load balancer and the services of a workload in one of its regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pulumi

from components.arns import in_region
from components.blocks.ecs_platform import PlatformArgs, build_platform
from components.blocks.load_balancer import LoadBalancer, LoadBalancerArgs
from components.component import Component
from components.context import StackContext
from components.iam import Statement
from components.settings.containers import ContainersSettings
from components.settings.ecs_service import EcsServiceSettings

if TYPE_CHECKING:
    from components.blocks.database import Database
    from components.blocks.network import Network


@dataclass(frozen=True, kw_only=True)
class RegionalServiceArgs:
    """What the part of a workload in one region is built from."""

    settings: ContainersSettings
    stack: StackContext
    network: Network
    """The region's own network."""
    certificate_arn: pulumi.Input[str]
    """Certificate of the region."""
    region: str
    """Region that all of it is in."""
    warm: bool = False
    """Whether it waits with one task of each service until it has to serve."""
    behind_cdn: bool = False
    """Whether requests come through CloudFront."""
    closed: bool = False
    """Whether the load balancer keeps out the internet, since people come by another door."""
    statements: Sequence[Statement] = ()
    """What the code of every service may do, with the tables and the database of this region."""
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Environment variables of every service."""
    database: Database | None = None
    """The cluster of the region."""


class RegionalService(Component):
    """The same services in every region, each reading and writing what its own region has."""

    load_balancer: LoadBalancer
    services: dict[str, dict[str, pulumi.Input[Any]]]
    """Service → what pipelines need to know of it."""
    cluster_name: pulumi.Output[str]

    def __init__(self, name: str, args: RegionalServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts, region=args.region)
        stack = replace(args.stack, region=args.region, network=args.network)
        self.load_balancer = LoadBalancer(
            f"{name}-lb",
            LoadBalancerArgs(
                settings=args.settings.load_balancer,
                stack=stack,
                network=args.network,
                certificate_arn=args.certificate_arn,
                forwarded=args.behind_cdn,
                closed=args.closed,
                region=args.region,
            ),
            self.child(),
        )
        database = args.database
        self._platform = build_platform(
            self,
            PlatformArgs(
                settings=_of_region(args),
                stack=stack,
                load_balancer=self.load_balancer,
                statements=args.statements,
                environment=args.environment,
                destinations={"database": (database.security_group_id, database.port)} if database else {},
                region=args.region,
            ),
        )
        for key, service in self._platform.services.items() if database else ():
            assert database is not None
            database.allow(f"service-{key}", service.security_group_id)
        outputs = self._platform.outputs()
        self.cluster_name, self.services = self._platform.cluster.cluster_name, outputs["services"]  # pyright: ignore[reportAttributeAccessIssue] (a map, as it was made)
        self.publish(cluster_name=self.cluster_name)

    def outputs(self) -> dict[str, pulumi.Input[Any]]:
        """Return what people and pipelines need to know of the region."""
        return {"loadBalancerDns": self.load_balancer.dns_name, **self._platform.outputs()}


def _of_region(args: RegionalServiceArgs) -> ContainersSettings:
    """Return the settings of the services as they hold in the region."""
    services = {key: _service(service, args) for key, service in args.settings.services.items()}
    return args.settings.model_copy(update={"services": services})


def _service(settings: EcsServiceSettings, args: RegionalServiceArgs) -> EcsServiceSettings:
    """Return a service that reads the copies of its secrets in the region, and waits with one task if it is to."""
    changed: dict[str, Any] = {
        "secrets": {key: in_region(arn, args.region) for key, arn in settings.secrets.items()},
        "secret_keys": [in_region(arn, args.region) for arn in settings.secret_keys],
    }
    if args.warm:
        scaling = settings.scaling
        changed["scaling"] = scaling.model_copy(
            update={"min_tasks": min(1, scaling.min_tasks), "desired_tasks": min(1, scaling.initial)}
        )
    return settings.model_copy(update=changed)
