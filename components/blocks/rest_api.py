"""RestApi: an API Gateway REST API whose routes call functions, and wait for them or not."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import apigateway, cloudwatch, iam

from components.blocks.account import account_root, partition_of
from components.blocks.dns_zone import DnsZone
from components.blocks.function import Function
from components.blocks.rest_api_front import Place, authorization, firewall, own_domain
from components.blocks.rest_api_operations import describe
from components.component import Component
from components.context import StackContext
from components.iam import assume_role
from components.settings.rest_api import RestApiSettings
from components.settings.web_acl import WafSettings

if TYPE_CHECKING:
    from components.blocks.user_pool import UserPool

LOG_FIELDS = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "userAgent": "$context.identity.userAgent",
    "method": "$context.httpMethod",
    "path": "$context.resourcePath",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "duration": "$context.responseLatency",
    "integrationError": "$context.integration.error",
}
"""What the access log says of every request; `duration` is in milliseconds."""
QUEUED_EVENT = """{"requestId": "$context.requestId", "job": $input.json('$')}"""
"""Event of a function that is not waited for. A retry has the same request id, so work can be done once."""
QUEUED_ANSWER = '{"accepted": true, "requestId": "$context.requestId"}'


@dataclass(frozen=True, kw_only=True)
class RestRoute:
    """What answers one route."""

    function: Function
    waits: bool = True
    """Whether the caller gets the function's answer. Otherwise 202 at once: Lambda queues the event and retries."""


@dataclass(frozen=True, kw_only=True)
class RestApiArgs:
    """What a REST API is built from."""

    settings: RestApiSettings
    stack: StackContext
    routes: Mapping[str, RestRoute]
    """Method and path, such as `POST /jobs`, to what answers it."""
    users: UserPool | None = None
    """Pool whose tokens of identity callers must show; decides in place of the settings."""
    authorizer: Function | None = None
    """Function that decides who may call, for `authorization: lambda`. It answers an IAM policy for `methodArn`."""
    domain: str | None = None
    """Name of the API's own; the address that AWS gives is then closed."""
    certificate_arn: pulumi.Input[str] | None = None
    """Certificate of `domain`, in the API's region."""
    zone: DnsZone | None = None
    """Zone of `domain`, for its record."""
    waf: WafSettings | None = None
    """Web application firewall in front of the API; None, or one that is not enabled, makes none."""
    description: str | None = None
    """What the console shows beside the API."""
    region: str | None = None
    """Region of the API; None is the stack's."""


