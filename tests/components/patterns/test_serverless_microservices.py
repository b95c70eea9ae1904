"""Serverless microservices: what a service may do is what its settings say; one thing more touches nothing else."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pulumi
import pytest
from pydantic import ValidationError

from components.pattern import PatternArgs
from components.patterns.serverless_microservices import ServerlessMicroservices, ServerlessMicroservicesSettings
from tests.contract.stability import disturbed
from tests.support.synth import Synthesis, config_of, synth, synth_component

EXAMPLE = "examples/serverless-microservices.yaml"
SERVICE = {"source": "site_api"}


def build(profile: str = "Development", /, **values: Any) -> Synthesis:
    def program(stage: Any) -> Any:
        settings = ServerlessMicroservicesSettings.of(stage.environment, pattern="serverless-microservices", **values)
        args = PatternArgs(settings=settings, stack=stage.stack)
        return ServerlessMicroservices("shop", args, stage.opts).outputs

    return synth_component(program, profile, region="eu-west-1")


def actions(made: Synthesis, policy: str) -> dict[str, list[str]]:
    """Return action → resources of a role's policy."""
    found: dict[str, list[str]] = {}
    for statement in json.loads(made.named(policy).inputs["policy"])["Statement"]:
        for action in statement["Action"]:
            found.setdefault(action, []).extend(statement["Resource"])
    return found


def changed(**parts: Any) -> Synthesis:
    """Run the example with parts of its workload set otherwise; None takes one away."""
    config = copy.deepcopy(config_of(EXAMPLE))
    workload = config["quoin:workloads"]["food"]
    for path, value in parts.items():
        *above, last = path.split("__")
        place = workload
        for key in above:
            place = place[key]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return synth(config, name="serverless-microservices")


def test_one_service_is_enough() -> None:
    made = build(services={"hello": SERVICE})
    assert made.only("aws:lambda/function:Function").inputs["architectures"] == ["arm64"]
    assert not made.of_type("Table", "StateMachine", "EventBus", "Api", "Zone")
    assert set(made.exports) == {"functions", "tables", "workflows"}
    assert list(actions(made, "shop-hello-service-policy")) == ["logs:CreateLogStream", "logs:PutLogEvents"]


def test_a_service_may_do_what_is_said_and_no_more() -> None:
    made = synth(EXAMPLE)
    orders, drivers = (actions(made, f"food-{name}-service-policy") for name in ("orders", "drivers"))
    tables = {name: made.named(f"food-{name}-table").outputs["arn"] for name in ("orders", "tickets", "drivers")}
    assert orders["dynamodb:PutItem"] == [tables["orders"], f"{tables['orders']}/index/*"]
    assert orders["events:PutEvents"] == [made.exports["food"]["eventBusArn"]]
    assert not [action for action in orders if action.startswith("states:")]
    assert drivers["dynamodb:UpdateItem"] == [tables["drivers"], f"{tables['drivers']}/index/*"]
    machine = made.of_type("aws:sfn/stateMachine:StateMachine")[0].inputs["name"]
    assert drivers["states:SendTaskSuccess"] == [f"arn:aws:states:us-east-1:123456789012:stateMachine:{machine}"]
    assert "events:PutEvents" not in drivers
    assert "states:StartExecution" not in drivers


def test_events_are_put_under_the_name_of_the_service_only() -> None:
    policy = json.loads(synth(EXAMPLE).named("food-orders-service-policy").inputs["policy"])
    [statement] = [item for item in policy["Statement"] if "events:PutEvents" in item["Action"]]
    assert statement["Condition"] == {"StringEquals": {"events:source": "food.orders"}}


