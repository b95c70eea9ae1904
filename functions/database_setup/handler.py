"""Prepares the database of a platform: database, table, and the user that services log in as.

It speaks SQL over the Data API, so it needs neither a driver nor a place in the network. Every statement may run any
number of times: a deployment calls it whenever this file changes.
"""

from __future__ import annotations

import logging
import os
import random
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError

logger = logging.getLogger()

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,15}")
WAKING = {
    "DatabaseResumingException",
    "DatabaseUnavailableException",
    "InternalServerErrorException",
    "ServiceUnavailableError",
    "ThrottlingException",
}
"""What the Data API says while a paused cluster wakes up, or a new one is not quite there."""
TRIES, LONGEST_WAIT = 8, 30.0  # seconds

STATEMENTS = (
    "CREATE DATABASE IF NOT EXISTS {database} CHARACTER SET utf8mb4",
    (
        "CREATE TABLE IF NOT EXISTS {database}.jobs ("
        "id VARCHAR(64) NOT NULL PRIMARY KEY, "
        "kind VARCHAR(64) NOT NULL, "
        "payload JSON NOT NULL, "
        "attempts INT UNSIGNED NOT NULL DEFAULT 1, "
        "created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)"
    ),
    # No password: the user logs in with an IAM token, over TLS.
    "CREATE USER IF NOT EXISTS '{user}'@'%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'",
    "ALTER USER '{user}'@'%' REQUIRE SSL",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.* TO '{user}'@'%'",
)


def handler(_event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Run every statement in order; return how many ran."""
    lines = statements(os.environ["DB_NAME"], os.environ["DB_USER"])
    client = boto3.client("rds-data")
    for sql in lines:
        run(client, sql)
    logger.info("database prepared", extra={"statements": len(lines)})
    return {"statements": len(lines)}


def statements(database: str, user: str) -> list[str]:
    """Return the SQL for a database and a user. SQL takes no parameters for names, so they are checked."""
    for name in (database, user):
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name: expected 1 to 16 letters, digits and underscores, a letter first")
    return [line.format(database=database, user=user) for line in STATEMENTS]


def run(client: Any, sql: str, sleep: Callable[[float], None] = time.sleep) -> None:
    """Run one statement; try again, ever later, while the database wakes up."""
    for attempt in range(TRIES):
        try:
            client.execute_statement(
                resourceArn=os.environ["DB_CLUSTER_ARN"], secretArn=os.environ["DB_SECRET_ARN"], sql=sql
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in WAKING or attempt == TRIES - 1:
                raise
            sleep(random.uniform(0, min(LONGEST_WAIT, 2.0**attempt)))
        else:
            return
