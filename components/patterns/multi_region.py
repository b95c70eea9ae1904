"""multi-region: the same services in several regions, with names, data and a runbook that outlive each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pulumi

from components.blocks import routing_plan
from components.blocks.dns_zone import DnsZone, DnsZoneArgs
from components.blocks.failover_facts import facts
from components.blocks.failover_runbook import runbook
from components.blocks.global_routing import Door, GlobalRouting, GlobalRoutingArgs
from components.blocks.network import Network, NetworkArgs
from components.blocks.regional_service import RegionalService, RegionalServiceArgs
from components.blocks.routing_plan import Place
from components.pattern import Pattern, PatternArgs
from components.settings.dns import zone_of
from components.settings.regions import RegionsSettings, roles

if TYPE_CHECKING:
    from components.blocks.accelerator import Accelerator
    from components.blocks.cdn import Cdn
    from components.blocks.global_database import GlobalDatabase
    from components.blocks.global_table import GlobalTable
    from components.iam import Statement
    from components.settings.global_database import GlobalDatabaseSettings


class MultiRegionSettings(RegionsSettings):
    """Services in several regions behind one name: every region serves, or one does and the others stand by."""

    pattern: Literal["multi-region"]  # pyright: ignore[reportIncompatibleVariableOverride] (one of the base's)
    """`multi-region`."""


class MultiRegion(Pattern):
    """Services, networks and data in several regions; `outputs` tell where they are and how to move between them."""

    def __init__(
        self, name: str, args: PatternArgs[MultiRegionSettings], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, opts)
        self._settings, self._stack = settings, stack = args.settings, args.stack
        self.home = stack.region
        problems = settings.problems_in(self.home)
        if problems:
            raise pulumi.RunError("\n".join(f"{name}: {problem}" for problem in problems))
        self._roles = roles(settings.mode, settings.regions, self.home)
        self.primary = next(region for region, role in self._roles.items() if role == "primary")
        self.networks = {region: self._network(region) for region in settings.regions}
        self.database: GlobalDatabase | None = self._make_database(settings.database) if settings.database else None
        self.tables: dict[str, GlobalTable] = {key: self._make_table(key) for key in settings.tables}
        self._zone = DnsZone(
            f"{name}-dns",
            DnsZoneArgs(domain=zone_of(settings.domain, settings.dns), create=settings.dns.create),
            self.child(),
        )
        self._certificates = self._make_certificates()
        self.services = {region: self._service(region) for region in settings.regions}
        self.routing = self._route()
        self.accelerator: Accelerator | None = self._accelerate() if settings.accelerator.enabled else None
        self.cdn: Cdn | None = self._distribute() if settings.cdn.enabled else None
        self._open()
        self.outputs = self._outputs()
        self.publish(**self.outputs)

    def _network(self, region: str) -> Network:
        settings = self._settings.network.model_copy(update={"cidr": self._settings.regions[region].range(region)})
        args = NetworkArgs(settings=settings, stack=self._stack, region=region)
        return Network(f"{self.name}-{region}-network", args, self.child())

    def _make_database(self, settings: GlobalDatabaseSettings) -> GlobalDatabase:
        from components.blocks.global_database import GlobalDatabase, GlobalDatabaseArgs  # noqa: PLC0415 (pulumi_aws.rds)

        args = GlobalDatabaseArgs(
            settings=settings,
            stack=self._stack,
            networks=self.networks,
            writer=self.primary,
            home=self.home,
            every_region_serves=self._settings.mode == "active-active",
        )
        return GlobalDatabase(f"{self.name}-database", args, self.child())

    def _make_table(self, key: str) -> GlobalTable:
        from components.blocks.global_table import GlobalTable, GlobalTableArgs  # noqa: PLC0415 (pulumi_aws.dynamodb)

        args = GlobalTableArgs(
            settings=self._settings.tables[key],
            stack=self._stack,
            regions=[region for region in self._settings.regions if region != self.home],
            home=self.home,
        )
        return GlobalTable(f"{self.name}-table-{key}", args, self.child())

    def _make_certificates(self) -> dict[str, pulumi.Output[str]]:
        """Make a certificate for each region, and one where CloudFront takes it from; return their ARNs.

        All have the same names, so the records that prove them are those of the first, which is the stack's own region:
        it never leaves.
        """
        from components.blocks.certificate import (  # noqa: PLC0415 (pulumi_aws.acm)
            CLOUDFRONT_REGION,
            Certificate,
            CertificateArgs,
        )

        settings = self._settings
        places = {region: region for region in settings.regions} | (
            {"cdn": CLOUDFRONT_REGION} if settings.cdn.enabled else {}
        )
        found: dict[str, pulumi.Output[str]] = {}
        first: Certificate | None = None
        for key in sorted(places, key=lambda key: key != self.home):
            certificate = Certificate(
                f"{self.name}-{key}-certificate",
                CertificateArgs(
                    domain=settings.domain,
                    zone=self._zone,
                    alternative_names=[f"*.{settings.domain}"],
                    proof=first,
                    region=places[key],
                ),
                self.child(),
            )
            first = first or certificate
            found[key] = certificate.arn
        return found

    def _service(self, region: str) -> RegionalService:
        settings = self._settings
        args = RegionalServiceArgs(
            settings=settings,
            stack=self._stack,
            network=self.networks[region],
            certificate_arn=self._certificates[region],
            region=region,
            warm=settings.standby == "warm" and self._roles[region] == "standby",
            behind_cdn=settings.cdn.enabled,
            closed=settings.closed,
            statements=self._statements(region),
            environment=self._environment(region),
            database=self.database.clusters[region] if self.database else None,
        )
        return RegionalService(f"{self.name}-{region}-site", args, self.child())

    def _statements(self, region: str) -> list[Statement]:
        """Return what the services of a region may do: use its tables, log in to its database, read its secret."""
        found = [statement for table in self.tables.values() for statement in table.grant_write(region)]
        if self.database:
            cluster = self.database.clusters[region]
            found += [cluster.grant_connect(), *cluster.grant_read_secret()]
        return found

    def _environment(self, region: str) -> dict[str, pulumi.Input[str]]:
        """Return the variables of the services of a region. None of them changes with a failover."""
        variables: dict[str, pulumi.Input[str]] = {"QUOIN_ENVIRONMENT": str(self._stack.environment)}
        for key, table in self.tables.items():
            variables[f"TABLE_{key.replace('-', '_').upper()}"] = table.table_name
        if self.database and self._settings.database:
            cluster, settings = self.database.clusters[region], self._settings.database
            variables |= {
                "DATABASE_HOST": cluster.endpoint,
                "DATABASE_READER_HOST": cluster.reader_endpoint or cluster.endpoint,
                "DATABASE_PORT": str(cluster.port),
                "DATABASE_NAME": settings.database_name,
                "DATABASE_USER": settings.app_user,
                "DATABASE_SECRET_ARN": cluster.secret_arn,
            }
        return variables

    def _route(self) -> GlobalRouting:
        settings = self._settings
        doors = {
            region: Door(
                place=Place(role=self._roles[region], weight=found.weight, serves=tuple(found.serves)),
                dns_name=self.services[region].load_balancer.dns_name,
                zone_id=self.services[region].load_balancer.zone_id,
                ipv6=settings.network.ipv6,
            )
            for region, found in settings.regions.items()
        }
        args = GlobalRoutingArgs(
            settings=settings.routing,
            mode=settings.mode,
            policy=settings.routing.policy or ("latency" if settings.mode == "active-active" else "failover"),
            domain=settings.domain,
            zone=self._zone,
            doors=doors,
            health_path=settings.health_path,
        )
        return GlobalRouting(f"{self.name}-routing", args, self.child())

    def _accelerate(self) -> Accelerator:
        from components.blocks.accelerator import (  # noqa: PLC0415 (pulumi_aws.globalaccelerator)
            Accelerator,
            AcceleratorArgs,
            Endpoint,
        )

        settings = self._settings
        endpoints = {
            region: Endpoint(
                load_balancer_arn=self.services[region].load_balancer.arn,
                serving=self._roles[region] != "standby",
                weight=found.weight,
            )
            for region, found in settings.regions.items()
        }
        args = AcceleratorArgs(settings=settings.accelerator, stack=self._stack, endpoints=endpoints)
        accelerator = Accelerator(f"{self.name}-accelerator", args, self.child())
        if settings.closed:
            self._let_in(accelerator)
        self._zone.alias(
            f"{self.name}-direct",
            record=self.routing.host(routing_plan.DIRECT),
            target=accelerator.dns_name,
            target_zone_id=accelerator.zone_id,
            ipv6=False,
        )
        return accelerator

    def _let_in(self, accelerator: Accelerator) -> None:
        from components.blocks.load_balancer_doors import accelerator_group  # noqa: PLC0415 (with an accelerator only)

        for region, service in self.services.items():
            group = accelerator_group(service, self.networks[region].vpc_id, region, accelerator)
            service.load_balancer.allow_from("accelerator", group)

    def _distribute(self) -> Cdn:
        from components.blocks.edge import EdgeArgs, edge  # noqa: PLC0415 (pulumi_aws.cloudfront)

        settings = self._settings
        args = EdgeArgs(
            settings=settings.cdn,
            stack=self._stack,
            domain=settings.domain if settings.door == "cdn" else None,
            certificate_arn=self._certificates["cdn"],
            route=self.routing.route_name,
            fallback=self.routing.next_name,
            after=self.routing.records,
        )
        return edge(self, args)

    def _open(self) -> None:
        """Point the domain at what people meet first."""
        target = {"cdn": self.cdn, "accelerator": self.accelerator}.get(self._settings.door)
        if target is None:
            self.routing.lead("entry", routing_plan.ROUTE)
            return
        self._zone.alias(
            f"{self.name}-entry",
            record=self._settings.domain,
            target=target.domain_name if target is self.cdn else target.dns_name,
            target_zone_id=target.hosted_zone_id if target is self.cdn else target.zone_id,
            ipv6=target is self.cdn,
        )

    def _outputs(self) -> dict[str, pulumi.Input[Any]]:
        outputs: dict[str, pulumi.Input[Any]] = {
            "url": f"https://{self._settings.domain}",
            "routeName": self.routing.route_name,
            "regions": {
                region: {
                    "role": self._roles[region],
                    "url": f"https://{self.routing.host(region)}",
                    **service.outputs(),
                }
                for region, service in self.services.items()
            },
            "runbook": pulumi.Output.from_input(self._facts()).apply(runbook),
        }
        if self._settings.dns.create:
            outputs["nameServers"] = self._zone.name_servers
        if self.cdn:
            outputs["distributionId"] = self.cdn.distribution_id
        if self.accelerator:
            outputs["acceleratorDns"] = self.accelerator.dns_name
        if self.tables:
            outputs["tables"] = {key: table.table_name for key, table in self.tables.items()}
        if self.database:
            outputs["globalDatabase"] = self.database.identifier
            outputs["databaseSecretArns"] = dict(self.database.password.arns)
        return outputs

    def _facts(self) -> dict[str, Any]:
        """Return what the runbook names."""
        return facts(
            name=self.name,
            settings=self._settings,
            roles=self._roles,
            home=self.home,
            routing=self.routing,
            services=self.services,
            database=self.database,
            tables={key: table.table_name for key, table in self.tables.items()},
            groups=self.accelerator.group_arns if self.accelerator else {},
            distribution=self.cdn.distribution_id if self.cdn else None,
        )
