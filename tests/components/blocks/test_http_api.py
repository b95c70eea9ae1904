"""An HTTP API: routes to functions, a log, limits, and callers that may be asked who they are."""

import json
from pathlib import Path

import pulumi
import pytest

from components.blocks.dns_zone import DnsZone, DnsZoneArgs
from components.blocks.function import Function, FunctionArgs
from components.blocks.http_api import HttpApi, HttpApiArgs, slug
from components.settings.function import FunctionSettings
from components.settings.http_api import HttpApiSettings
from tests.support.synth import ROOT, synth_component

JWT = {"issuer": "https://id.example.com", "audience": ["site"], "scopes": ["read"]}
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path, monkeypatch):
    (tmp_path / "functions").symlink_to(ROOT / "functions")
    monkeypatch.chdir(tmp_path)


def build(environment="Production", *, routes=("ANY /api/{proxy+}",), certificate=None, **settings):
    def program(stage):
        source = Path("functions/site_api")
        function = Function(
            "code",
            FunctionArgs(settings=FunctionSettings.of(stage.environment), stack=stage.stack, source=source),
            stage.opts,
        )
        zone = DnsZone("dns", DnsZoneArgs(domain="example.com", create=True), stage.opts) if certificate else None
        api = HttpApi(
            "api",
            HttpApiArgs(
                settings=HttpApiSettings.of(stage.environment, **settings),
                stack=stage.stack,
                routes=dict.fromkeys(routes, function),
                certificate_arn=certificate,
                zone=zone,
            ),
            stage.opts,
        )
        alarms = {alarm.key: (alarm.threshold, alarm.expression) for alarm in api.operations.alarms}
        dimensions = [dict(m.dimensions) for alarm in api.operations.alarms for m in alarm.metrics.values()]
        return {"alarms": alarms, "dimensions": dimensions, "id": api.id, "host": api.host, "endpoint": api.endpoint}

    return synth_component(program, environment)


@pytest.mark.parametrize(
    ("route", "expected"),
    [("ANY /api/{proxy+}", "any-api-proxy"), ("GET /", "get"), ("$default", "default"), ("/", "root")],
)
def test_names_of_routes(route, expected):
    assert slug(route) == expected


def test_routes_share_the_integration_of_their_function():
    found = build(routes=("GET /api/a", "POST /api/a"))
    assert len(found.of_type("Integration")) == 1
    assert len(found.of_type("Permission")) == 1
    routes = {route.name: route.inputs for route in found.of_type("Route")}
    assert set(routes) == {"api-get-api-a", "api-post-api-a"}
    integration = found.only("Integration")
    assert integration.inputs["payloadFormatVersion"] == "2.0"
    assert routes["api-get-api-a"]["target"] == f"integrations/{integration.outputs['id']}"


def test_only_this_api_may_call_the_function():
    found = build()
    source = found.only("Permission").inputs["sourceArn"]
    assert source == f"{found.only('Api').outputs['executionArn']}/*/*"


def test_the_stage_limits_and_logs():
    found = build()
    stage = found.only("Stage").inputs
    assert (stage["name"], stage["autoDeploy"]) == ("$default", True)
    assert stage["defaultRouteSettings"]["throttlingRateLimit"] == 500
    assert stage["defaultRouteSettings"]["throttlingBurstLimit"] == 1000
    assert json.loads(stage["accessLogSettings"]["format"])["path"] == "$context.path"
    assert found.named("api-logs").inputs["retentionInDays"] == 90
    assert found.named("api-logs").inputs["name"] == "/aws/vendedlogs/apigateway/shop-test-api"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({}, "NONE"), ({"authorization": "iam"}, "AWS_IAM"), ({"authorization": "jwt", "jwt": JWT}, "JWT")],
)
def test_who_may_call(settings, expected):
    found = build(**settings)
    route = found.only("Route").inputs
    assert route["authorizationType"] == expected
    assert bool(found.of_type("Authorizer")) is (expected == "JWT")
    assert ("authorizerId" in route) is (expected == "JWT")


def test_other_sites():
    cors = (
        build(cors={"origins": ["https://a.example.com"], "headers": ["x-a"]}).only("Api").inputs["corsConfiguration"]
    )
    assert cors["allowOrigins"] == ["https://a.example.com"]
    assert cors["allowHeaders"] == ["x-a"]
    assert "corsConfiguration" not in build().only("Api").inputs


def test_a_name_of_its_own_is_the_only_way_in():
    found = build(domain="api.example.com", certificate=CERTIFICATE)
    assert found.only("Api").inputs["disableExecuteApiEndpoint"] is True
    assert found.only("DomainName").inputs["domainNameConfiguration"]["securityPolicy"] == "TLS_1_2"
    assert found.only("Record").inputs["name"] == "api.example.com"
    assert found.exports["endpoint"] == "https://api.example.com"
    assert found.exports["host"] == "api.example.com"


def test_a_name_needs_a_certificate():
    with pytest.raises(pulumi.RunError, match=r"the API api has the domain api\.example\.com but no certificate"):
        build(domain="api.example.com")


def test_alarms_are_rates_of_this_api():
    found = build()
    assert {key: value[0] for key, value in found.exports["alarms"].items()} == {"5xx": 1, "4xx": 25, "latency": 2000}
    assert "100 * errors / requests" in found.exports["alarms"]["4xx"][1]
    assert all(item == {"ApiId": found.exports["id"]} for item in found.exports["dimensions"])
