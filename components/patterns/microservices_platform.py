"""microservices-platform: containerised services with a shared database, an API, and work done in the background."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import pulumi
from pydantic import model_validator

from components.blocks.front_door import network_of, open_door, url_of
from components.pattern import Pattern, PatternArgs
from components.settings.base import Problems
from components.settings.containers import ContainersSettings
from components.settings.database import DatabaseSettings
from components.settings.function import FunctionSettings
from components.settings.rest_api import RestApiSettings

if TYPE_CHECKING:
    from components.blocks.database import Database
    from components.blocks.function import Function
    from components.blocks.load_balancer import LoadBalancer
    from components.iam import Statement

PROCESSOR = Path("functions/job_processor")
JOBS = "POST /jobs"

DATABASE: Mapping[str, Any] = {
    "engine": "aurora-mysql",
    "databaseName": "microservices",
    "backupRetentionDays": 7,
    "aurora": {"minCapacity": 0.5, "maxCapacity": 2, "dataApi": True},
}
"""Aurora MySQL Serverless v2 with 0.5 to 2 capacity units, backups of 7 days, and the Data API."""
PROCESSING: Mapping[str, Any] = {"concurrency": 100, "tracing": True}


def service(name: str, port: int, priority: int) -> dict[str, Any]:
    """Return the settings of one of the services that run where a stack file names none."""
    return {
        "repository": name,
        "port": port,
        "paths": [f"/{name}/*"],
        "priority": priority,
        "healthCheck": {"path": f"/{name}/health", "interval": 30},
        "containerHealth": {"command": ["CMD-SHELL", f"curl -f http://localhost:{port}/health || exit 1"]},
        "scaling": {"requestsPerTarget": 1000},
    }


class MicroservicesPlatformSettings(ContainersSettings):
    """Services users and orders on ECS, an Aurora MySQL cluster, a REST API whose jobs a function works off."""

    needs_network: ClassVar[bool] = True

    pattern: Literal["microservices-platform"]  # pyright: ignore[reportIncompatibleVariableOverride] (one of the base's)
    """`microservices-platform`."""
    database: DatabaseSettings
    """The database: Aurora MySQL Serverless v2 of 0.5 to 2 capacity units, with backups of 7 days; what is given here
    changes only what it names."""
    api: RestApiSettings
    """The REST API: `POST /jobs` takes a job and answers at once."""
    processor: FunctionSettings
    """The function that works jobs off, 100 at a time, inside the network."""

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:
        """Fill in the document's figures below what the stack file says."""
        if not isinstance(data, Mapping):
            return data
        filled: dict[str, Any] = dict(data)
        if "services" not in filled:
            filled["services"] = {"users": service("users", 8080, 1), "orders": service("orders", 8081, 2)}
            filled["repositories"] = {"users": {}, "orders": {}, **(filled.get("repositories") or {})}
        for key, figures in (("database", DATABASE), ("processor", PROCESSING)):
            given = filled.get(key, {})
            filled[key] = _merged(figures, given) if isinstance(given, Mapping) else given
        return filled

    @model_validator(mode="after")
    def _check_database(self) -> MicroservicesPlatformSettings:
        problems: list[str] = []
        if self.database.engine != "aurora-mysql":
            problems.append(f"database.engine {self.database.engine}: the setup is MySQL's; expected aurora-mysql")
        elif self.database.aurora and not self.database.aurora.data_api:
            problems.append("database.aurora.dataApi is false: setup and processor speak through it; expected true")
        if problems:
            raise Problems(problems)
        return self


