"""Orders of the food delivery.

Called by the API (`POST /orders`, `GET /orders/{orderId}`) and by the steps `begin`, `complete` and `cancel` of the
workflow. An order is PLACED, then IN_DELIVERY, and in the end DELIVERED or CANCELLED; it never goes back.
"""

from __future__ import annotations

import json
import logging
import os
import time
import uuid
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import boto3
from botocore.exceptions import ClientError

logger = logging.getLogger()

Json = dict[str, Any]
_CENTS_AT_MOST, _LINES_AT_MOST = 100_000, 50
_ORDERS = uuid.UUID("6f0f6a63-6a1b-4b71-9d0a-6a2f2f5a8f10")
"""Namespace of order ids that are made from a caller's Idempotency-Key."""


class AlreadyStarted(Exception):
    """Another run of the workflow delivers the order. EventBridge delivers an event once or more often."""


class Refused(Exception):
    """What a caller sent cannot become an order."""


@cache
def table() -> Any:
    """Return the table of the orders."""
    resource: Any = boto3.resource("dynamodb")  # its classes are made at run time: no checker knows them
    return resource.Table(os.environ["TABLE_ORDERS"])


@cache
def bus() -> Any:
    """Return the client of the event bus."""
    return boto3.client("events")


def handler(event: Mapping[str, Any], _context: object) -> Any:
    """Answer a request of the API, or do a step of the workflow."""
    if "step" in event:
        return STEPS[event["step"]](event)
    started = time.perf_counter()
    route = event.get("routeKey") or f"{event['httpMethod']} {event['resource']}"  # of an HTTP API, of a REST API
    try:
        status, body = ROUTES[route](event)
    except Refused as refused:
        status, body = 400, {"error": str(refused)}
    duration = round((time.perf_counter() - started) * 1000, 3)
    logger.info("request", extra={"path": route, "status": status, "duration": duration})
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}


def place(event: Mapping[str, Any]) -> tuple[int, Json]:
    """Take an order: keep it, then tell everybody. The same Idempotency-Key gives the same order."""
    customer = caller(event)
    order = parse(event.get("body"), customer)
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    key = headers.get("idempotency-key")
    order_id = str(uuid.uuid5(_ORDERS, f"{customer}/{key}") if key else uuid.uuid4())
    order |= {"orderId": order_id, "status": "PLACED", "placedAt": int(time.time())}
    try:
        table().put_item(Item=order, ConditionExpression="attribute_not_exists(orderId)")
    except ClientError as error:
        if not failed_condition(error):
            raise
        order = find(order_id) or order
        if order["status"] != "PLACED":
            return 200, shown(order)
    # After a fault between the two, the caller's next try comes here again: the event is sent once or more often.
    tell("OrderPlaced", {name: order[name] for name in ("orderId", "restaurantId", "area", "totalCents")})
    return 202, shown(order)


def show(event: Mapping[str, Any]) -> tuple[int, Json]:
    """Show an order to the customer who placed it."""
    order = find(event["pathParameters"]["orderId"])
    if order is None or order["customerId"] != caller(event):
        return 404, {"error": "there is no such order"}
    return 200, shown(order)


def begin(event: Mapping[str, Any]) -> Json:
    """Claim the order for one run of the workflow; return it."""
    try:
        changed = table().update_item(
            Key={"orderId": event["orderId"]},
            UpdateExpression="SET #s = :new, #r = :run",
            # The run itself may ask again, when the answer to its first try was lost.
            ConditionExpression="#s = :placed OR (#s = :new AND #r = :run)",
            ExpressionAttributeNames={"#s": "status", "#r": "run"},
            ExpressionAttributeValues={":placed": "PLACED", ":new": "IN_DELIVERY", ":run": event["run"]},
            ReturnValues="ALL_NEW",
        )
    except ClientError as error:
        if failed_condition(error):
            raise AlreadyStarted(event["orderId"]) from None
        raise
    order = changed["Attributes"]
    return plain({name: order[name] for name in ("orderId", "restaurantId", "area", "lines")})


def complete(event: Mapping[str, Any]) -> Json:
    """Note that the order has arrived."""
    return _end(event["orderId"], "DELIVERED")


def cancel(event: Mapping[str, Any]) -> Json:
    """Note that the order will not arrive, and why."""
    return _end(event["orderId"], "CANCELLED", event.get("reason", "unknown"))


