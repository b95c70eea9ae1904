"""The sample API of a static site: what answers behind `/api/*`.

It takes events of an HTTP API in payload format 2.0 and logs one line per request, with the fields that the saved
queries read: `path`, `status` and `duration` in milliseconds.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Mapping
from typing import Any

logger = logging.getLogger()

Response = dict[str, Any]
_LONGEST_NAME = 64


def handler(event: Mapping[str, Any], _context: object) -> Response:
    """Answer one request."""
    started = time.perf_counter()
    request = event["requestContext"]["http"]
    method, path = request["method"], request["path"]
    status, body = decide(method, path, event.get("queryStringParameters") or {})
    duration = round((time.perf_counter() - started) * 1000, 3)
    logger.info("request", extra={"method": method, "path": path, "status": status, "duration": duration})
    return respond(status, body)


def decide(method: str, path: str, query: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """Return status and body for a request."""
    if method not in {"GET", "HEAD"}:
        return 405, {"error": "this API answers GET only"}
    if path == "/api/health":
        return 200, {"status": "ok", "environment": os.environ.get("ENVIRONMENT", "unknown")}
    if path == "/api/hello":
        name = query.get("name", "").strip()[:_LONGEST_NAME] or "world"
        return 200, {"message": f"Hello, {name}!"}
    return 404, {"error": f"there is nothing at {path}"}


def respond(status: int, body: dict[str, Any]) -> Response:
    """Return a response of payload format 2.0 that no cache keeps."""
    headers = {"content-type": "application/json", "cache-control": "no-store"}
    if status == 405:
        headers["allow"] = "GET, HEAD"
    return {"statusCode": status, "headers": headers, "body": json.dumps(body)}
