"""How services of a cluster find each other: Service Connect inside it, DNS names for callers outside."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import ecs, servicediscovery

from components.blocks.ecs_cluster import EcsCluster
from components.blocks.ecs_roles import tls_role
from components.component import Component
from components.context import StackContext

_DNS_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class NameArgs:
    """What a service is found by."""

    cluster: EcsCluster
    key: str
    """Name of the service, of its container's port, and the host name that others call."""
    port: int
    log_group: pulumi.Output[str]
    stack: StackContext
    region: str | None


def connections(component: Component, args: NameArgs) -> ecs.ServiceServiceConnectConfigurationArgs:
    """Return the Service Connect configuration of a service: it is called by its name, and calls others by theirs."""
    authority, tls = args.cluster.settings.tls_authority_arn, None
    if authority:
        tls = ecs.ServiceServiceConnectConfigurationServiceTlsArgs(
            issuer_cert_authority=ecs.ServiceServiceConnectConfigurationServiceTlsIssuerCertAuthorityArgs(
                aws_pca_authority_arn=authority
            ),
            role_arn=tls_role(component, args.stack),
        )
    alias = ecs.ServiceServiceConnectConfigurationServiceClientAliasArgs(port=args.port, dns_name=args.key)
    service = ecs.ServiceServiceConnectConfigurationServiceArgs(
        port_name=args.key,
        discovery_name=args.key,
        client_alias=[alias],
        tls=tls,
    )
    log: dict[str, pulumi.Input[str]] = {
        "awslogs-group": args.log_group,
        "awslogs-region": args.region or args.stack.region,
        "awslogs-stream-prefix": "service-connect",
    }
    return ecs.ServiceServiceConnectConfigurationArgs(
        enabled=True,
        namespace=args.cluster.namespace_arn,
        services=[service],
        log_configuration=ecs.ServiceServiceConnectConfigurationLogConfigurationArgs(log_driver="awslogs", options=log),
    )


def registry(component: Component, args: NameArgs) -> ecs.ServiceServiceRegistriesArgs | None:
    """Register the addresses of the tasks under the service's name, where the cluster has a DNS namespace."""
    namespace = args.cluster.dns_namespace_id
    if namespace is None:
        return None
    name = servicediscovery.Service(
        f"{component.name}-dns",
        name=args.key,
        dns_config={
            "namespace_id": namespace,
            "dns_records": [{"type": "A", "ttl": _DNS_SECONDS}],
            "routing_policy": "MULTIVALUE",
        },
        region=args.region,
        opts=component.child(),
    )
    return ecs.ServiceServiceRegistriesArgs(registry_arn=name.arn)
