"""web-app: a load balancer, servers that scale, a relational database and a cache for sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import pulumi
from pydantic import ValidationInfo, model_validator

from components.pattern import Pattern, PatternArgs
from components.settings.auto_scaling import AutoScalingSettings
from components.settings.base import Environment, Problems, environment_of
from components.settings.cache import CacheSettings
from components.settings.database import DatabaseSettings
from components.settings.dns import DnsSettings, zone_of
from components.settings.load_balancer import HealthCheckSettings, LoadBalancerSettings, TargetSettings
from components.settings.types import DomainName, Port
from components.settings.workload import WorkloadSettings

if TYPE_CHECKING:
    from components.blocks.auto_scaling_service import AutoScalingService
    from components.blocks.cache import Cache
    from components.blocks.database import Database
    from components.blocks.dns_zone import DnsZone
    from components.blocks.load_balancer import LoadBalancer
    from components.blocks.network import Network
    from components.iam import Statement


class WebAppSettings(WorkloadSettings):
    """A web application of three tiers: load balancer, servers, and a database with a cache beside it."""

    needs_network: ClassVar[bool] = True

    pattern: Literal["web-app"]  # pyright: ignore[reportIncompatibleVariableOverride] (one value of the base's text)
    """`web-app`."""
    domain: DomainName | None = None
    """Name that the application answers to. A certificate and the DNS records are made for it. Left out, it answers
    to the load balancer's own name: over HTTP, and in Production from inside the network only."""
    dns: DnsSettings
    """The hosted zone of `domain`."""
    port: Port = 8080
    """TCP port that the application listens on."""
    health_check: HealthCheckSettings
    """How the load balancer finds out whether a server can take requests."""
    targets: TargetSettings
    """How requests are spread over the servers."""
    load_balancer: LoadBalancerSettings
    """The way in."""
    service: AutoScalingSettings
    """The servers."""
    database: DatabaseSettings | None = None
    """The database; left out, PostgreSQL. `null` makes none."""
    cache: CacheSettings | None = None
    """The cache for sessions; left out, Valkey. `null` makes none."""

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any, info: ValidationInfo) -> Any:
        """Add the tiers that were not named, and keep what has no certificate off the internet in Production."""
        if not isinstance(data, Mapping):
            return data
        filled: dict[str, Any] = {"database": {}, "cache": {}, **data}
        balancer = filled.get("loadBalancer", filled.get("load_balancer", {}))
        plain = not filled.get("domain") and isinstance(balancer, Mapping)
        decided = {"internal", "allowHttp", "allow_http", "certificateArn", "certificate_arn"}
        if environment_of(info) is Environment.PRODUCTION and plain and not decided & set(balancer):
            filled.pop("load_balancer", None)
            filled["loadBalancer"] = {**balancer, "internal": True}
        return filled

    @model_validator(mode="after")
    def _check(self) -> WebAppSettings:
        problems: list[str] = []
        if self.domain:
            try:
                zone_of(self.domain, self.dns)
            except ValueError as error:
                problems.append(str(error))
        elif self.load_balancer.needs_certificate and not self.load_balancer.certificate_arn:
            problems.append(
                "loadBalancer faces the internet without a certificate; expected domain, loadBalancer.certificateArn, "
                "loadBalancer.internal: true or loadBalancer.allowHttp: true"
            )
        if problems:
            raise Problems(problems)
        return self

    @property
    def kept_inside(self) -> bool:
        """Whether nobody outside the network can reach the application because it has no certificate."""
        has_certificate = self.domain or self.load_balancer.certificate_arn
        return self.load_balancer.internal and not has_certificate


class WebApp(Pattern):
    """A web application of three tiers; `outputs` tell where it is and where its data is."""

    def __init__(
        self, name: str, args: PatternArgs[WebAppSettings], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, opts)
        settings = args.settings
        self._settings, self._stack, self._network = settings, args.stack, _network_of(args)
        if settings.kept_inside:
            pulumi.log.warn(
                f"{name}: without domain or loadBalancer.certificateArn the application is reachable from inside the "
                "network only. Set domain to serve it to the internet over HTTPS.",
                self,
            )
        self.database: Database | None = self._make_database(settings.database) if settings.database else None
        self.cache: Cache | None = self._make_cache(settings.cache) if settings.cache else None
        zone = self._find_zone(settings.domain) if settings.domain else None
        self.load_balancer = self._make_load_balancer(zone)
        self.service = self._make_service()
        for store in (self.database, self.cache):
            if store:
                store.allow("service", self.service.security_group_id)
        if zone and settings.domain:
            self._point(settings.domain, zone)
        self.outputs = self._outputs()
        self.publish(**self.outputs)

    def _make_database(self, settings: DatabaseSettings) -> Database:
        from components.blocks.database import Database, DatabaseArgs  # noqa: PLC0415 (pulumi_aws.rds)

        args = DatabaseArgs(settings=settings, stack=self._stack, network=self._network)
        return Database(f"{self.name}-database", args, self.child())

    def _make_cache(self, settings: CacheSettings) -> Cache:
        from components.blocks.cache import Cache, CacheArgs  # noqa: PLC0415 (pulumi_aws.elasticache)

        args = CacheArgs(settings=settings, stack=self._stack, network=self._network)
        return Cache(f"{self.name}-cache", args, self.child())

    def _find_zone(self, domain: str) -> DnsZone:
        from components.blocks.dns_zone import DnsZone, DnsZoneArgs  # noqa: PLC0415 (pulumi_aws.route53)

        args = DnsZoneArgs(domain=zone_of(domain, self._settings.dns), create=self._settings.dns.create)
        return DnsZone(f"{self.name}-dns", args, self.child())

    def _point(self, domain: str, zone: DnsZone) -> None:
        zone.alias(
            self.name,
            record=domain,
            target=self.load_balancer.dns_name,
            target_zone_id=self.load_balancer.zone_id,
            ipv6=self._network.ipv6 and not self._settings.load_balancer.internal,
            check_health=True,
        )

    def _certificate_arn(self, zone: DnsZone | None) -> pulumi.Input[str] | None:
        """Return the certificate that the settings name, else one made for the domain."""
        if self._settings.load_balancer.certificate_arn or not zone or not self._settings.domain:
            return self._settings.load_balancer.certificate_arn
        from components.blocks.certificate import Certificate, CertificateArgs  # noqa: PLC0415 (pulumi_aws.acm)

        args = CertificateArgs(domain=self._settings.domain, zone=zone)
        return Certificate(f"{self.name}-certificate", args, self.child()).arn

    def _make_load_balancer(self, zone: DnsZone | None) -> LoadBalancer:
        from components.blocks.load_balancer import LoadBalancer, LoadBalancerArgs  # noqa: PLC0415 (pulumi_aws.lb)

        args = LoadBalancerArgs(
            settings=self._settings.load_balancer,
            stack=self._stack,
            network=self._network,
            certificate_arn=self._certificate_arn(zone),
        )
        return LoadBalancer(f"{self.name}-lb", args, self.child())

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
        scheme = "https" if self.load_balancer.secure else "http"
        host = self._settings.domain or self.load_balancer.dns_name
        outputs: dict[str, pulumi.Input[Any]] = {
            "url": pulumi.Output.concat(scheme, "://", host),
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


def _network_of(args: PatternArgs[WebAppSettings]) -> Network:
    if args.stack.network is None:
        raise ValueError("web-app needs a network in its StackContext")
    return args.stack.network
