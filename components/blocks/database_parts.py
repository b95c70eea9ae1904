"""What both kinds of database server are made of: parameters, log groups, the monitoring role, common arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pulumi
from pulumi_aws import cloudwatch, iam

from components.blocks.account import account_root
from components.component import Component
from components.iam import allow, assume_role, document
from components.settings.database import DatabaseSettings

CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1"
"""Signs the server's certificate until 2061 and is in every current trust bundle."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """What makes a cluster one of a global database."""

    global_identifier: pulumi.Input[str]
    """The global database."""
    engine_version: pulumi.Input[str]
    """Version that runs in all its clusters: a cluster that joins later must not be of a newer one."""
    first: bool
    """Whether the cluster is made as the writer. Which one writes later changes with every failover."""
    password: pulumi.Input[str] | None = None
    """What the first cluster is made with, until the rotation replaces it at once."""
    secret_arn: pulumi.Input[str]
    """Secret of the administrator in the region of the cluster."""
    forwards_writes: bool
    """Whether a cluster that does not write takes writes and sends them to the one that does."""
    instances: Literal["none", "one", "all"]
    """How many of the instances that the settings ask for this cluster has."""
    after: Sequence[pulumi.Resource] = ()
    """What must stand before the cluster can join: the writer and its instances."""


@dataclass(frozen=True, kw_only=True)
class ServerArgs:
    """What a server is built from, whichever kind it is."""

    settings: DatabaseSettings
    identifier: str
    region: str
    """Region in which the server stands."""
    place: str | None = None
    """The same, where it is not the stack's: what regional resources are given."""
    member: Member | None = None
    """The global database that the cluster belongs to; None stands alone."""
    subnet_group_name: pulumi.Input[str]
    security_group_id: pulumi.Output[str]
    key_arn: pulumi.Output[str] | None
    schedule: str | None = None
    """Name of the on/off schedule that the server carries as a tag; members of a cluster follow the cluster."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server, whichever kind it is."""

    arn: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    reader_endpoint: pulumi.Output[str] | None = None
    secret_arn: pulumi.Output[str]
    resource_id: pulumi.Output[str]
    log_groups: Mapping[str, pulumi.Output[str]]
    """Name of the log group of each exported log."""
    target: Mapping[str, pulumi.Output[str]]
    """Argument that names the server to RDS Proxy."""
    resources: Sequence[pulumi.Resource] = field(default_factory=list)
    """What must be there before somebody connects."""


def parameters(settings: DatabaseSettings) -> dict[str, tuple[str, str]]:
    """Return engine parameters: name → (value, when it takes effect).

    Ours can change while the server runs. Chosen ones wait for the next restart, which suits both kinds.
    """
    own = dict(settings.of_engine.tls)
    if settings.engine in ("postgres", "aurora-postgresql"):
        own["log_min_duration_statement"] = str(settings.slow_query_ms)
    else:
        own |= {"slow_query_log": "1", "long_query_time": f"{settings.slow_query_ms / 1000:g}"}
    if settings.engine == "mysql":
        own["log_output"] = "FILE"  # RDS for MySQL logs to a table otherwise, which is not exported
    chosen = {name: (value, "pending-reboot") for name, value in settings.parameters.items()}
    return {name: (value, "immediate") for name, value in own.items()} | chosen


def family(settings: DatabaseSettings) -> str:
    """Return the family of the parameter group, such as `postgres17`."""
    return f"{settings.of_engine.family}{settings.major}"


def log_groups(component: Component, args: ServerArgs, kind: str) -> dict[str, cloudwatch.LogGroup]:
    """Create the log groups that RDS will write to.

    RDS makes missing ones by itself, to be kept for ever; made beforehand they have a retention and an owner. Their
    names follow from the server's identifier, which is why that one is chosen by us.
    """
    settings = args.settings
    return {
        log: cloudwatch.LogGroup(
            f"{component.name}-log-{log}",
            name=f"/aws/rds/{kind}/{args.identifier}/{log}",
            retention_in_days=settings.log_retention_days,
            kms_key_id=args.key_arn,
            region=args.place,
            opts=component.child(),
        )
        for log in settings.of_engine.logs
    }


