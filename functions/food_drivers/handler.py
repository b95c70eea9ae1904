"""Drivers of the food delivery.

Steps of the workflow: `assign` finds a free driver in the area of the order, `deliver` waits until that driver says
that the food has arrived, `release` makes the driver free again, for whatever reason. Every step may be repeated.
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


class NoDriverAvailable(Exception):
    """Nobody in the area is free at the moment."""


@cache
def table() -> Any:
    """Return the table of the drivers."""
    resource: Any = boto3.resource("dynamodb")  # its classes are made at run time: no checker knows them
    return resource.Table(os.environ["TABLE_DRIVERS"])


@cache
def workflows() -> Any:
    """Return the client of Step Functions."""
    return boto3.client("stepfunctions")


def handler(event: Mapping[str, Any], _context: object) -> Any:
    """Answer a request of the API, or do a step of the workflow."""
    if "step" in event:
        return STEPS[event["step"]](event)
    started = time.perf_counter()
    route = event.get("routeKey") or f"{event['httpMethod']} {event['resource']}"  # of an HTTP API, of a REST API
    status, body = ROUTES[route](event)
    duration = round((time.perf_counter() - started) * 1000, 3)
    logger.info("request", extra={"path": route, "status": status, "duration": duration})
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}


def assign(event: Mapping[str, Any]) -> Json:
    """Give the order to a free driver of its area.

    Raises:
        NoDriverAvailable: all are busy; the workflow tries again later.

    """
    order = event["order"]
    # The answer to an earlier try may have been lost after the driver was taken.
    taken = of_order(order["orderId"])
    if taken:
        return {"driverId": taken["driverId"]}
    free = table().query(
        IndexName="by-area",
        KeyConditionExpression=Key("area").eq(order["area"]) & Key("status").eq("FREE"),
        Limit=10,
    )
    for driver in free["Items"]:
        if _take(driver["driverId"], order["orderId"]):
            return {"driverId": driver["driverId"]}
    raise NoDriverAvailable(order["area"])


def _take(driver_id: str, order_id: str) -> bool:
    """Make a driver busy, unless another order was faster."""
    return _change(
        driver_id,
        "SET #s = :busy, orderId = :order",
        "#s = :free",
        {":busy": "BUSY", ":order": order_id, ":free": "FREE"},
    )


def deliver(event: Mapping[str, Any]) -> None:
    """Keep the token that the driver answers on arrival."""
    order_id = event["orderId"]
    values = {":token": event["token"], ":order": order_id}
    if not _change(event["driverId"], "SET #t = :token", "orderId = :order", values, {"#t": "token"}):
        raise LookupError(f"{event['driverId']} does not drive {order_id}")


def release(event: Mapping[str, Any]) -> Json:
    """Make the driver of an order free. A driver who has another order by now keeps it."""
    order_id = event["orderId"]
    driver = of_order(order_id)
    if driver is None:
        return {"orderId": order_id, "released": False}
    released = _change(
        driver["driverId"],
        "SET #s = :free REMOVE orderId, #t",
        "orderId = :order",
        {":free": "FREE", ":order": order_id},
        {"#s": "status", "#t": "token"},
    )
    return {"orderId": order_id, "released": released}


def delivered(event: Mapping[str, Any]) -> tuple[int, Json]:
    """Take the driver's word that the food has arrived, and tell the workflow."""
    order_id = event["pathParameters"]["orderId"]
    driver = of_order(order_id)
    if driver is None or "token" not in driver or not _may(event, driver["driverId"]):
        return 404, {"error": "there is no such delivery"}
    output = json.dumps({"deliveredAt": int(time.time())})
    try:
        workflows().send_task_success(taskToken=driver["token"], output=output)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _TOO_LATE:
            raise
        return 410, {"error": "too late: the delivery has ended"}
    return 200, {"orderId": order_id, "status": "DELIVERED"}


def of_order(order_id: str) -> Json | None:
    """Return the driver of an order; None where it has none."""
    found = table().query(IndexName="by-order", KeyConditionExpression=Key("orderId").eq(order_id), Limit=1)
    return next(iter(found["Items"]), None)


def _change(
    driver_id: str, update: str, condition: str, values: Mapping[str, Any], names: Mapping[str, str] | None = None
) -> bool:
    """Change a driver where the condition holds; tell whether it did."""
    try:
        table().update_item(
            Key={"driverId": driver_id},
            UpdateExpression=update,
            ConditionExpression=condition,
            ExpressionAttributeNames=names or {"#s": "status"},
            ExpressionAttributeValues=values,
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def _may(event: Mapping[str, Any], driver_id: str) -> bool:
    """Tell whether the caller is the driver. Without an authorizer (a trial) everybody is."""
    if not event["requestContext"].get("authorizer"):
        return True
    return claims_of(event).get("sub") == driver_id


def claims_of(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is known of the caller: the claims of a token, or what a function said, for either kind of API."""
    authorizer = event["requestContext"].get("authorizer") or {}
    return authorizer.get("jwt", {}).get("claims") or authorizer.get("claims") or authorizer.get("lambda") or authorizer


ROUTES: dict[str, Callable[[Mapping[str, Any]], tuple[int, Json]]] = {"POST /deliveries/{orderId}/delivered": delivered}
STEPS: dict[str, Callable[[Mapping[str, Any]], Any]] = {"assign": assign, "deliver": deliver, "release": release}
