"""HttpApi: an API Gateway v2 HTTP API whose routes call functions."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_aws import apigatewayv2, cloudwatch

from components.blocks.dns_zone import DnsZone
from components.blocks.function import Function
from components.blocks.http_api_operations import alarms, indicator, queries, widget
from components.component import Component
from components.context import StackContext
from components.settings.http_api import CorsSettings, HttpApiSettings

if TYPE_CHECKING:
    from components.blocks.user_pool import UserPool

LOG_FIELDS = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "userAgent": "$context.identity.userAgent",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "route": "$context.routeKey",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "duration": "$context.responseLatency",
    "integrationError": "$context.integrationErrorMessage",
    "authorizerError": "$context.authorizer.error",
}
"""What the access log says of every request; `duration` is in milliseconds."""


@dataclass(frozen=True, kw_only=True)
class HttpApiArgs:
    """What an HTTP API is built from."""

    settings: HttpApiSettings
    stack: StackContext
    routes: Mapping[str, Function]
    """Route key, such as `ANY /api/{proxy+}`, to the function that answers it."""
    authorizer: Function | None = None
    """Function that decides who may call, for `authorization: lambda`. It answers `{"isAuthorized": true}`, with a
    `context` that the services find in their requests."""
    users: UserPool | None = None
    """Pool whose tokens callers must show; decides in place of the settings."""
    certificate_arn: pulumi.Input[str] | None = None
    """Certificate of `settings.domain`, in the API's region."""
    zone: DnsZone | None = None
    """Zone of `settings.domain`, for its record."""
    description: str | None = None
    """What the console shows beside the API."""
    region: str | None = None
    """Region of the API; None is the stack's."""


