"""Serverless microservices: functions behind an API, tables, events and workflows between them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pulumi
from pydantic import Field, model_validator

from components.blocks.function import Function, FunctionArgs
from components.iam import Statement
from components.pattern import Pattern, PatternArgs
from components.settings.base import Problems
from components.settings.dns import DnsSettings, zone_of
from components.settings.microservices import (
    EventsSettings,
    MicroservicesApiSettings,
    PublicRestApiSettings,
    ServiceSettings,
    broken_references,
)
from components.settings.state_machine import StateMachineSettings
from components.settings.table import TableSettings
from components.settings.types import ItemName
from components.settings.user_pool import UserPoolSettings
from components.settings.workload import WorkloadSettings

if TYPE_CHECKING:
    from components.blocks.http_api import HttpApi
    from components.blocks.rest_api import RestApi
    from components.blocks.user_pool import UserPool

FUNCTIONS, WORKFLOWS = Path("functions"), Path("workflows")
"""Folders of the functions' code and of the workflows' definitions, below the project."""


class ServerlessMicroservicesSettings(WorkloadSettings):
    """Settings of serverless microservices."""

    services: Annotated[dict[ItemName, ServiceSettings], Field(min_length=1)]
    """The services by name. Each has a function, a role and a log of its own."""
    tables: dict[ItemName, TableSettings] = Field(default_factory=dict)
    """DynamoDB tables by name."""
    workflows: dict[ItemName, StateMachineSettings] = Field(default_factory=dict)
    """Step Functions workflows by name. Their definitions may name `${function.<service>}`, `${table.<table>}`,
    `${bus}` and `${source}`, and may then call, change and publish just these."""
    events: EventsSettings | None = None
    """The event bus; `events: {}` makes one without rules. Left out: none."""
    api: MicroservicesApiSettings | None = None
    """The API in front of the services; `api: {}` makes one that anybody may call. Left out: none."""
    dns: DnsSettings
    """Zone of the API's domain."""

    @model_validator(mode="after")
    def _check(self) -> ServerlessMicroservicesSettings:
        problems = list(broken_references(self.services, self.tables, self.workflows, self.events, self.api))
        domain = self.api.front.domain if self.api else None
        if domain:
            zone_of(domain, self.dns)
        elif self.dns.zone or self.dns.create:
            problems.append(
                f"dns is set but the API has no domain; expected api.{self.api.kind if self.api else 'http'}.domain"
            )
        if problems:
            raise Problems(problems)
        return self


