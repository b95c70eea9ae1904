"""A place to look at: clients of its account and region, its prices, and what counts as waste."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import boto3
from botocore.config import Config as Retries

from functions.cost_optimizer.config import Config, Target
from functions.cost_optimizer.prices import Prices, PriceTable

_RETRIES = Retries(retries={"mode": "adaptive", "max_attempts": 8}, max_pool_connections=16)
_LOCK = threading.Lock()  # a session of boto3 makes one client at a time


@dataclass
class Place:
    """One account and region."""

    target: Target
    config: Config
    account: str
    session: Any
    table: PriceTable
    now: datetime
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def region(self) -> str:
        """The region that is looked at."""
        return self.target.region

    @property
    def prices(self) -> Prices:
        """Prices of the region."""
        return self.table.of(self.region)

    def client(self, service: str, region: str = "") -> Any:
        """Return the client of a service, in the place's region or another one."""
        key = (service, region or self.region)
        with _LOCK:
            if key not in self._clients:
                self._clients[key] = self.session.client(service, region_name=key[1], config=_RETRIES)
            return self._clients[key]

    def pages(self, service: str, operation: str, key: str, *, region: str = "", **arguments: Any) -> Iterator[Any]:
        """Yield every item of a paginated call, page by page: nothing is kept."""
        for page in self.client(service, region).get_paginator(operation).paginate(**arguments):
            yield from page.get(key, ())

    def arn(self, service: str, resource: str) -> str:
        """Return an ARN of the place."""
        partition = "aws-cn" if self.region.startswith("cn-") else "aws"
        return f"arn:{partition}:{service}:{self.region}:{self.account}:{resource}"


def open_place(target: Target, config: Config, table: PriceTable, now: datetime) -> Place:
    """Take the role of a place, if it has one, and return the place."""
    session: Any = boto3.Session(region_name=target.region)
    if target.role:
        extra = {"ExternalId": config.external_id} if config.external_id else {}
        sts = session.client("sts", region_name=config.home, config=_RETRIES)
        given = sts.assume_role(RoleArn=target.role, RoleSessionName="quoin-cost-optimizer", **extra)["Credentials"]
        session = boto3.Session(
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
            region_name=target.region,
        )
        account = target.role.split(":")[4]
    else:
        account = session.client("sts", region_name=config.home, config=_RETRIES).get_caller_identity()["Account"]
    return Place(target, config, account, session, table, now)
