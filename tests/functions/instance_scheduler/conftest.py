"""AWS in memory, a clock that stands still, and resources of every kind."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
import time_machine
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.core.resource_tagging import TaggedResource
from moto.eks.models import EKSBackend, eks_backends
from moto.resourcegroupstaggingapi.models import ResourceGroupsTaggingAPIBackend

from functions.instance_scheduler.engine import Clock
from functions.instance_scheduler.handler import run
from functions.instance_scheduler.places import session
from functions.instance_scheduler.prices import Prices
from functions.instance_scheduler.report import Report
from tests.functions.instance_scheduler.examples import config

NOON, NIGHT = datetime(2026, 11, 24, 17, tzinfo=UTC), datetime(2026, 11, 25, 3, tzinfo=UTC)  # 12:00 and 22:00 there
NEXT_NOON = datetime(2026, 11, 25, 17, tzinfo=UTC)
ACCOUNT = "123456789012"
PRICES = {
    "us-east-1": {
        "ec2.instance/t3.small": "0.0208",
        "rds.instance/postgres/db.t3.micro": "0.018",
        "aurora.instance/db.t3.medium": "0.082",
        "redshift.node/dc2.large": "0.25",
        "fargate.vcpu/arm64": "0.03238",
        "fargate.memory/arm64": "0.00356",
    }
}


@pytest.fixture
def aws(monkeypatch):
    for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(key, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("MOTO_RDS_STATE_TRANSITION", "false")
    with mock_aws():
        yield SimpleNamespace(client=client)


@cache
def client(service: str, region: str = "us-east-1") -> Any:
    """Return the tests' own client: making one takes longer than most of the calls."""
    return session(region).client(service)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as stopped:
        yield stopped


def go(moment: datetime, found: Any = None, **changes: Any) -> Report:
    """Run the function once at a moment."""
    found = found or config(**changes)
    return run(found, Prices(PRICES), Clock(moment), found.targets)


def tag_pairs(schedule: str = "business-hours", **tags: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in {"Schedule": schedule, **tags}.items()]


def by_key(tags: list[dict[str, str]], key: str = "Key", value: str = "Value") -> dict[str, str]:
    return {tag[key]: tag[value] for tag in tags}


@pytest.fixture(autouse=True)
def _node_groups_in_the_index_of_tags(monkeypatch):
    """moto's index of tags lacks EKS, and its EKS tags clusters only; AWS has both for node groups."""
    known = ResourceGroupsTaggingAPIBackend._get_resources_generator

    def generate(self, tag_filters=None, resource_type_filters=None, resource_arn_list=None):
        yield from known(self, tag_filters, resource_type_filters, resource_arn_list)
        if "eks:nodegroup" not in (resource_type_filters or []):
            return
        for cluster in eks_backends[self.account_id][self.region_name].clusters.values():
            for group in cluster.nodegroups.values():
                if any(item["Key"] in group.tags for item in tag_filters or []):
                    yield TaggedResource(arn=group.arn, tags=dict(group.tags), resource_type="eks:nodegroup")

    def group_of(self, arn):
        return next(g for cluster in self.clusters.values() for g in cluster.nodegroups.values() if g.arn == arn)

    def tag(self, resource_arn, tags):
        group_of(self, resource_arn).tags.update(tags)

    def untag(self, resource_arn, tag_keys):
        for key in tag_keys:
            group_of(self, resource_arn).tags.pop(key, None)

    monkeypatch.setattr(ResourceGroupsTaggingAPIBackend, "_get_resources_generator", generate)
    monkeypatch.setattr(EKSBackend, "tag_resource", tag)
    monkeypatch.setattr(EKSBackend, "untag_resource", untag)


class Recorder:
    """Every call that boto3 makes, in order: (service, operation, parameters, region)."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, dict[str, Any], str]] = []
        self.refuse: dict[str, Callable[[dict[str, Any], str], str | None]] = {}
        """Operation → function of parameters and region that returns an error code to answer with, or None."""
        self.writes_left = float("inf")
        """Calls that change something until the process is killed."""

    def names(self) -> list[str]:
        return [operation for _, operation, _, _ in self.calls]

    def seen(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> Any:
        region = context["client_region"]
        service = model.service_model.service_name
        if not model.name.startswith(("Describe", "Get", "List", "AssumeRole")):
            if self.writes_left <= 0:
                raise Killed
            self.writes_left -= 1
        self.calls.append((service, model.name, params, region))
        code = self.refuse.get(model.name, lambda _params, _region: None)(params, region)
        if code:
            raise ClientError({"Error": {"Code": code, "Message": "refused by the test"}}, model.name)
        return params


class Killed(BaseException):
    """The process is killed."""


@pytest.fixture
def recorder(monkeypatch):
    """Watch and spoil the calls of the function; those that a test makes itself do not count."""
    found = Recorder()
    make = boto3.Session.client

    def client(self, service, *args, **options):
        made = make(self, service, *args, **options)
        made.meta.events.register("provide-client-params", note)
        return made

    def note(params, model, context, **rest):
        stack = sys._getframe()
        while stack:
            if (
                "/functions/instance_scheduler/" in stack.f_code.co_filename
                and "/tests/" not in stack.f_code.co_filename
            ):
                return found.seen(params, model, context)
            stack = stack.f_back
        return None

    monkeypatch.setattr(boto3.Session, "client", client)
    return found
