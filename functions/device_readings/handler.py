"""Takes readings of devices and puts them into a stream: checked, with the time of receipt, in order for each device.

Called by an IoT rule or an API with `{"readings": [...]}` or with one reading. A reading without an id gets one that
follows from its content, so that a device that sends it again does not make two of it. What Kinesis refuses for now is
tried again, after a pause of random length; what it goes on refusing is told to the caller.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import random
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import boto3

logger = logging.getLogger()
MEASURES = ("temperature", "humidity", "battery")
"""Numbers of a reading; a device may leave out each of them."""
BATCH = 500
"""Records that Kinesis takes in a call."""
TRIES = 4
LONGEST_PAUSE = 2.0
"""Seconds; the pauses before it are shorter."""
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@lru_cache
def client() -> Any:
    """Return the client of Kinesis, made once for all runs of this instance."""
    return boto3.client("kinesis")


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Put all readings of a call into the stream; raises RuntimeError when the stream does not take them all."""
    received = datetime.now(UTC)
    records, refused = [], []
    for given in event.get("readings", [event]):
        try:
            records.append(reading_of(given, received))
        except (ValueError, TypeError) as error:
            refused.append({"reading": given, "reason": str(error)})
    for entry in refused:
        logger.warning("refused", extra={"reason": entry["reason"], "errorType": "BadReading"})
    left = put(records)
    if left:
        raise RuntimeError(f"the stream did not take {len(left)} of {len(records)} readings")
    return {"accepted": len(records), "refused": refused}


def reading_of(given: Mapping[str, Any], received: datetime) -> dict[str, Any]:
    """Return a reading as the table has it; raises ValueError for one that cannot be right."""
    missing = [key for key in ("device_id", "recorded_at") if not given.get(key)]
    if missing:
        raise ValueError(f"the reading lacks {', '.join(missing)}")
    recorded = _time(str(given["recorded_at"]))
    reading: dict[str, Any] = {
        "reading_id": str(given.get("reading_id") or identity(str(given["device_id"]), recorded, given)),
        "device_id": str(given["device_id"]),
        "site": str(given.get("site") or "unknown"),
        "recorded_at": recorded.strftime(_TIME),
        "received_at": received.strftime(_TIME),
    }
    return reading | {key: None if given.get(key) is None else float(given[key]) for key in MEASURES}


def identity(device: str, recorded: datetime, given: Mapping[str, Any]) -> str:
    """Return the id of a reading that brings none: the same for the same content."""
    content = [device, recorded.strftime(_TIME), *(given.get(key) for key in MEASURES)]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def put(readings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Put readings into the stream; return the records that it did not take after all tries."""
    left = [{"Data": json.dumps(reading).encode(), "PartitionKey": reading["device_id"]} for reading in readings]
    for attempt in range(TRIES):
        if attempt:
            time.sleep(random.uniform(0, LONGEST_PAUSE * 2 ** (attempt - TRIES + 1)))
        left = [record for start in range(0, len(left), BATCH) for record in _call(left[start : start + BATCH])]
        if not left:
            break
    return left


def _call(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Make one call; return the records that were refused."""
    answer = client().put_records(StreamName=os.environ["STREAM_NAME"], Records=records)
    if not answer["FailedRecordCount"]:
        return []
    codes = sorted({entry["ErrorCode"] for entry in answer["Records"] if "ErrorCode" in entry})
    logger.warning("not taken yet", extra={"records": answer["FailedRecordCount"], "codes": codes})
    return [record for record, entry in zip(records, answer["Records"], strict=True) if "ErrorCode" in entry]


def _time(text: str) -> datetime:
    """Return a time in UTC; one without a zone is taken for UTC."""
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
