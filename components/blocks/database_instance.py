"""A single RDS instance of PostgreSQL or MySQL, with a standby where it is asked for."""

from __future__ import annotations

from pulumi_aws import rds

from components.blocks import database_parts as parts
from components.blocks.database_parts import Server, ServerArgs
from components.component import Component


def build_instance(component: Component, args: ServerArgs) -> Server:
    """Create the instance with its parameter group, log groups and monitoring role as children of `component`."""
    name, settings = component.name, args.settings
    group = rds.ParameterGroup(
        f"{name}-parameters",
        family=parts.family(settings),
        description=f"Parameters of {args.identifier}",
        parameters=[
            rds.ParameterGroupParameterArgs(name=key, value=value, apply_method=method)
            for key, (value, method) in sorted(parts.parameters(settings).items())
        ],
        region=args.place,
        opts=component.child(),
    )
    logs = parts.log_groups(component, args, "instance")
    instance = rds.Instance(
        f"{name}-instance",
        identifier=args.identifier,
        instance_class=settings.instance_class,
        multi_az=settings.multi_az,
        allocated_storage=settings.storage_gb,
        max_allocated_storage=settings.max_storage_gb,
        storage_type="gp3",
        db_name=settings.database_name,
        username=settings.username,
        parameter_group_name=group.name,
        backup_window=settings.backup_window,
        maintenance_window=settings.maintenance_window,
        **parts.common(args),
        **parts.instance_monitoring(settings, parts.monitoring_role(component, settings, args.region), args.key_arn),
        opts=component.child(depends_on=list(logs.values())),
    )
    return Server(
        arn=instance.arn,
        endpoint=instance.address,
        secret_arn=parts.secret_arn(instance.master_user_secrets),
        resource_id=instance.resource_id,
        log_groups={log: group.name for log, group in logs.items()},
        target={"db_instance_identifier": instance.identifier},
        resources=[instance],
    )
