"""Settles payments from a FIFO queue, in order for every customer, and publishes that they are settled.

When a payment fails, the later ones of the same customer in the batch are given back untouched: else they would
overtake it. Other customers go on. A payment that fails to the end becomes a dead letter, and then its customer's next
one is settled. What was given back counts a try too: with a `batchSize` of 1 nothing else becomes a dead letter.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import boto3

logger = logging.getLogger()


@lru_cache
def client() -> Any:
    """Return the client of SNS, made once for all runs of this instance."""
    return boto3.client("sns")


def handler(event: Mapping[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    """Work off one batch."""
    failed: list[str] = []
    halted: set[str] = set()
    for record in event["Records"]:
        group = record["attributes"]["MessageGroupId"]
        if group in halted or not _worked(record):
            halted.add(group)
            failed.append(record["messageId"])
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}


def settle(body: str) -> dict[str, str]:
    """Return the event for a settled payment; raises ValueError for one that cannot be right."""
    payment = json.loads(body, parse_float=Decimal)
    try:
        amount = Decimal(str(payment["amount"]))
        settled = {"paymentId": str(payment["paymentId"]), "customerId": str(payment["customerId"])}
    except (KeyError, TypeError, InvalidOperation) as error:
        raise ValueError(f"the payment is not whole: {error!r}") from error
    if not amount.is_finite() or amount <= 0:
        raise ValueError(f"amount is {amount}; expected more than 0")
    return {"eventType": "PaymentSettled", **settled, "amount": str(amount)}


def _worked(record: Mapping[str, Any]) -> bool:
    """Settle one payment; a failure is logged and told."""
    try:
        event = settle(record["body"])
        client().publish(
            TopicArn=os.environ["TOPIC_EVENTS_ARN"],
            Message=json.dumps(event, sort_keys=True),
            MessageAttributes={"eventType": {"DataType": "String", "StringValue": event["eventType"]}},
        )
    except Exception as error:
        logger.error(
            "failed", extra={"messageId": record["messageId"], "errorType": type(error).__name__}, exc_info=True
        )
        return False
    logger.info("settled", extra={"paymentId": event["paymentId"]})
    return True
