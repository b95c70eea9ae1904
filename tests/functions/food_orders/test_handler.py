"""Orders: what is taken, what is refused, what happens twice."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from functions.food_orders import handler as code

LINES = [{"dish": "pizza", "quantity": 2, "cents": 900}]
ORDER = {"restaurantId": "luigi", "area": "north", "lines": LINES}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch):
    """Run on moto; return the events that were put, and fail them on demand."""
    for key, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "TABLE_ORDERS": "orders",
        "EVENT_BUS": "bus",
        "EVENT_SOURCE": "food.orders",
    }.items():
        monkeypatch.setenv(key, value)
    code.table.cache_clear()
    code.bus.cache_clear()
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName="orders",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "orderId", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "orderId", "AttributeType": "S"}],
        )
        entries: list[dict[str, Any]] = []
        answer = {"FailedEntryCount": 0, "Entries": [{"ErrorCode": "Throttled"}]}

        def put(**given: list[dict[str, Any]]) -> dict[str, Any]:
            entries.extend(given["Entries"])
            return answer

        boto3.client("events").create_event_bus(Name="bus")
        monkeypatch.setattr(code.bus(), "put_events", put)
        yield entries, answer
    code.table.cache_clear()
    code.bus.cache_clear()


def rest(route: str, body: Any = None, *, authorizer: dict[str, Any] | None = None, **path: str) -> Any:
    """Send the request as a REST API hands it over: other keys, names of headers as they came."""
    method, _, resource = route.partition(" ")
    event = {
        "httpMethod": method,
        "resource": resource,
        "headers": {"Idempotency-Key": "k1", "Content-Type": "application/json"},
        "pathParameters": path or None,
        "requestContext": {"identity": {"user": None}, **({"authorizer": authorizer} if authorizer else {})},
        "body": None if body is None else json.dumps(body),
    }
    answer = code.handler(event, None)
    return answer["statusCode"], json.loads(answer["body"])


def call(route: str, body: Any = None, *, sub: str | None = None, key: str | None = None, **path: str) -> Any:
    claims = {"authorizer": {"jwt": {"claims": {"sub": sub}}}} if sub else {}
    event = {
        "routeKey": route,
        "headers": {"idempotency-key": key} if key else {},
        "pathParameters": path,
        "requestContext": claims,
        "body": body if isinstance(body, str) or body is None else json.dumps(body),
    }
    answer = code.handler(event, None)
    return answer["statusCode"], json.loads(answer["body"])


def place(**more: Any) -> Any:
    return call("POST /orders", ORDER, **more)


def test_an_order_is_kept_and_told(told) -> None:
    entries, _ = told
    status, order = place(sub="ada")
    assert (status, order["status"], order["totalCents"]) == (202, "PLACED", 1800)
    assert "customerId" not in order
    [entry] = entries
    assert (entry["Source"], entry["EventBusName"], entry["DetailType"]) == ("food.orders", "bus", "OrderPlaced")
    assert json.loads(entry["Detail"])["orderId"] == order["orderId"]


def test_the_same_key_is_the_same_order_for_the_same_customer(told) -> None:
    first, again, other = place(sub="ada", key="1"), place(sub="ada", key="1"), place(sub="bob", key="1")
    assert first[1]["orderId"] == again[1]["orderId"] != other[1]["orderId"]


def test_an_event_that_was_lost_is_sent_at_the_next_try(told) -> None:
    entries, answer = told
    answer["FailedEntryCount"] = 1
    with pytest.raises(RuntimeError, match="OrderPlaced was not taken: Throttled"):
        place(key="1")
    answer["FailedEntryCount"] = 0
    assert place(key="1")[0] == 202
    assert len(entries) == 2


def test_an_order_on_its_way_is_not_told_again(told) -> None:
    entries, _ = told
    order = place(key="1")[1]["orderId"]
    code.handler({"step": "begin", "orderId": order, "run": "r1"}, None)
    assert place(key="1")[0] == 200
    assert len(entries) == 1


def test_an_order_is_shown_to_its_customer_only(told) -> None:
    order = place(sub="ada")[1]["orderId"]
    assert call("GET /orders/{orderId}", sub="ada", orderId=order)[1]["lines"] == LINES
    assert call("GET /orders/{orderId}", sub="bob", orderId=order)[0] == 404
    assert call("GET /orders/{orderId}", sub="ada", orderId="none")[0] == 404


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{", "the body is no JSON"),
        ([], "restaurantId and area are needed"),
        ({**ORDER, "area": 5}, "restaurantId and area are needed"),
        ({**ORDER, "lines": []}, "lines: 1 to 50 are needed"),
        ({**ORDER, "lines": LINES * 51}, "lines: 1 to 50 are needed"),
        ({**ORDER, "lines": [{}]}, "every line needs a dish"),
        ({**ORDER, "lines": [{**LINES[0], "quantity": 0}]}, "quantity of pizza must be a whole number from 1 to 100"),
        ({**ORDER, "lines": [{**LINES[0], "quantity": True}]}, "quantity of pizza"),
        ({**ORDER, "lines": [{**LINES[0], "cents": -1}]}, "cents of pizza must be a whole number from 0 to 100000"),
    ],
)
def test_what_is_refused(told, body: Any, said: str) -> None:
    status, answer = call("POST /orders", body)
    assert status == 400
    assert said in answer["error"]
    assert told[0] == []


def test_one_run_claims_an_order_and_may_claim_it_again(told) -> None:
    order = place()[1]["orderId"]
    claim = {"step": "begin", "orderId": order, "run": "r1"}
    assert code.handler(claim, None) == code.handler(claim, None)
    with pytest.raises(code.AlreadyStarted):
        code.handler({**claim, "run": "r2"}, None)


def test_what_ended_does_not_end_otherwise(told) -> None:
    order = place()[1]["orderId"]
    code.handler({"step": "begin", "orderId": order, "run": "r1"}, None)
    code.handler({"step": "complete", "orderId": order}, None)
    code.handler({"step": "complete", "orderId": order}, None)
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        code.handler({"step": "cancel", "orderId": order, "reason": "late"}, None)
    assert call("GET /orders/{orderId}", orderId=order)[1]["status"] == "DELIVERED"


@pytest.mark.parametrize("authorizer", [{"claims": {"sub": "eve"}}, {"principalId": "eve", "sub": "eve"}])
def test_a_rest_api_may_stand_in_front(told: Any, authorizer: dict[str, Any]) -> None:
    """A pool of users puts claims into the event, a function that decides puts its context."""
    status, order = rest("POST /orders", ORDER, authorizer=authorizer)
    assert status == 202
    assert rest("POST /orders", ORDER, authorizer=authorizer)[1]["orderId"] == order["orderId"]
    assert rest("GET /orders/{orderId}", authorizer=authorizer, orderId=order["orderId"])[0] == 200
    other = {"claims": {"sub": "mallory"}}
    assert rest("GET /orders/{orderId}", authorizer=other, orderId=order["orderId"])[0] == 404
