"""Restaurants: who may answer a ticket, once, and in time."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from functions.food_restaurants import handler as code

ORDER = {"orderId": "o1", "restaurantId": "luigi", "lines": [{"dish": "pizza", "quantity": 1, "cents": 900}]}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch):
    """Run on moto; return what the workflow was told, and the error that it answers with."""
    for key, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "TABLE_TICKETS": "tickets",
    }.items():
        monkeypatch.setenv(key, value)
    code.table.cache_clear()
    code.workflows.cache_clear()
    with mock_aws():
        keys = {"orderId": "S", "restaurantId": "S", "askedAt": "N"}
        boto3.client("dynamodb").create_table(
            TableName="tickets",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "orderId", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": kind} for name, kind in keys.items()],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "by-restaurant",
                    "KeySchema": [
                        {"AttributeName": "restaurantId", "KeyType": "HASH"},
                        {"AttributeName": "askedAt", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
        said: list[Any] = []
        errors: list[str] = []

        def tell(**arguments: Any) -> None:
            if errors:
                raise ClientError({"Error": {"Code": errors.pop()}}, "SendTaskSuccess")
            said.append(arguments)

        monkeypatch.setattr(code.workflows(), "send_task_success", tell)
        monkeypatch.setattr(code.workflows(), "send_task_failure", tell)
        yield said, errors
    code.table.cache_clear()
    code.workflows.cache_clear()


def ask(**more: str) -> None:
    code.handler({"step": "ask", "order": {**ORDER, **more}, "token": "t1"}, None)


def call(route: str, *, restaurants: str | None = None, **path: str) -> Any:
    context = {} if restaurants is None else {"authorizer": {"jwt": {"claims": {"restaurants": restaurants}}}}
    answer = code.handler({"routeKey": route, "pathParameters": path, "requestContext": context}, None)
    return answer["statusCode"], json.loads(answer["body"])


def accept(**more: Any) -> int:
    return call("POST /tickets/{orderId}/accept", orderId="o1", **more)[0]


def refuse() -> int:
    return call("POST /tickets/{orderId}/refuse", orderId="o1")[0]


def status() -> str:
    return code.table().get_item(Key={"orderId": "o1"})["Item"]["status"]


def test_the_workflow_hears_of_the_answer(answers) -> None:
    ask()
    assert accept() == 200
    assert answers[0] == [{"taskToken": "t1", "output": '{"accepted": true}'}]
    assert status() == "ACCEPTED"


def test_a_refusal_is_an_error_of_the_step(answers) -> None:
    ask()
    assert refuse() == 200
    assert answers[0] == [{"taskToken": "t1", "error": "RestaurantRefused"}]


def test_the_same_answer_may_come_twice_the_other_one_not(answers) -> None:
    ask()
    assert (accept(), accept(), refuse()) == (200, 200, 409)
    assert status() == "ACCEPTED"


def test_too_late_is_told_and_other_faults_are_raised(answers) -> None:
    ask()
    answers[1].append("TaskTimedOut")
    assert accept() == 410
    answers[1].append("ThrottlingException")
    with pytest.raises(ClientError):
        accept()


def test_what_was_called_off_takes_no_answer(answers) -> None:
    ask()
    assert code.handler({"step": "cancel", "orderId": "o1"}, None) == {"orderId": "o1", "changed": True}
    assert accept() == 409
    assert answers[0] == []


def test_nothing_to_call_off_is_no_fault(answers) -> None:
    assert code.handler({"step": "cancel", "orderId": "none"}, None) == {"orderId": "none", "changed": False}


def test_a_restaurant_answers_for_itself_only(answers) -> None:
    ask()
    assert accept(restaurants="mario") == 404
    assert accept(restaurants="mario luigi") == 200


def test_tickets_are_shown_newest_first_without_their_tokens(answers, monkeypatch: pytest.MonkeyPatch) -> None:
    for moment, order in ((1, "o1"), (2, "o2")):
        monkeypatch.setattr(code.time, "time", lambda moment=moment: moment)
        ask(orderId=order)
    route = "GET /restaurants/{restaurantId}/tickets"
    found = call(route, restaurantId="luigi", restaurants="luigi")[1]["tickets"]
    assert [ticket["orderId"] for ticket in found] == ["o2", "o1"]
    assert set(found[0]) == {"orderId", "lines", "status", "askedAt"}
    assert call(route, restaurantId="luigi", restaurants="")[0] == 404


def test_a_delivered_order_closes_its_ticket(answers) -> None:
    ask()
    accept()
    event = {"detail-type": "OrderDelivered", "detail": {"orderId": "o1"}}
    assert code.handler(event, None)["changed"] is True
    assert code.handler(event, None)["changed"] is True
    assert status() == "CLOSED"