class RestApi(Component):
    """A regional REST API with logs in JSON, a request limit and tracing."""

    id: pulumi.Output[str]
    url: pulumi.Output[str]
    """Address of the stage, such as https://abc123.execute-api.eu-west-1.amazonaws.com/live."""
    endpoint: pulumi.Output[str]
    """Where callers turn to: the name of the API's own, or the address of the stage."""

    def __init__(self, name: str, args: RestApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, self._region = args, args.region
        api = apigateway.RestApi(
            f"{name}-api",
            description=args.description,
            endpoint_configuration={"types": "REGIONAL"},
            disable_execute_api_endpoint=True if args.domain else None,
            region=args.region,
            opts=self.child(),
        )
        self.id, self._execution_arn, self._root = api.id, api.execution_arn, api.root_resource_id
        self._paths: dict[str, pulumi.Output[str]] = {}
        place = Place(self, self.id, self._execution_arn, args.region)
        self._authorization = authorization(place, args.settings.authorization, args.users, args.authorizer)
        made: list[pulumi.Resource] = []
        for key, route in args.routes.items():
            made += self._connect(key, route)
        self._permit()
        stage = self._stage(self._deployment(made))
        self.url = self.endpoint = stage.invoke_url
        if args.domain:
            own_domain(place, args.domain, stage, args.certificate_arn, args.zone)
            self.endpoint = pulumi.Output.from_input(f"https://{args.domain}")
        if args.waf and args.waf.enabled:
            firewall(place, args.waf, args.stack, stage)
        self.operations = describe(
            name, args.settings, api=api.name, access_log=self._access_log.name, region=args.region
        )
        self.publish(id=self.id, url=self.url, endpoint=self.endpoint)

    def _resource(self, path: str) -> pulumi.Output[str]:
        """Return the id of the resource of a path; make it, and those above it, when they are first asked for."""
        if path == "":
            return self._root
        if path not in self._paths:
            parent, _, part = path.rpartition("/")
            self._paths[path] = apigateway.Resource(
                f"{self.name}-{slug(path)}",
                rest_api=self.id,
                parent_id=self._resource(parent),
                path_part=part,
                region=self._region,
                opts=self.child(),
            ).id
        return self._paths[path]

    def _connect(self, key: str, route: RestRoute) -> list[pulumi.Resource]:
        """Make the method and the integration of a route; return what a deployment has to wait for."""
        verb, _, path = key.partition(" ")
        name = f"{self.name}-{slug(key)}"
        resource_id = self._resource(path.rstrip("/"))
        method = apigateway.Method(
            name,
            rest_api=self.id,
            resource_id=resource_id,
            http_method=verb,
            authorization=self._authorization.kind,
            authorizer_id=self._authorization.authorizer_id,
            region=self._region,
            opts=self.child(),
        )
        integration = apigateway.Integration(
            name,
            rest_api=self.id,
            resource_id=resource_id,
            http_method=method.http_method,
            type="AWS_PROXY" if route.waits else "AWS",
            integration_http_method="POST",
            uri=route.function.invoke_arn,
            request_parameters=None if route.waits else {"integration.request.header.X-Amz-Invocation-Type": "'Event'"},
            request_templates=None if route.waits else {"application/json": QUEUED_EVENT},
            passthrough_behavior=None if route.waits else "NEVER",  # what is no JSON gets 415
            region=self._region,
            opts=self.child(),
        )
        return [method, integration, *([] if route.waits else self._accepted(name, integration))]

    def _accepted(self, name: str, integration: apigateway.Integration) -> list[pulumi.Resource]:
        """Answer 202 to a request whose function is not waited for."""
        place = {
            "rest_api": self.id,
            "resource_id": integration.resource_id,
            "http_method": integration.http_method,
            "status_code": "202",
            "region": self._region,
        }
        answer = apigateway.MethodResponse(f"{name}-accepted", **place, opts=self.child())
        mapping = apigateway.IntegrationResponse(
            f"{name}-accepted",
            **place,
            response_templates={"application/json": QUEUED_ANSWER},
            opts=self.child(depends_on=[answer, integration]),
        )
        return [answer, mapping]

    def _permit(self) -> None:
        """Let this API, and no other, call each function."""
        for function in {route.function.name: route.function for route in self._args.routes.values()}.values():
            function.permit(
                self.name,
                service="apigateway.amazonaws.com",
                source_arn=pulumi.Output.concat(self._execution_arn, "/*/*"),
                opts=self.child(),
            )

    def _deployment(self, made: list[pulumi.Resource]) -> apigateway.Deployment:
        # A stage serves a snapshot: only a new deployment shows a changed route.
        facts = {key: [route.function.name, route.waits] for key, route in sorted(self._args.routes.items())}
        text = json.dumps([facts, self._authorization.kind, QUEUED_EVENT, QUEUED_ANSWER])
        return apigateway.Deployment(
            f"{self.name}-deployment",
            rest_api=self.id,
            triggers={"routes": hashlib.sha256(text.encode()).hexdigest()},
            region=self._region,
            opts=self.child(depends_on=made),
        )

    def _logs(self) -> list[pulumi.Resource]:
        """Make both log groups and the account's role; return what must be there before the first request."""
        settings, stack = self._args.settings, self._args.stack
        self._access_log = cloudwatch.LogGroup(
            f"{self.name}-access",
            name=f"/aws/vendedlogs/apigateway/{stack.project}-{stack.stack}-{self.name}",
            retention_in_days=settings.log_days,
            region=self._region,
            opts=self.child(),
        )
        # API Gateway would make this one itself, to be kept for ever.
        execution = cloudwatch.LogGroup(
            f"{self.name}-execution",
            name=pulumi.Output.concat("API-Gateway-Execution-Logs_", self.id, "/", settings.stage),
            retention_in_days=settings.log_days,
            region=self._region,
            opts=self.child(),
        )
        return [execution, *([] if settings.execution_log == "OFF" else [self._log_role()])]

    def _log_role(self) -> apigateway.Account:
        """Give API Gateway the role that it writes execution logs with. There is one for all APIs of an account and
        region, so it stays when this stack goes, and another stack's is left as it is.
        """
        stays = {"retain_on_delete": True}
        role = iam.Role(
            f"{self.name}-logs", assume_role_policy=assume_role("apigateway.amazonaws.com"), opts=self.child(**stays)
        )
        policy = account_root(self).apply(
            lambda root: f"arn:{partition_of(root)}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
        )
        attached = iam.RolePolicyAttachment(
            f"{self.name}-logs", role=role.name, policy_arn=policy, opts=self.child(**stays)
        )
        return apigateway.Account(
            f"{self.name}-account",
            cloudwatch_role_arn=role.arn,
            region=self._region,
            opts=self.child(depends_on=[attached], ignore_changes=["cloudwatchRoleArn"], **stays),
        )

    def _stage(self, deployment: apigateway.Deployment) -> apigateway.Stage:
        settings = self._args.settings
        before = self._logs()
        stage = apigateway.Stage(
            f"{self.name}-stage",
            rest_api=self.id,
            deployment=deployment.id,
            stage_name=settings.stage,
            xray_tracing_enabled=settings.tracing,
            access_log_settings={"destination_arn": self._access_log.arn, "format": json.dumps(LOG_FIELDS)},
            region=self._region,
            opts=self.child(depends_on=before),
        )
        apigateway.MethodSettings(
            f"{self.name}-limits",
            rest_api=self.id,
            stage_name=stage.stage_name,
            method_path="*/*",
            settings={
                "logging_level": settings.execution_log,
                "data_trace_enabled": settings.data_trace,
                "metrics_enabled": False,  # per method, as custom metrics; the API's own are free
                "throttling_rate_limit": settings.requests_per_second,
                "throttling_burst_limit": settings.burst,
            },
            region=self._region,
            opts=self.child(),
        )
        return stage


def slug(route: str) -> str:
    """Return a resource name for a route or path: `POST /jobs/{id}` becomes `post-jobs-id`."""
    return re.sub(r"[^a-z0-9]+", "-", route.lower()).strip("-") or "root"