def monitoring_role(component: Component, settings: DatabaseSettings, region: str) -> pulumi.Output[str] | None:
    """Create the role that lets RDS publish the operating system's metrics; None when they are off."""
    if not settings.monitoring_seconds:
        return None
    role = iam.Role(
        f"{component.name}-monitoring",
        assume_role_policy=assume_role("monitoring.rds.amazonaws.com"),
        opts=component.child(),
    )
    groups = account_root(component).apply(lambda root: metric_log_groups(root, region))
    policy = iam.RolePolicy(
        f"{component.name}-monitoring",
        role=role.name,
        policy=document(
            allow(["logs:CreateLogGroup", "logs:PutRetentionPolicy"], [groups]),
            allow(
                ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams", "logs:GetLogEvents"],
                [pulumi.Output.concat(groups, ":log-stream:*")],
            ),
        ),
        opts=component.child(),
    )
    # RDS tries the role when the instance is made, so the policy must be there by then.
    return pulumi.Output.all(role.arn, policy.id).apply(lambda parts: parts[0])


def metric_log_groups(root: str, region: str) -> str:
    """Return the ARN of the log groups that enhanced monitoring writes to; `root` tells the account."""
    _, partition, _, _, account, _ = root.split(":")
    return f"arn:{partition}:logs:{region}:{account}:log-group:RDS*"


def common(args: ServerArgs) -> dict[str, Any]:
    """Return the arguments that an RDS instance and an Aurora cluster share."""
    settings = args.settings
    return {
        "engine": settings.engine,
        "engine_version": settings.major,
        "engine_lifecycle_support": "open-source-rds-extended-support-disabled",
        "allow_major_version_upgrade": settings.allow_major_upgrade,
        "apply_immediately": settings.apply_immediately,
        "db_subnet_group_name": args.subnet_group_name,
        "vpc_security_group_ids": [args.security_group_id],
        "port": settings.of_engine.port,
        "storage_encrypted": True,
        "kms_key_id": args.key_arn,
        **_password(args),
        "iam_database_authentication_enabled": settings.iam_authentication,
        "enabled_cloudwatch_logs_exports": list(settings.of_engine.logs),
        "backup_retention_period": settings.backup_retention_days,
        "delete_automated_backups": not settings.final_snapshot,
        "deletion_protection": settings.deletion_protection,
        "copy_tags_to_snapshot": True,
        "tags": {"Schedule": args.schedule} if args.schedule else None,
        "region": args.place,
        "skip_final_snapshot": not settings.final_snapshot,
        # The group's id makes the name new for every life of the database: a second deletion would otherwise
        # fail on the snapshot of the first.
        "final_snapshot_identifier": pulumi.Output.concat(args.identifier, "-final-", args.security_group_id)
        if settings.final_snapshot
        else None,
    }


def _password(args: ServerArgs) -> dict[str, Any]:
    """Return who keeps the administrator's password: RDS by itself, but for members of a global database.

    RDS refuses to manage it for them (Aurora user guide, limits of the integration with Secrets Manager).
    """
    if args.member is None:
        return {"manage_master_user_password": True, "master_user_secret_kms_key_id": args.key_arn}
    return {"master_password_wo": args.member.password, "master_password_wo_version": 1} if args.member.first else {}


def instance_monitoring(
    settings: DatabaseSettings, role_arn: pulumi.Input[str] | None, key_arn: pulumi.Input[str] | None
) -> dict[str, Any]:
    """Return the arguments about monitoring that every single instance takes."""
    return {
        "ca_cert_identifier": CERTIFICATE_AUTHORITY,
        "auto_minor_version_upgrade": settings.auto_minor_upgrade,
        "monitoring_interval": settings.monitoring_seconds,
        "monitoring_role_arn": role_arn,
        "performance_insights_enabled": settings.insights,
        "performance_insights_retention_period": 7 if settings.insights else None,
        "performance_insights_kms_key_id": key_arn if settings.insights else None,
        "publicly_accessible": False,
    }


def secret_arn(secrets: pulumi.Output[Any]) -> pulumi.Output[str]:
    """Return the ARN of the secret that holds the administrator's password."""
    return secrets.apply(lambda found: found[0]["secret_arn"] if found else "")
