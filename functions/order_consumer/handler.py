"""Takes orders from a queue in batches and tells which of them failed.

The answer names the failed messages only; Lambda deletes the others. A message that fails again and again becomes a
dead letter. Queues deliver at least once: `accept` may see an order twice and must not mind.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

logger = logging.getLogger()


def handler(event: Mapping[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    """Work off one batch."""
    failed = [record["messageId"] for record in event["Records"] if not _worked(record)]
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}


def accept(body: str) -> dict[str, Any]:
    """Check an order and return what the warehouse needs; raises ValueError for one that cannot be right."""
    order = json.loads(body, parse_float=Decimal)
    if not isinstance(order, dict):
        raise ValueError("an order is an object")
    lines = order.get("lines") or []
    try:
        total = sum((Decimal(str(line["price"])) * int(line["quantity"]) for line in lines), Decimal(0))
        stated = Decimal(str(order["amount"]))
        picks = {str(line["sku"]): int(line["quantity"]) for line in lines}
    except (KeyError, TypeError, InvalidOperation) as error:
        raise ValueError(f"the order is not whole: {error!r}") from error
    if lines and total != stated:
        raise ValueError(f"the lines make {total}, the order says {stated}")
    return {"orderId": str(order["orderId"]), "picks": picks}


def _worked(record: Mapping[str, Any]) -> bool:
    """Work off one message; a failure is logged and told, and leaves the rest of the batch alone."""
    try:
        accepted = accept(record["body"])
    except Exception as error:
        logger.error(
            "refused", extra={"messageId": record["messageId"], "errorType": type(error).__name__}, exc_info=True
        )
        return False
    logger.info("accepted", extra=accepted)
    return True
