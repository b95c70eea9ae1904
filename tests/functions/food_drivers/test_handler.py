"""Drivers: one order each, found in their area, released whatever happened."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from functions.food_drivers import handler as code


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch):
    """Run on moto; return what the workflow was told, and the error that it answers with."""
    for key, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "TABLE_DRIVERS": "drivers",
    }.items():
        monkeypatch.setenv(key, value)
    code.table.cache_clear()
    code.workflows.cache_clear()
    with mock_aws():
        indexes = {"by-area": ["area", "status"], "by-order": ["orderId"]}
        boto3.client("dynamodb").create_table(
            TableName="drivers",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "driverId", "KeyType": "HASH"}],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("driverId", "area", "status", "orderId")
            ],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": index,
                    "KeySchema": [
                        {"AttributeName": key, "KeyType": kind}
                        for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
                for index, keys in indexes.items()
            ],
        )
        for driver in ("dora", "dirk"):
            code.table().put_item(Item={"driverId": driver, "area": "north", "status": "FREE"})
        said: list[Any] = []
        errors: list[str] = []

        def tell(**arguments: Any) -> None:
            if errors:
                raise ClientError({"Error": {"Code": errors.pop()}}, "SendTaskSuccess")
            said.append(arguments)

        monkeypatch.setattr(code.workflows(), "send_task_success", tell)
        yield said, errors
    code.table.cache_clear()
    code.workflows.cache_clear()


def step(name: str, order: str = "o1", **more: str) -> Any:
    asked = {"step": name, "orderId": order, "order": {"orderId": order, "area": "north"}, **more}
    return code.handler(asked, None)


def arrive(order: str = "o1", sub: str | None = None) -> int:
    context = {"authorizer": {"jwt": {"claims": {"sub": sub}}}} if sub else {}
    event = {
        "routeKey": "POST /deliveries/{orderId}/delivered",
        "pathParameters": {"orderId": order},
        "requestContext": context,
    }
    return code.handler(event, None)["statusCode"]


def test_every_order_has_a_driver_of_its_own_until_none_is_left(answers) -> None:
    assert {step("assign", "o1")["driverId"], step("assign", "o2")["driverId"]} == {"dora", "dirk"}
    with pytest.raises(code.NoDriverAvailable, match="north"):
        step("assign", "o3")


def test_asked_again_it_is_the_same_driver(answers) -> None:
    assert step("assign") == step("assign")


def test_a_driver_whom_another_order_took_meanwhile_is_passed_over(answers, monkeypatch: pytest.MonkeyPatch) -> None:
    real, refused = code._take, []

    def slower(driver: str, order: str) -> bool:
        if not refused:
            refused.append(driver)
            real(driver, "faster")
        return real(driver, order)

    monkeypatch.setattr(code, "_take", slower)
    assert step("assign")["driverId"] not in refused
    assert code.of_order("faster")["driverId"] == refused[0]


def test_arrival_is_told_by_the_driver_of_the_order_only(answers) -> None:
    driver = step("assign")["driverId"]
    assert arrive() == 404  # nobody waits for it yet
    step("deliver", driverId=driver, token="t1")
    assert arrive(sub="somebody") == 404
    assert arrive(sub=driver) == 200
    [told] = answers[0]
    assert told["taskToken"] == "t1"
    assert json.loads(told["output"])["deliveredAt"] > 0


def test_too_late_is_told_and_other_faults_are_raised(answers) -> None:
    step("deliver", driverId=step("assign")["driverId"], token="t1")
    answers[1].append("TaskTimedOut")
    assert arrive() == 410
    answers[1].append("ThrottlingException")
    with pytest.raises(ClientError):
        arrive()


def test_a_driver_who_does_not_have_the_order_cannot_deliver_it(answers) -> None:
    with pytest.raises(LookupError, match="dora does not drive o1"):
        step("deliver", driverId="dora", token="t1")


def test_release_makes_free_and_may_be_repeated(answers) -> None:
    driver = step("assign")["driverId"]
    assert step("release") == {"orderId": "o1", "released": True}
    assert step("release") == {"orderId": "o1", "released": False}
    item = code.table().get_item(Key={"driverId": driver})["Item"]
    assert item == {"driverId": driver, "area": "north", "status": "FREE"}


def test_a_late_release_leaves_the_next_order_alone(answers, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = step("assign")["driverId"]
    old = code.of_order("o1")
    step("release")
    code._take(driver, "o2")
    # The index still tells of the old order.
    monkeypatch.setattr(code, "of_order", lambda _: old)
    assert step("release")["released"] is False
    assert code.table().get_item(Key={"driverId": driver})["Item"]["orderId"] == "o2"
