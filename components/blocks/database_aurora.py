"""An Aurora cluster of PostgreSQL or MySQL, serverless or of fixed instances."""

from __future__ import annotations

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
        opts=component.child(),
    )
    logs = parts.log_groups(component, args, "cluster")
    cluster = rds.Cluster(
        f"{name}-cluster",
        cluster_identifier=args.identifier,
        database_name=settings.database_name,
        master_username=settings.username,
        db_cluster_parameter_group_name=group.name,
        preferred_backup_window=settings.backup_window,
        preferred_maintenance_window=settings.maintenance_window,
        storage_type="aurora-iopt1" if aurora.io_optimized else None,
        enable_http_endpoint=aurora.data_api,
        serverlessv2_scaling_configuration=None if settings.provisioned else _scaling(aurora),
        **parts.common(args),
        opts=component.child(depends_on=list(logs.values())),
    )
    instances = _instances(component, args, aurora, cluster)
    return Server(
        arn=cluster.arn,
        endpoint=cluster.endpoint,
        reader_endpoint=cluster.reader_endpoint,
        secret_arn=parts.secret_arn(cluster.master_user_secrets),
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
            **monitoring,
            opts=component.child(),
        )
        for key, instance_class in instance_classes(settings, aurora).items()
    ]
