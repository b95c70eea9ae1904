"""web-app: a load balancer, servers that scale, a relational database and a cache for sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import pulumi
from pydantic import model_validator

from components.blocks.front_door import network_of, open_door, url_of
from components.pattern import Pattern, PatternArgs
from components.settings.auto_scaling import AutoScalingSettings
from components.settings.cache import CacheSettings
from components.settings.database import DatabaseSettings
from components.settings.front_door import FrontDoorSettings
from components.settings.load_balancer import HealthCheckSettings, TargetSettings
from components.settings.types import Port

if TYPE_CHECKING:
    from components.blocks.auto_scaling_service import AutoScalingService
    from components.blocks.cache import Cache
    from components.blocks.database import Database
    from components.iam import Statement


class WebAppSettings(FrontDoorSettings):
    """A web application of three tiers: load balancer, servers, and a database with a cache beside it."""

    needs_network: ClassVar[bool] = True

    pattern: Literal["web-app"]  # pyright: ignore[reportIncompatibleVariableOverride] (one value of the base's text)
    """`web-app`."""
    port: Port = 8080
    """TCP port that the application listens on."""
    health_check: HealthCheckSettings
    """How the load balancer finds out whether a server can take requests."""
    targets: TargetSettings
    """How requests are spread over the servers."""
    service: AutoScalingSettings
    """The servers."""
    database: DatabaseSettings | None = None
    """The database; left out, PostgreSQL. `null` makes none."""
    cache: CacheSettings | None = None
    """The cache for sessions; left out, Valkey. `null` makes none."""

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:
        """Add the tiers that were not named."""
        return {"database": {}, "cache": {}, **data} if isinstance(data, Mapping) else data


class WebApp(Pattern):
    """A web application of three tiers; `outputs` tell where it is and where its data is."""

    def __init__(
        self, name: str, args: PatternArgs[WebAppSettings], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, opts)
        settings = args.settings
        self._settings, self._stack, self._network = settings, args.stack, network_of(self, args.stack)
        self.database: Database | None = self._make_database(settings.database) if settings.database else None
        self.cache: Cache | None = self._make_cache(settings.cache) if settings.cache else None
        self.load_balancer = open_door(self, settings, args.stack)
        self.service = self._make_service()
        for store in (self.database, self.cache):
            if store:
                store.allow("service", self.service.security_group_id)
        self.outputs = self._outputs()
        self.publish(**self.outputs)

    def _make_database(self, settings: DatabaseSettings) -> Database:
        from components.blocks.database import Database, DatabaseArgs  # noqa: PLC0415 (pulumi_aws.rds)

        args = DatabaseArgs(
            settings=settings, stack=self._stack, network=self._network, schedule=self._settings.schedule
        )
        return Database(f"{self.name}-database", args, self.child())

    def _make_cache(self, settings: CacheSettings) -> Cache:
        from components.blocks.cache import Cache, CacheArgs  # noqa: PLC0415 (pulumi_aws.elasticache)

        args = CacheArgs(settings=settings, stack=self._stack, network=self._network)
        return Cache(f"{self.name}-cache", args, self.child())

    def _make_service(self) -> AutoScalingService:
        from components.blocks.auto_scaling_service import (  # noqa: PLC0415 (pulumi_aws.ec2)
            AutoScalingService,
            AutoScalingServiceArgs,
        )
        from components.blocks.load_balancer_targets import TargetArgs  # noqa: PLC0415 (needs the one above)

        settings = self._settings
        target = self.load_balancer.target(
            "app", TargetArgs(port=settings.port, health_check=settings.health_check, settings=settings.targets)
        )
        args = AutoScalingServiceArgs(
            settings=settings.service,
            stack=self._stack,
            network=self._network,
            port=settings.port,
            load_balancer=self.load_balancer,
            target_groups={"app": target},
            statements=self._statements(),
            environment=self._environment(),
            destinations={
                key: (store.security_group_id, store.port)
                for key, store in (("database", self.database), ("cache", self.cache))
                if store
            },
            schedule=settings.schedule,
        )
        return AutoScalingService(f"{self.name}-service", args, self.child())

    def _statements(self) -> list[Statement]:
        """Return what the application may do: log in to its database and cache, read its database's secret."""
        database = [self.database.grant_connect(), *self.database.grant_read_secret()] if self.database else []
        return database + ([self.cache.grant_connect()] if self.cache else [])

    def _environment(self) -> dict[str, pulumi.Input[str]]:
        """Return what `/etc/quoin/app.env` tells the application on each server."""
        variables: dict[str, pulumi.Input[str]] = {
            "AWS_REGION": self._stack.region,
            "QUOIN_ENVIRONMENT": str(self._stack.environment),
        }
        if self.database and self._settings.database:
            variables |= {
                "DATABASE_HOST": self.database.endpoint,
                "DATABASE_PORT": str(self.database.port),
                "DATABASE_NAME": self._settings.database.database_name,
                "DATABASE_USER": self._settings.database.app_user,
                "DATABASE_SECRET_ARN": self.database.secret_arn,
            }
        if self.cache:
            variables |= {
                "CACHE_HOST": self.cache.endpoint,
                "CACHE_PORT": str(self.cache.port),
                "CACHE_USER": self.cache.user_name,
                "CACHE_NAME": self.cache.cache_name,
            }
        return variables

    def _outputs(self) -> dict[str, pulumi.Input[Any]]:
        outputs: dict[str, pulumi.Input[Any]] = {
            "url": url_of(self._settings, self.load_balancer),
            "loadBalancerDns": self.load_balancer.dns_name,
            "autoScalingGroup": self.service.group_name,
            "logGroup": self.service.log_group_name,
        }
        if self.database:
            outputs["databaseEndpoint"] = self.database.endpoint
            outputs["databaseSecretArn"] = self.database.secret_arn
        if self.cache:
            outputs["cacheEndpoint"] = self.cache.endpoint
        return outputs
