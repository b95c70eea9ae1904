"""An Aurora cluster of PostgreSQL or MySQL, serverless or of fixed instances."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import rds

from components.blocks import database_parts as parts
from components.blocks.database_parts import Server, ServerArgs
from components.component import Component
from components.settings.database import AuroraSettings, DatabaseSettings

SERVERLESS = "db.serverless"


def build_cluster(component: Component, args: ServerArgs, aurora: AuroraSettings) -> Server:
    """Create the cluster with its instances, parameter group, log groups and monitoring role."""
    name, settings = component.name, args.settings
    group = rds.ClusterParameterGroup(
        f"{name}-parameters",
        family=parts.family(settings),
        description=f"Parameters of {args.identifier}",
        parameters=[
            rds.ClusterParameterGroupParameterArgs(name=key, value=value, apply_method=method)
            for key, (value, method) in sorted(parts.parameters(settings).items())
        ],
        region=args.place,
        opts=component.child(),
    )
    logs = parts.log_groups(component, args, "cluster")
    cluster = rds.Cluster(
        f"{name}-cluster",
        cluster_identifier=args.identifier,
        db_cluster_parameter_group_name=group.name,
        preferred_backup_window=settings.backup_window,
        preferred_maintenance_window=settings.maintenance_window,
        storage_type="aurora-iopt1" if aurora.io_optimized else None,
        enable_http_endpoint=aurora.data_api,
        serverlessv2_scaling_configuration=None if settings.provisioned else _scaling(aurora),
        **{**parts.common(args), **_membership(args)},
        opts=_options(component, args, list(logs.values())),
    )
    instances = _instances(component, args, aurora, cluster)
    return Server(
        arn=cluster.arn,
        endpoint=cluster.endpoint,
        reader_endpoint=cluster.reader_endpoint,
        secret_arn=pulumi.Output.from_input(args.member.secret_arn)
        if args.member
        else parts.secret_arn(cluster.master_user_secrets),
        resource_id=cluster.cluster_resource_id,
        log_groups={log: group.name for log, group in logs.items()},
        target={"db_cluster_identifier": cluster.id},
        resources=[cluster, *instances],
    )


def instance_classes(settings: DatabaseSettings, aurora: AuroraSettings) -> dict[str, str]:
    """Return the class of each instance by its key: the primary, the standby of `multiAz`, the named readers.

    The keys tell what the instances were made for; which of them writes changes with every failover.
    """
    own = settings.instance_class if settings.provisioned else SERVERLESS
    classes = {"primary": own}
    if settings.multi_az:
        classes["standby"] = own
    for key, reader in aurora.readers.items():
        classes[f"reader-{key}"] = (settings.provisioned and reader.instance_class) or own
    return classes


_DECIDED_ONCE = [
    "databaseName", "engineVersion", "masterPasswordWo", "masterPasswordWoVersion", "masterUsername",
]  # fmt: skip
"""Inputs of a member that hold for its creation. A failover makes another cluster the writer and an upgrade goes
through the global database; without this the next deployment would replace clusters, data and all."""


def _membership(args: ServerArgs) -> dict[str, Any]:
    """Return what a cluster is made with, alone or as one of a global database."""
    own = {"database_name": args.settings.database_name, "master_username": args.settings.username}
    member = args.member
    if member is None:
        return own
    return {
        "global_cluster_identifier": member.global_identifier,
        "engine_version": member.engine_version,
        "enable_global_write_forwarding": member.forwards_writes or None,
        **(own if member.first else {}),
    }


def _options(component: Component, args: ServerArgs, logs: list[pulumi.Resource]) -> pulumi.ResourceOptions:
    if args.member is None:
        return component.child(depends_on=logs)
    return component.child(depends_on=[*logs, *args.member.after], ignore_changes=_DECIDED_ONCE)


def _scaling(aurora: AuroraSettings) -> rds.ClusterServerlessv2ScalingConfigurationArgs:
    return rds.ClusterServerlessv2ScalingConfigurationArgs(
        min_capacity=aurora.min_capacity,
        max_capacity=aurora.max_capacity,
        seconds_until_auto_pause=aurora.pause_after_seconds if aurora.min_capacity == 0 else None,
    )


def _instances(
    component: Component, args: ServerArgs, aurora: AuroraSettings, cluster: rds.Cluster
) -> list[rds.ClusterInstance]:
    settings = args.settings
    classes = instance_classes(settings, aurora)
    if args.member and args.member.instances != "all":
        classes = {key: classes[key] for key in list(classes)[: 1 if args.member.instances == "one" else 0]}
    role_arn = parts.monitoring_role(component, settings, args.region)
    monitoring = parts.instance_monitoring(settings, role_arn, args.key_arn)
    return [
        rds.ClusterInstance(
            f"{component.name}-{key}",
            cluster_identifier=cluster.id,
            engine=rds.EngineType(settings.engine),
            instance_class=instance_class,
            # A named reader may be of another size: it takes over only when nothing else can.
            promotion_tier=15 if key.startswith("reader-") else 0,
            apply_immediately=settings.apply_immediately,
            copy_tags_to_snapshot=True,
            region=args.place,
            **monitoring,
            opts=component.child(),
        )
        for key, instance_class in classes.items()
    ]