def _end(order_id: str, status: str, reason: str | None = None) -> Json:
    values = {":new": status, ":now": int(time.time()), ":open": "IN_DELIVERY", ":why": reason}
    table().update_item(
        Key={"orderId": order_id},
        UpdateExpression="SET #s = :new, endedAt = :now, reason = :why",
        ConditionExpression="#s IN (:open, :new)",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues=values,
    )
    return {"orderId": order_id, "status": status}


def parse(body: str | None, customer: str) -> Json:
    """Return the order in a request's body.

    Raises:
        Refused: with what is wrong with it.

    """
    try:
        asked = json.loads(body or "")
    except ValueError:
        raise Refused("the body is no JSON") from None
    texts = {name: asked.get(name) for name in ("restaurantId", "area")} if isinstance(asked, dict) else {}
    lines = asked.get("lines") if isinstance(asked, dict) else None
    if not texts or not all(isinstance(value, str) and value for value in texts.values()):
        raise Refused("restaurantId and area are needed")
    if not isinstance(lines, list) or not 1 <= len(lines) <= _LINES_AT_MOST:
        raise Refused(f"lines: 1 to {_LINES_AT_MOST} are needed")
    parsed = [_line(line) for line in lines]
    total = sum(line["quantity"] * line["cents"] for line in parsed)
    return {**texts, "customerId": customer, "lines": parsed, "totalCents": total}


def _line(line: Any) -> Json:
    if not isinstance(line, dict) or not isinstance(line.get("dish"), str) or not line["dish"]:
        raise Refused("every line needs a dish")
    limits = {"quantity": (1, 100), "cents": (0, _CENTS_AT_MOST)}
    for name, (low, high) in limits.items():
        value = line.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Refused(f"{name} of {line['dish']} must be a whole number from {low} to {high}")
    return {"dish": line["dish"], "quantity": line["quantity"], "cents": line["cents"]}


def caller(event: Mapping[str, Any]) -> str:
    """Return who calls: the subject of the token, or what the authorizer says; `anonymous` without either."""
    claims = claims_of(event)
    signed = claims.get("iam") or {"userId": event["requestContext"].get("identity", {}).get("user")}
    return claims.get("sub") or signed.get("userId") or "anonymous"


def claims_of(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is known of the caller: the claims of a token, or what a function said, for either kind of API."""
    authorizer = event["requestContext"].get("authorizer") or {}
    return authorizer.get("jwt", {}).get("claims") or authorizer.get("claims") or authorizer.get("lambda") or authorizer


def find(order_id: str) -> Json | None:
    """Return an order; None where there is none."""
    return table().get_item(Key={"orderId": order_id}, ConsistentRead=True).get("Item")


def shown(order: Json) -> Json:
    """Return what a customer sees of an order."""
    names = ("orderId", "restaurantId", "area", "lines", "totalCents", "status", "reason", "placedAt", "endedAt")
    return plain({name: order[name] for name in names if order.get(name) is not None})


def plain(value: Json) -> Json:
    """Return a value of DynamoDB as JSON has it: every number of ours is a whole one."""
    return json.loads(json.dumps(value, default=int))


def tell(type_: str, detail: Json) -> None:
    """Put an event on the bus.

    Raises:
        RuntimeError: the bus did not take it.

    """
    entry = {
        "EventBusName": os.environ["EVENT_BUS"],
        "Source": os.environ["EVENT_SOURCE"],
        "DetailType": type_,
        "Detail": json.dumps(plain(detail)),
    }
    answer = bus().put_events(Entries=[entry])
    if answer["FailedEntryCount"]:
        raise RuntimeError(f"{type_} was not taken: {answer['Entries'][0].get('ErrorCode')}")


def failed_condition(error: ClientError) -> bool:
    """Tell whether a write was refused because its condition did not hold."""
    return error.response["Error"]["Code"] == "ConditionalCheckFailedException"


ROUTES: dict[str, Callable[[Mapping[str, Any]], tuple[int, Json]]] = {
    "POST /orders": place,
    "GET /orders/{orderId}": show,
}
STEPS: dict[str, Callable[[Mapping[str, Any]], Json]] = {"begin": begin, "complete": complete, "cancel": cancel}
