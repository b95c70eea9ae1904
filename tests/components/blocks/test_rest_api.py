"""A REST API: who may call, what a deployment shows, a name of its own, a firewall, work that is not waited for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.blocks.dns_zone import DnsZone, DnsZoneArgs
from components.blocks.function import Function, FunctionArgs
from components.blocks.rest_api import RestApi, RestApiArgs, RestRoute, slug
from components.blocks.user_pool import UserPool, UserPoolArgs
from components.settings.function import FunctionSettings
from components.settings.rest_api import RestApiSettings
from components.settings.user_pool import UserPoolSettings
from components.settings.web_acl import WafSettings
from tests.support.synth import ROOT, Synthesis, synth_component

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
ROUTES = {"GET /jobs/{id}": True, "POST /jobs": False}


def build(
    environment: str = "Production",
    *,
    routes: dict[str, bool] = ROUTES,
    users: bool = False,
    authorizer: bool = False,
    domain: str | None = None,
    waf: dict[str, Any] | None = None,
    lambda_authorization: bool = False,
    **settings: Any,
) -> Synthesis:
    def program(stage: Any) -> Any:
        def function(name: str) -> Function:
            own = FunctionSettings.of(stage.environment)
            args = FunctionArgs(settings=own, stack=stage.stack, source=ROOT / "functions" / "site_api")
            return Function(name, args, stage.opts)

        answers = function("code")
        made = RestApiSettings.of(stage.environment, **settings)
        if lambda_authorization:
            made = made.model_copy(update={"authorization": "lambda"})
        pool = UserPoolArgs(settings=UserPoolSettings.of(stage.environment), stack=stage.stack)
        zone = DnsZone("dns", DnsZoneArgs(domain="example.com", create=True), stage.opts) if domain else None
        api = RestApi(
            "api",
            RestApiArgs(
                settings=made,
                stack=stage.stack,
                routes={key: RestRoute(function=answers, waits=waits) for key, waits in routes.items()},
                users=UserPool("users", pool, stage.opts) if users else None,
                authorizer=function("gate") if authorizer else None,
                domain=domain,
                certificate_arn=CERTIFICATE if domain else None,
                zone=zone,
                waf=WafSettings.of(stage.environment, **waf) if waf is not None else None,
            ),
            stage.opts,
        )
        return {"url": api.url, "endpoint": api.endpoint}

    return synth_component(program, environment)


def methods(made: Synthesis) -> dict[str, tuple[str, str | None]]:
    """Return method → how it asks and whom."""
    return {
        method.name: (method.inputs["authorization"], method.inputs.get("authorizerId"))
        for method in made.of_type("aws:apigateway/method:Method")
    }


@pytest.mark.parametrize(
    ("route", "expected"), [("POST /jobs/{id}", "post-jobs-id"), ("GET /", "get"), ("ANY /a/{proxy+}", "any-a-proxy")]
)
def test_names_of_routes(route: str, expected: str) -> None:
    assert slug(route) == expected


@pytest.mark.parametrize(("environment", "asked"), [("Production", "AWS_IAM"), ("Development", "NONE")])
def test_the_environment_says_who_may_call(environment: str, asked: str) -> None:
    assert set(methods(build(environment)).values()) == {(asked, None)}


def test_callers_show_a_token_of_the_pool_on_every_method() -> None:
    made = build(users=True)
    authorizer = made.only("aws:apigateway/authorizer:Authorizer")
    assert authorizer.inputs["providerArns"] == [made.only("aws:cognito/userPool:UserPool").outputs["arn"]]
    assert set(methods(made).values()) == {("COGNITO_USER_POOLS", authorizer.outputs["id"])}


def test_a_function_decides_and_only_this_authorizer_may_call_it() -> None:
    made = build(authorizer=True, lambda_authorization=True)
    authorizer = made.only("aws:apigateway/authorizer:Authorizer")
    assert authorizer.inputs["authorizerUri"] == made.named("gate-function").outputs["invokeArn"]
    assert authorizer.inputs["authorizerResultTtlInSeconds"] == 0
    assert set(methods(made).values()) == {("CUSTOM", authorizer.outputs["id"])}
    permission = made.named("api-authorizer-calls-gate").inputs
    assert permission["sourceArn"].endswith(f"/authorizers/{authorizer.outputs['id']}")


def test_another_way_to_ask_is_deployed() -> None:
    """A stage serves a snapshot: without another trigger callers would be asked as before."""
    triggers = [build(**kind).only("Deployment").inputs["triggers"] for kind in ({}, {"users": True})]  # type: ignore[arg-type]
    more = build(routes={**ROUTES, "GET /jobs": True}).only("Deployment").inputs["triggers"]
    assert triggers[0] != triggers[1]
    assert triggers[0] != more


def test_with_a_name_of_its_own_there_is_one_way_in() -> None:
    made = build(domain="api.example.com")
    assert made.only("aws:apigateway/restApi:RestApi").inputs["disableExecuteApiEndpoint"] is True
    domain = made.only("aws:apigateway/domainName:DomainName")
    assert (domain.inputs["securityPolicy"], domain.inputs["regionalCertificateArn"]) == ("TLS_1_2", CERTIFICATE)
    mapping = made.only("BasePathMapping").inputs
    assert (mapping["domainName"], mapping["stageName"]) == ("api.example.com", "live")
    record = made.named("dns-api-a").inputs
    assert record["aliases"][0]["name"] == domain.outputs["regionalDomainName"]
    assert made.exports["endpoint"] == "https://api.example.com"


def test_without_one_the_stage_is_the_address() -> None:
    made = build()
    assert "disableExecuteApiEndpoint" not in made.only("aws:apigateway/restApi:RestApi").inputs
    assert made.exports["endpoint"] == made.exports["url"]
    assert made.exports["url"].endswith("/live")


@pytest.mark.parametrize(("environment", "there"), [("Production", 1), ("Staging", 0), ("Development", 0)])
def test_the_firewall_stands_before_the_stage_by_profile(environment: str, there: int) -> None:
    made = build(environment, waf={})
    associations = made.of_type("WebAclAssociation")
    assert len(associations) == there
    for association in associations:
        assert association.inputs["resourceArn"] == made.only("aws:apigateway/stage:Stage").outputs["arn"]


def test_a_job_is_queued_and_answered_at_once() -> None:
    made = build()
    queued = made.only("aws:apigateway/integration:Integration", "api-post-jobs").inputs
    assert queued["type"] == "AWS"
    assert queued["requestParameters"] == {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}
    template = queued["requestTemplates"]["application/json"].replace("$context.requestId", "r-1")
    assert json.loads(template.replace("$input.json('$')", '{"a": 1}')) == {"requestId": "r-1", "job": {"a": 1}}
    assert made.only("MethodResponse").inputs["statusCode"] == "202"
    waited = made.only("aws:apigateway/integration:Integration", "api-get-jobs-id").inputs
    assert waited["type"] == "AWS_PROXY"


def test_the_log_of_bodies_is_off_in_production_and_limits_hold_for_every_method() -> None:
    settings = {env: build(env).only("MethodSettings").inputs for env in ("Production", "Development")}
    assert settings["Production"]["methodPath"] == "*/*"
    assert settings["Production"]["settings"]["dataTraceEnabled"] is False
    assert settings["Development"]["settings"]["dataTraceEnabled"] is True
    assert settings["Production"]["settings"]["throttlingRateLimit"] == 500
