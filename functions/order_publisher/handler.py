"""Publishes an event about an order: once, to a topic, whoever listens.

Attributes are what subscribers filter by. For a FIFO topic the customer is the message group, so the events of one
customer stay in order, and the event's own id lets a repeated call publish nothing twice within five minutes.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import boto3

logger = logging.getLogger()
EVENTS = ("OrderPlaced", "OrderCompleted", "OrderCancelled")
_NEEDED = ("eventId", "eventType", "orderId", "customerId", "amount")


@lru_cache
def client() -> Any:
    """Return the client of SNS, made once for all runs of this instance."""
    return boto3.client("sns")


def handler(event: Mapping[str, Any], _context: object) -> dict[str, str]:
    """Publish one event; raises ValueError for one that is not whole."""
    message = message_of(event)
    answer = client().publish(TopicArn=os.environ["TOPIC_ARN"], **message, **_order(event))
    logger.info("published", extra={"eventType": event["eventType"], "orderId": event["orderId"]})
    return {"messageId": answer["MessageId"]}


def message_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return body and attributes of the message for an event."""
    missing = [key for key in _NEEDED if event.get(key) in (None, "")]
    if missing:
        raise ValueError(f"the event lacks {', '.join(missing)}")
    if event["eventType"] not in EVENTS:
        raise ValueError(f"eventType is {event['eventType']!r}; expected one of {', '.join(EVENTS)}")
    return {
        "Message": json.dumps(dict(event), sort_keys=True),
        "MessageAttributes": {
            "eventType": {"DataType": "String", "StringValue": event["eventType"]},
            "amount": {"DataType": "Number", "StringValue": str(event["amount"])},
        },
    }


def _order(event: Mapping[str, Any]) -> dict[str, str]:
    if not os.environ["TOPIC_ARN"].endswith(".fifo"):
        return {}
    return {"MessageGroupId": str(event["customerId"]), "MessageDeduplicationId": str(event["eventId"])}
