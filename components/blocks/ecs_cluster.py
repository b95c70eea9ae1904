"""EcsCluster: where containers run on Fargate, how they find each other, and the record of shells in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import cloudwatch, ecs, servicediscovery

from components.component import Component
from components.context import StackContext
from components.names import physical_name
from components.settings.ecs_cluster import CapacitySettings, EcsClusterSettings

if TYPE_CHECKING:
    from components.blocks.network import Network


@dataclass(frozen=True, kw_only=True)
class EcsClusterArgs:
    """What a cluster is built from."""

    settings: EcsClusterSettings
    stack: StackContext
    network: Network
    region: str | None = None
    """Region of the cluster; None is the stack's."""


class EcsCluster(Component):
    """A cluster on Fargate and Fargate Spot with a namespace for Service Connect."""

    arn: pulumi.Output[str]
    cluster_name: pulumi.Output[str]
    namespace_arn: pulumi.Output[str]
    """Namespace in which services find each other."""
    dns_namespace_id: pulumi.Output[str] | None = None
    """Namespace with DNS names, where the settings want one."""
    exec_log_arn: pulumi.Output[str]
    """Log group that holds what was typed and shown in shells."""

    def __init__(self, name: str, args: EcsClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.settings = settings = args.settings
        namespace = servicediscovery.HttpNamespace(
            f"{name}-namespace",
            name=physical_name(args.stack.project, args.stack.stack, name),
            description=f"Services of {name} find each other here",
            region=args.region,
            opts=self.child(),
        )
        sessions = cloudwatch.LogGroup(
            f"{name}-exec", retention_in_days=settings.exec_log_days, region=args.region, opts=self.child()
        )
        cluster = ecs.Cluster(
            f"{name}-cluster",
            settings=[{"name": "containerInsights", "value": settings.insights}],
            configuration={
                "execute_command_configuration": {
                    "logging": "OVERRIDE",
                    "log_configuration": {"cloud_watch_log_group_name": sessions.name},
                }
            },
            service_connect_defaults={"namespace": namespace.arn},
            region=args.region,
            opts=self.child(),
        )
        self._insights_log(cluster, args)
        ecs.ClusterCapacityProviders(
            f"{name}-capacity",
            cluster_name=cluster.name,
            # Both always: a service may ask for what the cluster's own shares leave out.
            capacity_providers=["FARGATE", "FARGATE_SPOT"],
            default_capacity_provider_strategies=[
                {"capacity_provider": provider, "weight": weight, "base": base}
                for provider, (weight, base) in settings.capacity.shares.items()
            ],
            region=args.region,
            opts=self.child(),
        )
        self.arn, self.cluster_name = cluster.arn, cluster.name
        self.namespace_arn, self.exec_log_arn = namespace.arn, sessions.arn
        if settings.dns_namespace:
            self.dns_namespace_id = self._dns(settings.dns_namespace, args).id
        self.publish(
            arn=self.arn,
            cluster_name=self.cluster_name,
            namespace_arn=self.namespace_arn,
            dns_namespace_id=self.dns_namespace_id,
            exec_log_arn=self.exec_log_arn,
        )

    def _insights_log(self, cluster: ecs.Cluster, args: EcsClusterArgs) -> None:
        if args.settings.insights == "disabled":
            return
        # Container Insights makes it by itself with the first figures of a task, to be kept for ever.
        cloudwatch.LogGroup(
            f"{self.name}-insights",
            name=pulumi.Output.concat("/aws/ecs/containerinsights/", cluster.name, "/performance"),
            retention_in_days=args.settings.insights_log_days,
            region=args.region,
            opts=self.child(),
        )

    def _dns(self, domain: str, args: EcsClusterArgs) -> servicediscovery.PrivateDnsNamespace:
        return servicediscovery.PrivateDnsNamespace(
            f"{self.name}-dns",
            name=domain,
            vpc=args.network.vpc_id,
            description=f"Addresses of the services of {self.name}",
            region=args.region,
            opts=self.child(),
        )


def strategies(capacity: CapacitySettings) -> list[ecs.ServiceCapacityProviderStrategyArgs]:
    """Return the capacity providers of a service with their weights."""
    return [
        ecs.ServiceCapacityProviderStrategyArgs(capacity_provider=provider, weight=weight, base=base)
        for provider, (weight, base) in capacity.shares.items()
    ]