def test_a_reader_cannot_write_and_a_starter_starts_one_workflow() -> None:
    made = build(
        services={"hello": {**SERVICE, "reads": ["items"], "starts": ["flow"]}, **FOOD},
        tables={"items": {"partitionKey": "id"}},
        workflows={"flow": {"definition": "delivery"}},
        events={},
    )
    allowed = actions(made, "shop-hello-service-policy")
    assert "dynamodb:GetItem" in allowed
    assert not {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"} & {*allowed}
    machine = made.of_type("aws:sfn/stateMachine:StateMachine")[0].inputs["name"]
    arn = f"arn:aws:states:eu-west-1:123456789012:stateMachine:{machine}"
    assert allowed["states:StartExecution"] == [arn]
    variables = made.named("shop-hello-service-function").inputs["environment"]["variables"]
    assert variables["TABLE_ITEMS"] == made.exports["tables"]["items"]
    assert variables["WORKFLOW_FLOW"] == arn


FOOD = dict.fromkeys(("orders", "restaurants", "drivers"), SERVICE)


def test_the_workflow_calls_the_functions_of_its_definition_only() -> None:
    made = build(
        services={**FOOD, "other": SERVICE}, workflows={"flow": {"definition": "delivery"}}, events={"rules": {}}
    )
    called = actions(made, "shop-flow-policy")["lambda:InvokeFunction"]
    assert called == [made.named(f"shop-{name}-service-function").outputs["arn"] for name in FOOD]
    text = made.of_type("aws:sfn/stateMachine:StateMachine")[0].inputs["definition"]
    assert "${" not in text
    assert '"Source":"shop.flow"' in text


def test_a_definition_that_is_wrong_creates_nothing() -> None:
    with pytest.raises(pulumi.RunError, match=r"\$\{function\.drivers\} is unknown; expected one of"):
        build(services={"orders": SERVICE}, workflows={"flow": {"definition": "delivery"}}, events={})


def test_a_follower_receives_the_changes_of_a_table() -> None:
    made = build(
        services={"hello": {**SERVICE, "follows": ["items"]}},
        tables={"items": {"partitionKey": "id", "stream": "both"}},
    )
    mapping = made.only("EventSourceMapping").inputs
    assert mapping["eventSourceArn"] == made.named("shop-items-table").outputs["streamArn"]
    assert mapping["functionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["destinationConfig"]["onFailure"]["destinationArn"] == made.only("Queue").outputs["arn"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"services": {}}, "at least 1"),
        ({"services": {"a": {**SERVICE, "reads": ["x"]}}}, "services.a.reads names x, which is not among tables"),
        ({"services": {"a": {**SERVICE, "answers": ["x"]}}}, "services.a.answers names x"),
        ({"services": {"a": {**SERVICE, "publishes": True}}}, "expected a section events"),
        ({"services": {"a": {**SERVICE, "routes": ["GET /a"]}}}, "expected a section api"),
        ({"services": {"a": SERVICE}, "api": {}}, "api has no route"),
        ({"services": {"a": SERVICE}, "dns": {"create": True}}, "expected api.http.domain"),
        (
            {"services": {"a": {**SERVICE, "follows": ["t"]}}, "tables": {"t": {"partitionKey": "id"}}},
            "names t, which has no stream",
        ),
        (
            {"services": {n: {**SERVICE, "routes": ["GET /a"]} for n in "ab"}, "api": {}},
            "services.b.routes has GET /a, which services.a answers as well",
        ),
        ({"services": {"a": SERVICE}, "events": {"rules": {"r": {"types": ["X"]}}}}, "events.rules.r leads nowhere"),
        (
            {"services": {"a": SERVICE}, "events": {"rules": {"r": {"types": ["X"], "workflows": ["w"]}}}},
            "events.rules.r.workflows names w",
        ),
        (
            {
                "services": {"a": {**SERVICE, "routes": ["GET /a"]}},
                "api": {"http": {"authorization": "lambda"}},
            },
            "http.authorization: lambda and authorizer go together",
        ),
    ],
)
def test_what_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        ServerlessMicroservicesSettings.of("Development", pattern="serverless-microservices", **values)


def test_a_function_may_decide_who_calls() -> None:
    made = build(
        services={"gate": SERVICE, "a": {**SERVICE, "routes": ["GET /a"]}},
        api={"http": {"authorization": "lambda"}, "authorizer": "gate"},
    )
    authorizer = made.only("Authorizer")
    assert authorizer.inputs["authorizerUri"] == made.named("shop-gate-service-function").outputs["invokeArn"]
    assert authorizer.inputs["enableSimpleResponses"] is True
    assert authorizer.inputs["authorizerResultTtlInSeconds"] == 0, "it decides on every request"
    route = made.only("Route").inputs
    assert (route["authorizationType"], route["authorizerId"]) == ("CUSTOM", authorizer.outputs["id"])
    permission = made.named("shop-api-authorizer-calls-shop-gate-service").inputs
    assert permission["sourceArn"].endswith(f"/authorizers/{authorizer.outputs['id']}")


@pytest.mark.parametrize(("profile", "keys"), [("Development", 0), ("Staging", 0), ("Production", 2)])
def test_keys_by_profile(profile: str, keys: int) -> None:
    made = build(profile, services={"a": SERVICE}, tables={"t": {"partitionKey": "id"}}, events={})
    assert len(made.of_type("aws:kms/key:Key")) == keys


MORE_TABLES = {"tables__menus": {"partitionKey": "id"}}
MORE_SERVICES = {"services__menus": {"source": "site_api", "routes": ["GET /menus"]}}


