"""RDS Proxy in front of a database: pooled connections, IAM from end to end, no password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, iam, rds

from components.blocks.database_parts import Server
from components.component import Component
from components.iam import Statement, assume_role, document
from components.settings.database import DatabaseSettings


@dataclass(frozen=True)
class Proxy:
    """Where to connect, and the id that names the proxy in `rds-db:connect`."""

    endpoint: pulumi.Output[str]
    resource_id: pulumi.Output[str]


def build_proxy(
    component: Component,
    settings: DatabaseSettings,
    server: Server,
    *,
    identifier: str,
    statements: Sequence[Statement],
    subnet_ids: Sequence[pulumi.Input[str]],
    security_group_id: pulumi.Input[str],
    region: str | None = None,
) -> Proxy:
    """Create the proxy, its role with `statements`, and point it at `server`; it is called `identifier` as well.

    Clients log in with an IAM token, and so does the proxy at the database: it needs no secret.
    """
    name = component.name
    role = iam.Role(f"{name}-proxy", assume_role_policy=assume_role("rds.amazonaws.com"), opts=component.child())
    iam.RolePolicy(f"{name}-proxy", role=role.name, policy=document(*statements), opts=component.child())
    proxy = rds.Proxy(
        f"{name}-proxy",
        name=identifier,
        engine_family=settings.of_engine.proxy_family,
        default_auth_scheme="IAM_AUTH",
        require_tls=True,
        role_arn=role.arn,
        vpc_subnet_ids=list(subnet_ids),
        vpc_security_group_ids=[security_group_id],
        region=region,
        opts=component.child(depends_on=[_log(component, settings, identifier, region)]),
    )
    group = rds.ProxyDefaultTargetGroup(
        f"{name}-proxy",
        db_proxy_name=proxy.name,
        connection_pool_config=rds.ProxyDefaultTargetGroupConnectionPoolConfigArgs(
            max_connections_percent=90  # leaves room for an administrator's own session
        ),
        region=region,
        opts=component.child(),
    )
    rds.ProxyTarget(
        f"{name}-proxy",
        db_proxy_name=proxy.name,
        target_group_name=group.name,
        **server.target,
        region=region,
        opts=component.child(depends_on=list(server.resources)),
    )
    return Proxy(proxy.endpoint, proxy.arn.apply(lambda arn: arn.rpartition(":")[2]))


def _log(component: Component, settings: DatabaseSettings, identifier: str, region: str | None) -> cloudwatch.LogGroup:
    """Create the log of a proxy. RDS would make it by itself, to be kept for ever; hence a name that is known."""
    return cloudwatch.LogGroup(
        f"{component.name}-proxy-log",
        name=f"/aws/rds/proxy/{identifier}",
        retention_in_days=settings.log_retention_days,
        region=region,
        opts=component.child(),
    )
