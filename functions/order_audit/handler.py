"""Writes every message of a topic into its log, one line each: who wants to know what was published looks there.

SNS calls it with one message at a time, and twice more when it raises; then the message goes into the dead-letter
queue of the subscription.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

logger = logging.getLogger()


def handler(event: Mapping[str, Any], _context: object) -> list[str]:
    """Log the messages; return their ids."""
    return [_written(record["Sns"]) for record in event["Records"]]


def _written(message: Mapping[str, Any]) -> str:
    attributes = {key: item["Value"] for key, item in message.get("MessageAttributes", {}).items()}
    logger.info(
        "published",
        extra={
            "messageId": message["MessageId"],
            "topic": message["TopicArn"].rpartition(":")[2],
            "attributes": attributes,
            "body": message["Message"],
        },
    )
    return str(message["MessageId"])
