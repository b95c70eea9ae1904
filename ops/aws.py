"""AWS for commands: one session, one way to retry, one way to page, one way to fail."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import boto3
from botocore import exceptions
from botocore.config import Config

from ops.command import Exit, Failure
from ops.console import version

ATTEMPTS = 8
"""Tries of one call. Adaptive mode also slows down the calls that follow a throttled one."""
_DENIED = ("AccessDenied", "UnauthorizedOperation", "NotAuthorized", "AuthFailure")
_NOT_KNOWN = (
    "ExpiredToken",
    "InvalidClientTokenId",
    "UnrecognizedClient",
    "SignatureDoesNotMatch",
    "RequestExpired",
    "TokenRefreshRequired",
)
_NO_CREDENTIALS = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.ProfileNotFound,
    exceptions.SSOError,
)
FIX = "Log in (`aws sso login`), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"


@cache
def session(profile: str | None = None) -> boto3.Session:
    """Return a session with credentials, or fail with what to do about it."""
    made = boto3.Session(profile_name=profile)
    if made.get_credentials() is None:
        raise Failure("there are no AWS credentials", Exit.NO_CREDENTIALS, fix=FIX)
    return made


def client(service: str, region: str | None = None, *, profile: str | None = None) -> Any:
    """Return a client of a service, in a region or in that of the profile."""
    made = session(profile)
    config = Config(
        retries={"mode": "adaptive", "total_max_attempts": ATTEMPTS},
        user_agent_extra=f"quoin/{version()}",
        connect_timeout=5,
        read_timeout=60,
    )
    try:
        return made.client(service, region_name=region, config=config)  # pyright: ignore[reportCallIssue, reportArgumentType] (the name is a variable)
    except exceptions.NoRegionError:
        raise Failure("no AWS region is chosen", Exit.USAGE, fix="Set AWS_REGION, or pass --region") from None


def pages(client: Any, operation: str, key: str, **arguments: Any) -> Iterator[Any]:
    """Yield the items under `key` of every page of an operation such as `describe_instances`; one page is in memory."""
    for page in client.get_paginator(operation).paginate(**arguments):
        yield from page.get(key, ())


def failure(error: Exception) -> Failure | None:
    """Return what an error of boto3 means to people; None for other errors."""
    if isinstance(error, _NO_CREDENTIALS):
        return Failure(str(error), Exit.NO_CREDENTIALS, fix=FIX)
    if isinstance(error, exceptions.ClientError):
        return _refused(error)
    if isinstance(error, exceptions.BotoCoreError):
        return Failure(str(error), Exit.AWS_FAILED)
    return None


def _refused(error: exceptions.ClientError) -> Failure:
    code = error.response.get("Error", {}).get("Code", "")
    message = error.response.get("Error", {}).get("Message", "") or str(error)
    told = f"{error.operation_name}: {message} ({code})"
    if any(name in code for name in _NOT_KNOWN):
        return Failure(told, Exit.NO_CREDENTIALS, fix=FIX)
    if any(name in code for name in _DENIED):
        return Failure(told, Exit.NO_CREDENTIALS, fix=f"These credentials may not call {error.operation_name}")
    return Failure(told, Exit.AWS_FAILED)