def _merged(figures: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return `given` with `figures` where it says nothing, at every depth."""
    merged = {**figures, **given}
    for key, value in figures.items():
        if isinstance(value, Mapping) and isinstance(given.get(key), Mapping):
            merged[key] = _merged(value, given[key])
    return merged


class MicroservicesPlatform(Pattern):
    """Services behind one load balancer, a database that prepares itself, and an API for work in the background.

    `POST /jobs` answers 202 at once; Lambda queues the job, retries it, and the function stores it once.
    """

    def __init__(
        self,
        name: str,
        args: PatternArgs[MicroservicesPlatformSettings],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, opts)
        settings = args.settings
        self._settings, self._stack, self._network = settings, args.stack, network_of(self, args.stack)
        self.database = self._make_database()
        self.load_balancer: LoadBalancer | None = open_door(self, settings, args.stack) if settings.routed else None
        self.processor = self._make_processor()
        services = self._make_services()
        api_url = self._make_api()
        self.outputs = {
            "apiEndpoint": api_url,
            "jobsUrl": pulumi.Output.concat(api_url, "/jobs"),
            "databaseEndpoint": self.database.endpoint,
            "databaseArn": self.database.arn,
            "databaseSecretArn": self.database.secret_arn,
            "processor": self.processor.function_name,
            **services,
        }
        if self.load_balancer:
            self.outputs["url"] = url_of(settings, self.load_balancer)
            self.outputs["albDnsName"] = self.load_balancer.dns_name
        self.publish(**self.outputs)

    def _make_database(self) -> Database:
        from components.blocks.database import Database, DatabaseArgs  # noqa: PLC0415 (pulumi_aws.rds)
        from components.blocks.database_setup import DatabaseSetup, DatabaseSetupArgs  # noqa: PLC0415 (pulumi_aws.rds)

        settings = self._settings.database
        args = DatabaseArgs(
            settings=settings, stack=self._stack, network=self._network, schedule=self._settings.schedule
        )
        database = Database(f"{self.name}-database", args, self.child())
        setup = DatabaseSetupArgs(stack=self._stack, database=database, database_settings=settings)
        DatabaseSetup(f"{self.name}-setup", setup, self.child())
        return database

    def _statements(self) -> list[Statement]:
        """Return what the code of services and processor may do: log in to the database, and read its secret."""
        return [self.database.grant_connect(), *self.database.grant_read_secret(), self.database.grant_data_api()]

    def _environment(self) -> dict[str, pulumi.Input[str]]:
        return {
            "DB_CLUSTER_ARN": self.database.arn,
            "DB_SECRET_ARN": self.database.secret_arn,
            "DB_HOST": self.database.endpoint,
            "DB_PORT": str(self.database.port),
            "DB_NAME": self._settings.database.database_name,
            "DB_USER": self._settings.database.app_user,
        }

    def _make_processor(self) -> Function:
        from components.blocks.function import Function, FunctionArgs  # noqa: PLC0415 (pulumi_aws.lambda_)

        function = Function(
            f"{self.name}-processor",
            FunctionArgs(
                settings=self._settings.processor,
                stack=self._stack,
                source=PROCESSOR,
                description=f"Works off the jobs of {self.name}",
                environment=self._environment(),
                statements=self._statements(),
                network=self._network,
            ),
            self.child(),
        )
        assert function.security_group_id is not None
        function.allow_to("database", self.database.security_group_id, self.database.port)
        self.database.allow("processor", function.security_group_id)
        return function

    def _make_services(self) -> dict[str, pulumi.Input[Any]]:
        from components.blocks.ecs_platform import PlatformArgs, build_platform  # noqa: PLC0415 (pulumi_aws.ecs)

        self.platform = build_platform(
            self,
            PlatformArgs(
                settings=self._settings,
                stack=self._stack,
                load_balancer=self.load_balancer,
                statements=self._statements(),
                environment=self._environment(),
                destinations={"database": (self.database.security_group_id, self.database.port)},
            ),
        )
        for key, made in self.platform.services.items():
            self.database.allow(f"service-{key}", made.security_group_id)
        return self.platform.outputs()

    def _make_api(self) -> pulumi.Output[str]:
        from components.blocks.rest_api import RestApi, RestApiArgs, RestRoute  # noqa: PLC0415 (pulumi_aws.apigateway)

        args = RestApiArgs(
            settings=self._settings.api,
            stack=self._stack,
            routes={JOBS: RestRoute(function=self.processor, waits=False)},
            description=f"Jobs of {self.name}",
        )
        return RestApi(f"{self.name}-api", args, self.child()).url
