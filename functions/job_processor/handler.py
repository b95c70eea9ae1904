"""Works off what the platform's API accepted: writes each job to the database, once however often it is retried."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Mapping
from typing import Any

import boto3

logger = logging.getLogger()

LONGEST_KIND = 64
UPSERT = (
    "INSERT INTO jobs (id, kind, payload) VALUES (:id, :kind, :payload) ON DUPLICATE KEY UPDATE attempts = attempts + 1"
)
"""A retry of the same request finds its row and only counts the attempt."""


class InvalidJob(ValueError):
    """A job that no retry would make right."""


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Store one job; an error makes Lambda try again with the same event."""
    started = time.perf_counter()
    try:
        id_, kind, payload = read(event)
    except InvalidJob as error:
        logger.error("job refused", extra={"errorType": "InvalidJob", "reason": str(error)})
        return {"stored": False, "reason": str(error)}
    boto3.client("rds-data").execute_statement(
        resourceArn=os.environ["DB_CLUSTER_ARN"],
        secretArn=os.environ["DB_SECRET_ARN"],
        database=os.environ["DB_NAME"],
        sql=UPSERT,
        parameters=[_text("id", id_), _text("kind", kind), _text("payload", json.dumps(payload, sort_keys=True))],
    )
    duration = round((time.perf_counter() - started) * 1000, 3)
    logger.info("job stored", extra={"path": kind, "jobId": id_, "duration": duration})
    return {"stored": True, "id": id_}


def read(event: Mapping[str, Any]) -> tuple[str, str, Mapping[str, Any]]:
    """Return id, kind and payload of a job: `{"requestId": …, "job": {"kind": …, "payload": {…}}}`."""
    id_, job = event.get("requestId"), event.get("job")
    if not isinstance(id_, str) or not id_:
        raise InvalidJob("requestId is missing")
    if not isinstance(job, Mapping):
        raise InvalidJob("job is not an object")
    kind, payload = job.get("kind"), job.get("payload", {})
    if not isinstance(kind, str) or not 0 < len(kind) <= LONGEST_KIND:
        raise InvalidJob(f"job.kind is not a text of 1 to {LONGEST_KIND} characters")
    if not isinstance(payload, Mapping):
        raise InvalidJob("job.payload is not an object")
    return id_, kind, payload


def _text(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "value": {"stringValue": value}}
