"""Names that the program leaves out."""

from __future__ import annotations

import pytest
from pulumi.runtime.proto.provider_pb2 import CheckRequest

from simulator.wire import plain
from tests.simulator.support import Client

QUEUE = "aws:sqs/queue:Queue"


def test_a_name_is_chosen_kept_and_noted(simulator: Client) -> None:
    first = simulator.checked(QUEUE, {"delaySeconds": 1})
    assert first["name"].startswith("thing-")
    assert len(first["name"]) == len("thing-") + 7
    assert first["__defaults"] == ["name"]
    again = plain(simulator.check(QUEUE, {"delaySeconds": 2}, first).inputs)
    assert again["name"] == first["name"]


def test_a_replaced_resource_gets_another_name(simulator: Client) -> None:
    assert (
        simulator.checked(QUEUE, {"delaySeconds": 1})["name"] != simulator.checked(QUEUE, {"delaySeconds": 2})["name"]
    )


def test_a_name_of_the_program_is_not_kept_when_it_goes(simulator: Client) -> None:
    olds = {"name": "mine", "__defaults": []}
    assert plain(simulator.check(QUEUE, {}, olds).inputs)["name"].startswith("thing-")


@pytest.mark.parametrize(
    ("token", "inputs", "name", "form"),
    [
        (QUEUE, {"fifoQueue": True}, "name", ".fifo"),
        ("aws:kms/alias:Alias", {"targetKeyId": "x"}, "name", "alias/thing-"),
        ("aws:s3/bucket:Bucket", {}, "bucket", "thing-"),
        ("aws:rds/cluster:Cluster", {"engine": "aurora-mysql"}, "clusterIdentifier", "thing-"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", {"description": "x"}, "replicationGroupId", "thing-"),
    ],
)
def test_the_property_that_names_a_type(
    simulator: Client, token: str, inputs: dict[str, object], name: str, form: str
) -> None:
    assert form in simulator.checked(token, inputs)[name]


def test_a_prefix_is_honoured(simulator: Client) -> None:
    inputs = simulator.checked("aws:iam/role:Role", {"namePrefix": "app-", "assumeRolePolicy": TRUST})
    assert "name" not in inputs
    identity, out = simulator.create("aws:iam/role:Role", inputs)
    assert identity.startswith("app-")
    assert out["name"] == identity
    assert out["arn"].endswith(f":role/{identity}")


def test_the_engine_may_name(simulator: Client) -> None:
    wanted = CheckRequest.AutonamingOptions(proposed_name="shop-queue", mode=CheckRequest.AutonamingOptions.ENFORCE)
    assert plain(simulator.check(QUEUE, {}, autonaming=wanted).inputs)["name"] == "shop-queue"
    none = CheckRequest.AutonamingOptions(mode=CheckRequest.AutonamingOptions.DISABLE)
    failures = simulator.check(QUEUE, {}, autonaming=none).failures
    assert ["autonaming is disabled" in item.reason for item in failures] == [True]


def test_a_chosen_name_that_is_too_long_is_refused_as_aws_would(simulator: Client) -> None:
    request = CheckRequest(urn="urn:pulumi:dev::shop::aws:lb/targetGroup:TargetGroup::" + "a" * 30)
    failures = simulator.stub.Check(request).failures
    assert any("has 38 characters. Allowed: 1 to 32" in item.reason for item in failures)


TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"ec2.amazonaws.com"}}]}'
)