@pytest.mark.parametrize(
    "more",
    [
        MORE_TABLES,
        MORE_SERVICES,
        {"workflows__again": {"definition": "delivery"}},
        {"events__rules__cancelled": {"types": ["OrderCancelled"], "functions": ["orders"]}},
        {"events__schemas__OrderSeen": "order-placed"},
    ],
    ids=lambda more: next(iter(more)),
)
def test_one_thing_more_or_less_touches_nothing_else(more: dict[str, Any]) -> None:
    before, after = synth(EXAMPLE), changed(**more)
    assert len(after.resources) > len(before.resources)
    assert disturbed(before, after) == []
    # The other way round: what is left when it is taken away again is as before.
    left = [urn for urn in after.by_urn if urn in before.by_urn]
    assert left == [resource.urn for resource in before.resources]


def test_another_way_of_payment_changes_the_table_in_place() -> None:
    from simulator import facts

    before = synth(EXAMPLE)
    provisioned = {"partitionKey": "orderId", "capacity": {"mode": "provisioned"}}
    after = changed(tables__orders=provisioned, tables__drivers__capacity={"mode": "on-demand"})
    for name in ("food-orders-table", "food-drivers-table"):
        old, new = before.named(name), after.named(name)
        assert old.urn == new.urn
        moved = {key for key in {*old.inputs, *new.inputs} if old.inputs.get(key) != new.inputs.get(key)}
        assert "billingMode" in moved
        assert not moved & facts.of(old.type).replace


ROUTED = {"a": {**SERVICE, "routes": ["GET /a", "POST /a/{id}"]}}


def test_a_rest_api_in_place_of_the_http_api() -> None:
    made = build("Production", services=ROUTED, api={"rest": {}})
    assert not made.of_type("aws:apigatewayv2/api:Api")
    assert made.only("aws:apigateway/restApi:RestApi").outputs["id"] == made.exports["apiId"]
    assert len(made.of_type("aws:apigateway/method:Method")) == 2
    assert {method.inputs["authorization"] for method in made.of_type("aws:apigateway/method:Method")} == {"AWS_IAM"}
    assert (
        made.only("WebAclAssociation").inputs["resourceArn"] == made.only("aws:apigateway/stage:Stage").outputs["arn"]
    )
    assert not build(services=ROUTED, api={"rest": {}}).of_type("WebAcl")


def test_a_rest_api_under_a_name_of_its_own() -> None:
    made = build(services=ROUTED, api={"rest": {"domain": "api.example.com"}}, dns={"create": True})
    assert made.exports["apiUrl"] == "https://api.example.com"
    certificate = made.only("CertificateValidation").outputs["certificateArn"]
    assert made.only("aws:apigateway/domainName:DomainName").inputs["regionalCertificateArn"] == certificate


@pytest.mark.parametrize("kind", ["http", "rest"])
def test_a_pool_of_users_decides_who_calls(kind: str) -> None:
    api = {"users": {}, **({"rest": {}} if kind == "rest" else {})}
    made = build("Production", services=ROUTED, api=api)
    authorizer = made.only("Authorizer")
    if kind == "http":
        configuration = authorizer.inputs["jwtConfiguration"]
        client = made.only("aws:cognito/userPoolClient:UserPoolClient").outputs["id"]
        assert configuration == {"issuer": made.exports["issuer"], "audiences": [client]}
        assert {r.inputs["authorizationType"] for r in made.of_type("aws:apigatewayv2/route:Route")} == {"JWT"}
    else:
        assert authorizer.inputs["type"] == "COGNITO_USER_POOLS"
    assert list(made.exports["clientIds"]) == ["app"]


@pytest.mark.parametrize(
    ("api", "said"),
    [
        ({"http": {}, "rest": {}}, "http and rest are both given"),
        ({"users": {}, "http": {"authorization": "iam"}}, "users and http.authorization both say who may call"),
        ({"users": {}, "rest": {"authorization": "none"}}, "users and rest.authorization both say who may call"),
        ({"users": {}, "authorizer": "a"}, "users and authorizer both say who may call"),
        ({"rest": {"authorization": "lambda"}}, "rest.authorization: lambda and authorizer go together"),
        ({"rest": {}, "authorizer": "a"}, "rest.authorization: lambda and authorizer go together"),
    ],
)
def test_two_answers_to_one_question_are_refused(api: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        ServerlessMicroservicesSettings.of("Development", pattern="serverless-microservices", services=ROUTED, api=api)


def test_a_rest_api_has_no_route_for_everything_else() -> None:
    services = {"a": {**SERVICE, "routes": ["$default"]}}
    with pytest.raises(ValidationError, match=re.escape("expected ANY /{proxy+}")):
        ServerlessMicroservicesSettings.of(
            "Development", pattern="serverless-microservices", services=services, api={"rest": {}}
        )
