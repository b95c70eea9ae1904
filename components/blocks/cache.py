"""Cache: Valkey or Redis on ElastiCache, private, encrypted, with IAM logins instead of a password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import cloudwatch, elasticache

from components.blocks.cache_operations import describe_nodes, describe_serverless
from components.blocks.cache_users import build_users
from components.blocks.key import Key, KeyArgs
from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow
from components.settings.cache import CacheSettings, ServerlessCacheSettings
from components.settings.key import KeySettings

if TYPE_CHECKING:
    from components.blocks.network import Network

PORT = 6379
READ_PORT = 6380
"""Port at which a serverless cache answers reads that need not be up to date."""
_LOGS = ("slow-log", "engine-log")


@dataclass(frozen=True, kw_only=True)
class CacheArgs:
    """What a cache is built from."""

    settings: CacheSettings
    stack: StackContext
    network: Network
    allowed_security_groups: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Who may connect: security groups by a key that never changes. `allow` adds more later."""


class Cache(Component):
    """An in-memory cache that only chosen security groups reach, over TLS only, logged in by IAM."""

    endpoint: pulumi.Output[str]
    """Host name to connect to, with TLS."""
    port: int
    user_name: str
    """User to log in as, with an IAM token as the password."""
    cache_name: pulumi.Output[str]
    """Name of the cache, which an IAM token is made for."""
    security_group_id: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        settings = args.settings
        self.port = PORT
        self._access = SecurityGroup(
            f"{name}-access",
            SecurityGroupArgs(vpc_id=args.network.vpc_id, description=f"Cache {name}", stack=args.stack),
            self.child(),
        )
        self.security_group_id = self._access.id
        self._users = build_users(self, settings, args.stack)
        self.user_name = self._users.user_name
        key = self._own_key(args.stack) if settings.customer_key else None
        self._ports = [PORT, READ_PORT] if settings.serverless else [PORT]
        if settings.serverless:
            self._build_serverless(args, settings.serverless, key)
        else:
            self._build_nodes(args, key)
        for group_key, group in args.allowed_security_groups.items():
            self.allow(group_key, group)
        self.publish(
            endpoint=self.endpoint,
            port=self.port,
            security_group_id=self.security_group_id,
            arn=self.arn,
            cache_name=self.cache_name,
        )

    def allow(self, key: str, security_group_id: pulumi.Input[str]) -> None:
        """Let the members of a security group connect. `key` names the rule, for good."""
        ports = (self._ports[0], self._ports[-1])
        self._access.allow_from(key, security_group_id, ports, description=f"{key} connects to the cache")

    def grant_connect(self) -> Statement:
        """Return the statement that lets a role log in with an IAM token, valid for 15 minutes."""
        return allow(["elasticache:Connect"], [self.arn, self._users.user_arn])

    def _own_key(self, stack: StackContext) -> Key:
        settings = KeySettings.of(stack.environment)
        services = ("elasticache.amazonaws.com", "logs.amazonaws.com")
        args = KeyArgs(settings=settings, stack=stack, services=services, description=f"Cache {self.name}: data, logs")
        return Key(f"{self.name}-key", args, self.child())

    def _build_serverless(self, args: CacheArgs, limits: ServerlessCacheSettings, key: Key | None) -> None:
        settings = args.settings
        snapshots = settings.snapshot_retention_days
        cache = elasticache.ServerlessCache(
            f"{self.name}-cache",
            engine=settings.engine,
            major_engine_version=settings.major,
            description=f"Cache {self.name}",
            cache_usage_limits=elasticache.ServerlessCacheCacheUsageLimitsArgs(
                data_storage=elasticache.ServerlessCacheCacheUsageLimitsDataStorageArgs(
                    maximum=limits.max_data_gb, unit="GB"
                ),
                ecpu_per_seconds=[
                    elasticache.ServerlessCacheCacheUsageLimitsEcpuPerSecondArgs(maximum=limits.max_ecpu_per_second)
                ],
            ),
            security_group_ids=[self.security_group_id],
            subnet_ids=list(args.network.isolated_subnet_ids),
            user_group_id=self._users.group_id,
            kms_key_id=key.arn if key else None,
            snapshot_retention_limit=snapshots,
            daily_snapshot_time=settings.snapshot_window.partition("-")[0] if snapshots else None,
            opts=self.child(),
        )
        self.arn, self.cache_name = cache.arn, cache.name
        self.endpoint = cache.endpoints.apply(lambda found: found[0]["address"] if found else "")
        self.operations = describe_serverless(limits, cache.name)

    def _build_nodes(self, args: CacheArgs, key: Key | None) -> None:
        settings = args.settings
        clustered = settings.shards > 1
        logs = self._log_groups(settings, key)
        group = elasticache.ReplicationGroup(
            f"{self.name}-cache",
            description=f"Cache {self.name}",
            engine=settings.engine,
            engine_version=settings.version,
            node_type=settings.node_type,
            port=PORT,
            num_cache_clusters=None if clustered else settings.replicas + 1,
            num_node_groups=settings.shards if clustered else None,
            replicas_per_node_group=settings.replicas if clustered else None,
            # AWS runs several shards with automatic failover only, replicas or not.
            automatic_failover_enabled=clustered or settings.replicas > 0,
            multi_az_enabled=settings.replicas > 0,
            parameter_group_name=self._parameters(settings).name,
            subnet_group_name=args.network.cache_subnet_group_name,
            security_group_ids=[self.security_group_id],
            transit_encryption_enabled=True,
            at_rest_encryption_enabled=True,
            kms_key_id=key.arn if key else None,
            user_group_ids=[self._users.group_id],
            snapshot_retention_limit=settings.snapshot_retention_days,
            snapshot_window=settings.snapshot_window if settings.snapshot_retention_days else None,
            final_snapshot_identifier=self._final_snapshot(settings),
            maintenance_window=settings.maintenance_window,
            auto_minor_version_upgrade=True,
            apply_immediately=settings.apply_immediately,
            log_delivery_configurations=[
                elasticache.ReplicationGroupLogDeliveryConfigurationArgs(
                    destination=log_group.name,
                    destination_type="cloudwatch-logs",
                    log_format="json",
                    log_type=log,
                )
                for log, log_group in logs.items()
            ],
            opts=self.child(),
        )
        self.arn, self.cache_name = group.arn, group.replication_group_id
        self.endpoint = group.configuration_endpoint_address if clustered else group.primary_endpoint_address
        names = {log: log_group.name for log, log_group in logs.items()}
        self.operations = describe_nodes(settings, group.replication_group_id, names)

    def _final_snapshot(self, settings: CacheSettings) -> pulumi.Output[str] | None:
        """Name a snapshot for this life of the cache: the group's id differs when it is made again."""
        if not settings.final_snapshot:
            return None
        return pulumi.Output.concat(self.user_name, "-final-", self.security_group_id)

    def _log_groups(self, settings: CacheSettings, key: Key | None) -> dict[str, cloudwatch.LogGroup]:
        return {
            log: cloudwatch.LogGroup(
                f"{self.name}-{log}",
                retention_in_days=settings.log_retention_days,
                kms_key_id=key.arn if key else None,
                opts=self.child(),
            )
            for log in _LOGS
        }

    def _parameters(self, settings: CacheSettings) -> elasticache.ParameterGroup:
        own = {"maxmemory-policy": settings.eviction_policy}
        if settings.shards > 1:
            own["cluster-enabled"] = "yes"
        return elasticache.ParameterGroup(
            f"{self.name}-parameters",
            family=f"{settings.engine}{settings.major}",
            description=f"Parameters of {self.name}",
            parameters=[
                elasticache.ParameterGroupParameterArgs(name=name, value=value)
                for name, value in sorted({**settings.parameters, **own}.items())
            ],
            opts=self.child(),
        )