class HttpApi(Component):
    """An HTTP API with a stage that deploys itself, access logs in JSON and a request limit."""

    id: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    """Address of the API, such as https://abc123.execute-api.eu-west-1.amazonaws.com."""
    host: pulumi.Output[str]
    """The address without https://; what a distribution takes as its origin."""
    execution_arn: pulumi.Output[str]

    def __init__(self, name: str, args: HttpApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._region = args.region
        api = apigatewayv2.Api(
            f"{name}-api",
            protocol_type="HTTP",
            description=args.description,
            cors_configuration=_cors(args.settings.cors),
            # With a name of its own the API has one way in, not two.
            disable_execute_api_endpoint=True if args.settings.domain else None,
            region=args.region,
            opts=self.child(),
        )
        self.id, self.execution_arn = api.id, api.execution_arn
        self._connect(args, self._authorizer(args))
        stage = self._stage(args)
        endpoint = api.api_endpoint
        if args.settings.domain:
            self._domain(args.settings.domain, stage, args)
            endpoint = pulumi.Output.from_input(f"https://{args.settings.domain}")
        self.endpoint = endpoint
        self.host = endpoint.apply(lambda url: url.removeprefix("https://"))
        self.operations.alarms += alarms(name, args.settings, self.id, args.region)
        self.operations.widgets.append(widget(name, self.id, args.region))
        self.operations.indicators.append(indicator(self.id, args.region))
        self.publish(
            id=self.id,
            endpoint=self.endpoint,
            host=self.host,
            execution_arn=self.execution_arn,
        )

    def _authorizer(self, args: HttpApiArgs) -> dict[str, Any]:
        """Return the arguments of every route that say who may call it."""
        settings = args.settings
        if args.users:
            return self._token_authorizer(args.users.issuer, list(args.users.client_ids.values()))
        if settings.authorization == "lambda":
            return self._custom_authorizer(args)
        if settings.jwt is None:
            return {"authorization_type": "AWS_IAM" if settings.authorization == "iam" else "NONE"}
        scopes = settings.jwt.scopes or None
        return self._token_authorizer(settings.jwt.issuer, settings.jwt.audience) | {"authorization_scopes": scopes}

    def _token_authorizer(self, issuer: pulumi.Input[str], audience: Sequence[pulumi.Input[str]]) -> dict[str, Any]:
        authorizer = apigatewayv2.Authorizer(
            f"{self.name}-jwt",
            api_id=self.id,
            authorizer_type="JWT",
            identity_sources=["$request.header.Authorization"],
            jwt_configuration={"issuer": issuer, "audiences": list(audience)},
            region=self._region,
            opts=self.child(),
        )
        return {"authorization_type": "JWT", "authorizer_id": authorizer.id}

    def _custom_authorizer(self, args: HttpApiArgs) -> dict[str, Any]:
        if args.authorizer is None:
            raise pulumi.RunError(f"the API {self.name} has authorization lambda but no function for it")
        authorizer = apigatewayv2.Authorizer(
            f"{self.name}-authorizer",
            api_id=self.id,
            authorizer_type="REQUEST",
            authorizer_uri=args.authorizer.invoke_arn,
            authorizer_payload_format_version="2.0",
            enable_simple_responses=True,
            identity_sources=["$request.header.Authorization"],
            # Not remembered: what is asked for may decide as well as who asks.
            authorizer_result_ttl_in_seconds=0,
            region=self._region,
            opts=self.child(),
        )
        args.authorizer.permit(
            f"{self.name}-authorizer",
            service="apigateway.amazonaws.com",
            source_arn=pulumi.Output.concat(self.execution_arn, "/authorizers/", authorizer.id),
            opts=self.child(),
        )
        return {"authorization_type": "CUSTOM", "authorizer_id": authorizer.id}

    def _connect(self, args: HttpApiArgs, authorization: dict[str, Any]) -> None:
        """Make one integration and one permission per function, one route per key."""
        integrations: dict[str, apigatewayv2.Integration] = {}
        for key, function in args.routes.items():
            if function.name not in integrations:
                integrations[function.name] = self._integration(function)
            target = pulumi.Output.concat("integrations/", integrations[function.name].id)
            apigatewayv2.Route(
                f"{self.name}-{slug(key)}",
                api_id=self.id,
                route_key=key,
                target=target,
                **authorization,
                region=self._region,
                opts=self.child(),
            )

    def _integration(self, function: Function) -> apigatewayv2.Integration:
        # `*/*` is every stage and route of this API, and of no other.
        function.permit(
            self.name,
            service="apigateway.amazonaws.com",
            source_arn=pulumi.Output.concat(self.execution_arn, "/*/*"),
            opts=self.child(),
        )
        return apigatewayv2.Integration(
            f"{self.name}-to-{function.name}",
            api_id=self.id,
            integration_type="AWS_PROXY",
            integration_uri=function.invoke_arn,
            payload_format_version="2.0",
            region=self._region,
            opts=self.child(),
        )

    def _stage(self, args: HttpApiArgs) -> apigatewayv2.Stage:
        # Under this prefix the delivery needs no entry per group in the account's resource policy, which has a limit.
        logs = cloudwatch.LogGroup(
            f"{self.name}-logs",
            name=f"/aws/vendedlogs/apigateway/{args.stack.project}-{args.stack.stack}-{self.name}",
            retention_in_days=args.settings.log_days,
            region=self._region,
            opts=self.child(),
        )
        self.operations.queries += queries(logs.name, args.region)
        return apigatewayv2.Stage(
            f"{self.name}-stage",
            api_id=self.id,
            name="$default",
            auto_deploy=True,
            access_log_settings={"destination_arn": logs.arn, "format": json.dumps(LOG_FIELDS)},
            default_route_settings={
                "throttling_rate_limit": args.settings.requests_per_second,
                "throttling_burst_limit": args.settings.burst,
                "detailed_metrics_enabled": False,  # per route, at USD 0.30 a metric; the API's own are free
            },
            region=self._region,
            opts=self.child(),
        )

    def _domain(self, domain: str, stage: apigatewayv2.Stage, args: HttpApiArgs) -> None:
        if args.certificate_arn is None:
            raise pulumi.RunError(f"the API {self.name} has the domain {domain} but no certificate for it")
        configuration = apigatewayv2.DomainNameDomainNameConfigurationArgs(
            certificate_arn=args.certificate_arn, endpoint_type="REGIONAL", security_policy="TLS_1_2"
        )
        own = apigatewayv2.DomainName(
            f"{self.name}-domain",
            domain_name=domain,
            domain_name_configuration=configuration,
            region=self._region,
            opts=self.child(),
        )
        apigatewayv2.ApiMapping(
            f"{self.name}-mapping",
            api_id=self.id,
            domain_name=own.id,
            stage=stage.id,
            region=self._region,
            opts=self.child(),
        )
        if args.zone:
            target = own.domain_name_configuration
            args.zone.alias(
                self.name,
                record=domain,
                target=target.target_domain_name,
                target_zone_id=target.hosted_zone_id,
                ipv6=False,
            )


def slug(route: str) -> str:
    """Return a resource name for a route key: `ANY /api/{proxy+}` becomes `any-api-proxy`."""
    return re.sub(r"[^a-z0-9]+", "-", route.lower()).strip("-") or "root"


def _cors(cors: CorsSettings | None) -> Any:
    return cors and {
        "allow_origins": cors.origins,
        "allow_methods": list(cors.methods),
        "allow_headers": cors.headers or None,
        "allow_credentials": cors.credentials,
        "max_age": cors.max_age_seconds,
    }
