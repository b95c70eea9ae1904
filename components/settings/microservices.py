"""Sections of the serverless-microservices pattern: services, events, the API, and how they name each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.event_bus import EventBusSettings, EventRuleSettings
from components.settings.formats import text
from components.settings.function import FunctionSettings
from components.settings.http_api import HttpApiSettings
from components.settings.rest_api import RestApiSettings
from components.settings.state_machine import StateMachineSettings
from components.settings.table import TableSettings
from components.settings.types import DomainName, ItemName
from components.settings.user_pool import UserPoolSettings
from components.settings.web_acl import WafSettings

RouteKey = Annotated[
    str,
    text(
        r"\$default|(ANY|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /[A-Za-z0-9_.~/{}+-]*",
        "a method and a path such as `GET /orders/{orderId}`",
    ),
]
Source = Annotated[str, text(r"[a-z][a-z0-9_]{0,39}", "the name of a folder below functions/")]


class ServiceSettings(Section):
    """One microservice: a function, and all that it may do. What is not said here it may not."""

    source: Source
    """Folder below functions/ whose `handler.py` has the function `handler`."""
    function: FunctionSettings
    """Runtime, memory, time and log of the function."""
    routes: list[RouteKey] = Field(default_factory=list)
    """Routes of the API that it answers."""
    reads: list[ItemName] = Field(default_factory=list)
    """Tables that it reads; their names are in its variables TABLE_<NAME>."""
    writes: list[ItemName] = Field(default_factory=list)
    """Tables that it reads and changes; their names are in its variables TABLE_<NAME>."""
    publishes: bool = False
    """It puts events on the bus, as the source `<workload>.<service>`; EVENT_BUS and EVENT_SOURCE tell it both."""
    starts: list[ItemName] = Field(default_factory=list)
    """Workflows that it starts; their ARNs are in its variables WORKFLOW_<NAME>."""
    answers: list[ItemName] = Field(default_factory=list)
    """Workflows whose waiting steps it answers."""
    follows: list[ItemName] = Field(default_factory=list)
    """Tables whose stream of changes it receives, in batches of up to 100."""

    @model_validator(mode="after")
    def _check(self) -> ServiceSettings:
        both = sorted({*self.reads} & {*self.writes})
        if both:
            raise ValueError(f"{', '.join(both)} stands in reads and in writes; expected in writes only")
        return self


class EventsSettings(EventBusSettings):
    """The bus of the workload and the rules on it."""

    rules: dict[ItemName, EventRuleSettings] = Field(default_factory=dict)
    """Which events go to which services and workflows, by name."""


class PublicRestApiSettings(RestApiSettings):
    """A REST API with a name of its own and a firewall."""

    authorization: Literal["none", "iam", "lambda"] = by_profile(  # pyright: ignore[reportIncompatibleVariableOverride]
        development="none", staging="iam", production="iam"
    )
    """Who may call: anybody, callers that sign with IAM, or whom a function lets in."""
    domain: DomainName | None = None
    """Name of the API's own. Left out: the address that AWS gives."""
    waf: WafSettings
    """Web application firewall in front of the API."""


