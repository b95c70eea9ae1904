"""Restaurants of the food delivery.

The workflow asks a restaurant and waits (step `ask`), or calls an order off (`cancel`). The restaurant answers through
the API. When the bus tells that an order has arrived, its ticket is closed.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

logger = logging.getLogger()

Json = dict[str, Any]
_TOO_LATE = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}
_SHOWN = ("orderId", "lines", "status", "askedAt")


@cache
def table() -> Any:
    """Return the table of the tickets."""
    resource: Any = boto3.resource("dynamodb")  # its classes are made at run time: no checker knows them
    return resource.Table(os.environ["TABLE_TICKETS"])


@cache
def workflows() -> Any:
    """Return the client of Step Functions."""
    return boto3.client("stepfunctions")


def handler(event: Mapping[str, Any], _context: object) -> Any:
    """Answer a request of the API, do a step of the workflow, or hear an event of the bus."""
    if "step" in event:
        return STEPS[event["step"]](event)
    if "detail-type" in event:
        return _move(event["detail"]["orderId"], "CLOSED", ["ACCEPTED", "CLOSED"])
    started = time.perf_counter()
    route = event.get("routeKey") or f"{event['httpMethod']} {event['resource']}"  # of an HTTP API, of a REST API
    status, body = ROUTES[route](event)
    duration = round((time.perf_counter() - started) * 1000, 3)
    logger.info("request", extra={"path": route, "status": status, "duration": duration})
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}


def ask(event: Mapping[str, Any]) -> None:
    """Put a ticket before the restaurant; the workflow waits until the token is answered."""
    order = event["order"]
    ticket = {name: order[name] for name in ("orderId", "restaurantId", "lines")}
    ticket |= {"status": "WAITING", "askedAt": int(time.time()), "token": event["token"]}
    table().put_item(Item=ticket)


def cancel(event: Mapping[str, Any]) -> Json:
    """Call an order off; without a ticket there is nothing to do."""
    return _move(event["orderId"], "CANCELLED", ["WAITING", "ACCEPTED", "REFUSED", "CANCELLED"])


def _move(order_id: str, status: str, allowed: list[str]) -> Json:
    """Move a ticket on, where it is in one of the `allowed` states."""
    values = {f":a{n}": state for n, state in enumerate(allowed)}
    try:
        table().update_item(
            Key={"orderId": order_id},
            UpdateExpression="SET #s = :new",
            ConditionExpression=f"#s IN ({', '.join(values)})",
            ExpressionAttributeNames={"#s": "status"},
            ExpressionAttributeValues={":new": status, **values},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return {"orderId": order_id, "changed": False}
    return {"orderId": order_id, "changed": True}


def tickets(event: Mapping[str, Any]) -> tuple[int, Json]:
    """Show a restaurant its tickets, newest first."""
    restaurant = event["pathParameters"]["restaurantId"]
    if not _may(event, restaurant):
        return 404, {"error": "there is no such restaurant"}
    found = table().query(
        IndexName="by-restaurant",
        KeyConditionExpression=Key("restaurantId").eq(restaurant),
        ScanIndexForward=False,
        Limit=50,
    )
    shown = [{name: ticket[name] for name in _SHOWN if name in ticket} for ticket in found["Items"]]
    return 200, {"tickets": json.loads(json.dumps(shown, default=int))}


def answer(event: Mapping[str, Any]) -> tuple[int, Json]:
    """Take the restaurant's answer and tell the workflow. The same answer may come twice, the other one not."""
    order_id = event["pathParameters"]["orderId"]
    ticket = table().get_item(Key={"orderId": order_id}, ConsistentRead=True).get("Item")
    if ticket is None or not _may(event, ticket["restaurantId"]):
        return 404, {"error": "there is no such ticket"}
    accepted = (event.get("routeKey") or event["resource"]).endswith("/accept")
    status = "ACCEPTED" if accepted else "REFUSED"
    if not _move(order_id, status, ["WAITING", status])["changed"]:
        return 409, {"error": "the ticket has been answered or called off"}
    try:
        if accepted:
            workflows().send_task_success(taskToken=ticket["token"], output=json.dumps({"accepted": True}))
        else:
            workflows().send_task_failure(taskToken=ticket["token"], error="RestaurantRefused")
    except ClientError as error:
        if error.response["Error"]["Code"] not in _TOO_LATE:
            raise
        return 410, {"error": "too late: the order has been called off"}
    return 200, {"orderId": order_id, "status": status}


def _may(event: Mapping[str, Any], restaurant: str) -> bool:
    """Tell whether the caller speaks for a restaurant. Without an authorizer (a trial) everybody does."""
    if not event["requestContext"].get("authorizer"):
        return True
    return restaurant in str(claims_of(event).get("restaurants", "")).split()


def claims_of(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is known of the caller: the claims of a token, or what a function said, for either kind of API."""
    authorizer = event["requestContext"].get("authorizer") or {}
    return authorizer.get("jwt", {}).get("claims") or authorizer.get("claims") or authorizer.get("lambda") or authorizer


ROUTES: dict[str, Callable[[Mapping[str, Any]], tuple[int, Json]]] = {
    "GET /restaurants/{restaurantId}/tickets": tickets,
    "POST /tickets/{orderId}/accept": answer,
    "POST /tickets/{orderId}/refuse": answer,
}
STEPS: dict[str, Callable[[Mapping[str, Any]], Any]] = {"ask": ask, "cancel": cancel}
