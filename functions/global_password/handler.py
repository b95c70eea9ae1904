"""Replaces the administrator's password of a global database: Secrets Manager calls it, one step at a time.

It asks the global database which of its clusters writes, in whichever region that is after a failover, and sets the
password there through the RDS API. So it needs neither a driver nor a place in a network, and it goes on working after
the writer moved.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import string
import time
from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError

logger = logging.getLogger()
for _library in ("boto3", "botocore", "urllib3"):
    logging.getLogger(_library).setLevel(logging.INFO)  # at DEBUG they log what they send and get: passwords

PENDING, CURRENT = "AWSPENDING", "AWSCURRENT"
LENGTH = 32
ALPHABET = string.ascii_letters + string.digits + "-_.~"
"""Characters that both engines and every connection string take; RDS refuses / @ \" and spaces."""
TRIES, PAUSE = 25, 10.0  # seconds; RDS takes a new password within a minute or two


class NotReadyError(Exception):
    """The writer is not in a state that takes a password; Secrets Manager tries again."""


def handler(event: Mapping[str, Any], _context: object) -> None:
    """Do one step of a rotation."""
    secret, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    manager = boto3.client("secretsmanager")
    stages = manager.describe_secret(SecretId=secret)["VersionIdsToStages"]
    if CURRENT in stages.get(token, []):
        logger.info("already current", extra={"step": step})
        return
    if step != "createSecret" and PENDING not in stages.get(token, []):
        raise ValueError(f"version {token} is not pending")
    STEPS[step](manager, secret, token)
    logger.info("step done", extra={"step": step})


def create(manager: Any, secret: str, token: str) -> None:
    """Keep a new password as the pending version; a second call finds the first one's."""
    try:
        manager.get_secret_value(SecretId=secret, VersionId=token, VersionStage=PENDING)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        manager.put_secret_value(
            SecretId=secret, ClientRequestToken=token, SecretString=json.dumps(content()), VersionStages=[PENDING]
        )


def content() -> dict[str, Any]:
    """Return what the secret holds: what a client needs to log in, but for the host, which is the region's."""
    password = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return {
        "engine": os.environ["DB_ENGINE"],
        "username": os.environ["DB_USER"],
        "password": password,
        "dbname": os.environ["DB_NAME"],
        "port": int(os.environ["DB_PORT"]),
    }


def set_password(manager: Any, secret: str, token: str) -> None:
    """Give the pending password to the cluster that writes."""
    rds, cluster = writer()
    found = manager.get_secret_value(SecretId=secret, VersionId=token, VersionStage=PENDING)
    rds.modify_db_cluster(
        DBClusterIdentifier=cluster,
        MasterUserPassword=json.loads(found["SecretString"])["password"],
        ApplyImmediately=True,
    )


def check(_manager: Any, _secret: str, _token: str, sleep: Callable[[float], None] = time.sleep) -> None:
    """Wait until the cluster has taken the password: it is available and has no change of it pending."""
    rds, cluster = writer()
    status = "unknown"
    for attempt in range(TRIES):
        if attempt:
            sleep(PAUSE)
        (found,) = rds.describe_db_clusters(DBClusterIdentifier=cluster)["DBClusters"]
        status = found["Status"]
        if status == "available" and "MasterUserPassword" not in found.get("PendingModifiedValues", {}):
            return
    raise NotReadyError(f"{cluster} is {status} and has not taken the password yet")


def finish(manager: Any, secret: str, token: str) -> None:
    """Make the pending version the current one; the one before stays as AWSPREVIOUS."""
    stages = manager.describe_secret(SecretId=secret)["VersionIdsToStages"]
    current = next((version for version, names in stages.items() if CURRENT in names), None)
    moved = {"RemoveFromVersionId": current} if current else {}
    manager.update_secret_version_stage(SecretId=secret, VersionStage=CURRENT, MoveToVersionId=token, **moved)


def writer() -> tuple[Any, str]:
    """Return the API of the region whose cluster writes, and that cluster's identifier."""
    name = os.environ["GLOBAL_CLUSTER"]
    (found,) = boto3.client("rds").describe_global_clusters(GlobalClusterIdentifier=name)["GlobalClusters"]
    for member in found["GlobalClusterMembers"]:
        if member["IsWriter"]:
            _, _, _, region, _, _, cluster = member["DBClusterArn"].split(":")
            return boto3.client("rds", region_name=region), cluster
    raise NotReadyError(f"no cluster of {name} writes just now; a failover may be under way")


STEPS: Mapping[str, Callable[[Any, str, str], None]] = {
    "createSecret": create,
    "setSecret": set_password,
    "testSecret": check,
    "finishSecret": finish,
}