class MicroservicesApiSettings(Section):
    """The API in front of the services: an HTTP API, or a REST API where `rest` is given.

    An HTTP API costs less than a third and is faster. A REST API can have a firewall, execution logs and X-Ray traces.
    """

    http: HttpApiSettings
    """The HTTP API: who may call, name, limits and access log. AWS WAF cannot be attached to one; its shield is the
    limit of requests."""
    rest: PublicRestApiSettings | None = None
    """The REST API, in place of the HTTP API; `rest: {}` takes the defaults of the environment."""
    users: UserPoolSettings | None = None
    """A pool of users of the workload's own, in Amazon Cognito: callers show a token of it. `users: {}` makes one. For
    an HTTP API any token of the pool counts, for a REST API a token of identity."""
    authorizer: ItemName | None = None
    """Service whose function decides who may call, for `authorization: lambda`. A REST API expects an IAM policy of it,
    an HTTP API `{"isAuthorized": true}`."""

    @property
    def front(self) -> HttpApiSettings | PublicRestApiSettings:
        """The settings of the API that there is."""
        return self.rest or self.http

    @property
    def kind(self) -> Literal["http", "rest"]:
        """Which of the two there is: the key of its section."""
        return "rest" if self.rest else "http"

    @model_validator(mode="before")
    @classmethod
    def _one_way(cls, data: Any) -> Any:
        """Refuse two APIs, and two ways to say who may call: what is left out is filled in later and looks the same."""
        if not isinstance(data, Mapping):
            return data
        problems: list[str] = []
        if "http" in data and data.get("rest") is not None:
            problems.append("http and rest are both given; expected one of them")
        for kind in ("http", "rest"):
            given = data.get(kind)
            if data.get("users") is not None and isinstance(given, Mapping) and "authorization" in given:
                problems.append(f"users and {kind}.authorization both say who may call; expected one of them")
        if problems:
            raise Problems(problems)
        return data

    @model_validator(mode="after")
    def _check(self) -> MicroservicesApiSettings:
        if self.users and self.authorizer:
            raise ValueError("users and authorizer both say who may call; expected one of them")
        if not self.users and (self.front.authorization == "lambda") != (self.authorizer is not None):
            raise ValueError(f"{self.kind}.authorization: lambda and authorizer go together; expected both or neither")
        return self


def broken_references(
    services: Mapping[str, ServiceSettings],
    tables: Mapping[str, TableSettings],
    workflows: Mapping[str, StateMachineSettings],
    events: EventsSettings | None,
    api: MicroservicesApiSettings | None,
) -> Iterator[str]:
    """Yield a sentence for everything that is named somewhere and exists nowhere."""
    for name, service in services.items():
        path = f"services.{name}"
        for key in ("reads", "writes", "follows"):
            yield from _unknown(f"{path}.{key}", getattr(service, key), tables, "tables")
        for key in ("starts", "answers"):
            yield from _unknown(f"{path}.{key}", getattr(service, key), workflows, "workflows")
        for table in service.follows:
            if table in tables and tables[table].stream == "none":
                yield f"{path}.follows names {table}, which has no stream; expected tables.{table}.stream to be set"
        if service.publishes and events is None:
            yield f"{path}.publishes is true but there is no bus; expected a section events"
        if service.routes and api is None:
            yield f"{path}.routes is set but there is no API; expected a section api"
    for name, rule in (events.rules if events else {}).items():
        yield from _unknown(f"events.rules.{name}.functions", rule.functions, services, "services")
        yield from _unknown(f"events.rules.{name}.workflows", rule.workflows, workflows, "workflows")
        if not (rule.functions or rule.workflows):
            yield f"events.rules.{name} leads nowhere; expected functions or workflows"
    if api:
        yield from _unknown("api.authorizer", [api.authorizer] if api.authorizer else [], services, "services")
    yield from _routes(services, api)


def _unknown(path: str, names: list[str], known: Mapping[str, object], where: str) -> Iterator[str]:
    for name in names:
        if name not in known:
            yield f"{path} names {name}, which is not among {where}; expected {', '.join(known) or 'one that exists'}"


def _routes(services: Mapping[str, ServiceSettings], api: MicroservicesApiSettings | None) -> Iterator[str]:
    owners: dict[str, str] = {}
    for name, service in services.items():
        for route in service.routes:
            if route in owners:
                other = f"services.{owners[route]}"
                yield f"services.{name}.routes has {route}, which {other} answers as well; expected one of them"
            owners.setdefault(route, name)
            if api and api.rest and route == "$default":
                yield f"services.{name}.routes has $default, which a REST API does not have; expected ANY /{{proxy+}}"
    if api and not owners:
        yield "api has no route; expected routes in one of the services"