class ServerlessMicroservices(Pattern):
    """Microservices without servers: an API, a function per service, tables, events and workflows between them.

    Every service may do what its settings name, and nothing else. Events that do not arrive wait in a queue with an
    alarm; a workflow's definition is judged before anything is created. It costs next to nothing while nobody calls.
    """

    def __init__(
        self, name: str, args: PatternArgs[ServerlessMicroservicesSettings], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, opts)
        self._settings, self._stack = args.settings, args.stack
        self._tables = {key: self._table(key, table) for key, table in args.settings.tables.items()}
        self._bus = self._make_bus(args.settings.events) if args.settings.events else None
        self._functions = {key: self._function(key, service) for key, service in args.settings.services.items()}
        self._workflows = {key: self._workflow(key, workflow) for key, workflow in args.settings.workflows.items()}
        self._connect()
        self.outputs = {
            "functions": {key: function.function_name for key, function in self._functions.items()},
            "tables": {key: table.table_name for key, table in self._tables.items()},
            "workflows": {key: workflow.arn for key, workflow in self._workflows.items()},
        }
        if self._bus:
            self.outputs |= {"eventBus": self._bus.bus_name, "eventBusArn": self._bus.arn}
        if args.settings.api:
            self._api(args.settings.api)
        self.publish(**self.outputs)

    def _table(self, key: str, settings: TableSettings) -> Any:
        from components.blocks.table import Table, TableArgs  # noqa: PLC0415 (imports dynamodb)

        return Table(f"{self.name}-{key}", TableArgs(settings=settings, stack=self._stack), self.child())

    def _make_bus(self, settings: EventsSettings) -> Any:
        from components.blocks.event_bus import EventBus, EventBusArgs  # noqa: PLC0415 (imports sqs)

        args = EventBusArgs(settings=settings, stack=self._stack, description=f"Events of {self.name}")
        return EventBus(f"{self.name}-events", args, self.child())

    def _function(self, key: str, service: ServiceSettings) -> Function:
        variables, statements = self._reach(key, service)
        function = Function(
            f"{self.name}-{key}-service",
            FunctionArgs(
                settings=service.function,
                stack=self._stack,
                source=FUNCTIONS / service.source,
                description=f"Service {key} of {self.name}",
                environment=variables,
                statements=statements,
            ),
            self.child(),
        )
        for table in service.follows:
            self._follow(function, table)
        return function

    def _reach(self, key: str, service: ServiceSettings) -> tuple[dict[str, pulumi.Input[str]], list[Statement]]:
        """Return the variables that tell a service where things are, and what it may do with them."""
        variables: dict[str, pulumi.Input[str]] = {"ENVIRONMENT": self._stack.environment.value}
        statements: list[Statement] = []
        for table in (*service.reads, *service.writes):
            variables[_variable("TABLE", table)] = self._tables[table].table_name
            made = self._tables[table]
            statements += made.grant_write() if table in service.writes else made.grant_read()
        if service.publishes and self._bus:
            source = self._source(key)
            variables |= {"EVENT_BUS": self._bus.bus_name, "EVENT_SOURCE": source}
            statements += self._bus.grant_put(source)
        if service.starts or service.answers:
            self._reach_workflows(service, variables, statements)
        return variables, statements

    def _reach_workflows(
        self, service: ServiceSettings, variables: dict[str, pulumi.Input[str]], statements: list[Statement]
    ) -> None:
        from components.blocks.state_machine import (  # noqa: PLC0415 (imports sfn)
            grant_answer,
            grant_start,
            machine_arn,
        )

        for workflow in (*service.starts, *service.answers):
            # The workflow calls the function and the function the workflow: the ARN is known beforehand.
            arn = machine_arn(self, self._stack, f"{self.name}-{workflow}", self._settings.workflows[workflow])
            if workflow in service.starts:
                variables[_variable("WORKFLOW", workflow)] = arn
            statements += grant_start(arn) if workflow in service.starts else []
            statements += grant_answer(arn) if workflow in service.answers else []

    def _workflow(self, key: str, settings: StateMachineSettings) -> Any:
        from components.blocks.state_machine import StateMachine, StateMachineArgs  # noqa: PLC0415 (imports sfn)
        from components.blocks.state_machine_definition import placeholders, read  # noqa: PLC0415

        definition = WORKFLOWS / f"{settings.definition}.asl.json"
        used = placeholders(read(definition))
        values: dict[str, pulumi.Input[str]] = {}
        statements: list[Statement] = []
        for service, function in self._functions.items():
            values[f"function.{service}"] = function.arn
            statements += function.grant_invoke() if f"function.{service}" in used else []
        for name, table in self._tables.items():
            values[f"table.{name}"] = table.table_name
            statements += table.grant_write() if f"table.{name}" in used else []
        if self._bus:
            source = self._source(key)
            values |= {"bus": self._bus.bus_name, "source": source}
            statements += self._bus.grant_put(source) if "bus" in used else []
        args = StateMachineArgs(
            settings=settings, stack=self._stack, definition=definition, values=values, statements=statements
        )
        return StateMachine(f"{self.name}-{key}", args, self.child())

    def _follow(self, function: Function, table: str) -> None:
        from components.blocks.table_follower import TableFollower, TableFollowerArgs  # noqa: PLC0415

        args = TableFollowerArgs(stack=self._stack, table=self._tables[table], function=function)
        TableFollower(f"{function.name}-{table}", args, self.child())

    def _connect(self) -> None:
        """Lead events to services and workflows."""
        if not (self._bus and self._settings.events):
            return
        from components.blocks.event_bus import Rule  # noqa: PLC0415

        for key, rule in self._settings.events.rules.items():
            receivers = {service: self._functions[service] for service in rule.functions}
            receivers |= {f"{workflow}-workflow": self._workflows[workflow] for workflow in rule.workflows}
            self._bus.rule(key, Rule(settings=rule, receivers=receivers))

    def _source(self, key: str) -> str:
        """Return the source of the events of a service or workflow."""
        return f"{self.name}.{key}"

    def _api(self, settings: MicroservicesApiSettings) -> None:
        routes = {
            route: self._functions[key] for key, service in self._settings.services.items() for route in service.routes
        }
        shared: dict[str, Any] = {
            "stack": self._stack,
            "authorizer": self._functions[settings.authorizer] if settings.authorizer else None,
            "users": self._users(settings.users) if settings.users else None,
            "description": f"API of {self.name}",
            **self._domain(settings.front.domain),
        }
        api = (
            self._rest_api(settings.rest, routes, shared) if settings.rest else self._http_api(settings, routes, shared)
        )
        self.outputs |= {"apiUrl": api.endpoint, "apiId": api.id}

    def _http_api(
        self, settings: MicroservicesApiSettings, routes: dict[str, Function], shared: dict[str, Any]
    ) -> HttpApi:
        from components.blocks.http_api import HttpApi, HttpApiArgs  # noqa: PLC0415 (imports apigatewayv2)

        return HttpApi(f"{self.name}-api", HttpApiArgs(settings=settings.http, routes=routes, **shared), self.child())

    def _rest_api(
        self, settings: PublicRestApiSettings, routes: dict[str, Function], shared: dict[str, Any]
    ) -> RestApi:
        from components.blocks.rest_api import RestApi, RestApiArgs, RestRoute  # noqa: PLC0415 (imports apigateway)

        answers = {route: RestRoute(function=function) for route, function in routes.items()}
        args = RestApiArgs(settings=settings, routes=answers, domain=settings.domain, waf=settings.waf, **shared)
        return RestApi(f"{self.name}-api", args, self.child())

    def _users(self, settings: UserPoolSettings) -> UserPool:
        from components.blocks.user_pool import UserPool, UserPoolArgs  # noqa: PLC0415 (imports cognito)

        users = UserPool(f"{self.name}-users", UserPoolArgs(settings=settings, stack=self._stack), self.child())
        self.outputs |= {"userPoolId": users.id, "issuer": users.issuer, "clientIds": users.client_ids}
        if users.sign_in_url:
            self.outputs["signInUrl"] = users.sign_in_url
        return users

    def _domain(self, domain: str | None) -> dict[str, Any]:
        """Make zone and certificate of a domain; return the arguments of the API that name them."""
        if domain is None:
            return {}
        from components.blocks.certificate import Certificate, CertificateArgs  # noqa: PLC0415 (imports acm)
        from components.blocks.dns_zone import DnsZone, DnsZoneArgs  # noqa: PLC0415 (imports route53)

        dns = self._settings.dns
        zone = DnsZone(f"{self.name}-dns", DnsZoneArgs(domain=zone_of(domain, dns), create=dns.create), self.child())
        if dns.create:
            self.outputs["nameServers"] = zone.name_servers
        certificate = Certificate(f"{self.name}-certificate", CertificateArgs(domain=domain, zone=zone), self.child())
        return {"certificate_arn": certificate.arn, "zone": zone}


def _variable(kind: str, name: str) -> str:
    return f"{kind}_{name.upper().replace('-', '_')}"
