"""Accounts and regions: the clients of a place, made with its role, once for all threads."""

from __future__ import annotations

import threading
from typing import Any

import boto3
from botocore.config import Config as ClientConfig
from botocore.loaders import create_loader
from botocore.session import Session as CoreSession

from functions.instance_scheduler.config import Config, Target

_RETRIES = ClientConfig(
    retries={"mode": "adaptive", "max_attempts": 10}, max_pool_connections=20, connect_timeout=5, read_timeout=30
)
"""Adaptive: all calls of a client slow down together when AWS throttles one of them."""
_LOADER = create_loader()
"""Keeps the descriptions of AWS's services that have been read: 1 MB of JSON for EC2 alone, for every place and run."""
_SESSION_SECONDS = 900  # the shortest that STS gives; a run is over by then


class Place:
    """An account and a region. Nothing is asked of AWS before the first client is needed."""

    def __init__(self, target: Target, config: Config, own_account: str) -> None:
        self.target, self._config = target, config
        self.account = target.account or own_account
        self._lock = threading.Lock()  # making clients of one session is not safe between threads
        self._session: boto3.Session | None = None
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """Return the client of a service."""
        with self._lock:
            if self._session is None:
                self._session = self._open()
            if service not in self._clients:
                self._clients[service] = self._session.client(service, region_name=self.target.region, config=_RETRIES)
            return self._clients[service]

    def _open(self) -> boto3.Session:
        if not self.target.role:
            return session(self.target.region)
        option = {"ExternalId": self._config.external_id} if self._config.external_id else {}
        given = sts(self._config.region).assume_role(
            RoleArn=self.target.role,
            RoleSessionName=f"quoin-{self._config.name}"[:64],
            DurationSeconds=_SESSION_SECONDS,
            **option,
        )["Credentials"]
        return session(
            self.target.region,
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )


def session(region: str, **credentials: str) -> boto3.Session:
    """Return a session that shares what has been read of AWS's services with all others."""
    core = CoreSession()
    core.register_component("data_loader", _LOADER)
    return boto3.Session(botocore_session=core, region_name=region, **credentials)


def sts(region: str) -> Any:
    """Return a client of STS in a region: the global endpoint is one region that may be down."""
    return session(region).client("sts", config=_RETRIES)


def own_account(region: str) -> str:
    """Return the id of the function's own account. Everybody may ask for that."""
    return sts(region).get_caller_identity()["Account"]
