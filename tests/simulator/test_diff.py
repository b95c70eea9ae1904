"""What is a change, and what replaces."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.runtime.proto.provider_pb2 import DiffResponse, PropertyDiff

from simulator.wire import ASSET, SIGNATURE, UNKNOWN
from tests.simulator.support import Client

SUBNET = "aws:ec2/subnet:Subnet"


def test_equal_inputs_differ_in_nothing(simulator: Client) -> None:
    inputs = {"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/24", "tags": {"a": "b"}}
    answer = simulator.diff(SUBNET, inputs, inputs)
    assert answer.changes == DiffResponse.DIFF_NONE
    assert not answer.detailedDiff


@pytest.mark.parametrize(
    ("token", "old", "new", "replaces"),
    [
        ("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.1.0.0/16"}, ["cidrBlock"]),
        (SUBNET, {"cidrBlock": "10.0.0.0/24"}, {"cidrBlock": "10.0.1.0/24"}, ["cidrBlock"]),
        (SUBNET, {"availabilityZone": "eu-west-1a"}, {"availabilityZone": "eu-west-1b"}, ["availabilityZone"]),
        (SUBNET, {"mapPublicIpOnLaunch": True}, {"mapPublicIpOnLaunch": False}, []),
        ("aws:ec2/securityGroup:SecurityGroup", {"description": "a"}, {"description": "b"}, ["description"]),
        ("aws:lb/loadBalancer:LoadBalancer", {"internal": True}, {"internal": False}, ["internal"]),
        ("aws:lb/loadBalancer:LoadBalancer", {"idleTimeout": 60}, {"idleTimeout": 90}, []),
        ("aws:lb/targetGroup:TargetGroup", {"port": 80}, {"port": 8080}, ["port"]),
        ("aws:rds/instance:Instance", {"storageEncrypted": False}, {"storageEncrypted": True}, ["storageEncrypted"]),
        ("aws:rds/instance:Instance", {"instanceClass": "db.t4g.micro"}, {"instanceClass": "db.t4g.small"}, []),
        ("aws:rds/cluster:Cluster", {"masterUsername": "a"}, {"masterUsername": "b"}, ["masterUsername"]),
        ("aws:elasticache/replicationGroup:ReplicationGroup", {"engine": "redis"}, {"engine": "valkey"}, []),
        ("aws:lambda/function:Function", {"name": "a"}, {"name": "b"}, ["name"]),
        ("aws:lambda/function:Function", {"memorySize": 128}, {"memorySize": 256}, []),
        ("aws:cloudwatch/logGroup:LogGroup", {"name": "/a"}, {"name": "/b"}, ["name"]),
        ("aws:s3/bucket:Bucket", {"bucket": "aaa"}, {"bucket": "bbb"}, ["bucket"]),
        ("aws:iam/role:Role", {"path": "/a/"}, {"path": "/b/"}, ["path"]),
        ("aws:dynamodb/table:Table", {"hashKey": "a"}, {"hashKey": "b"}, ["hashKey"]),
        ("aws:sqs/queue:Queue", {"fifoQueue": False}, {"fifoQueue": True}, ["fifoQueue"]),
        ("aws:ecs/service:Service", {"cluster": "a"}, {"cluster": "b"}, ["cluster"]),
        ("aws:ecs/service:Service", {"desiredCount": 1}, {"desiredCount": 2}, []),
        ("aws:ecs/taskDefinition:TaskDefinition", {"cpu": "256"}, {"cpu": "512"}, ["cpu"]),
        ("aws:route53/record:Record", {"type": "A"}, {"type": "AAAA"}, ["type"]),
        ("aws:acm/certificate:Certificate", {"domainName": "a.com"}, {"domainName": "b.com"}, ["domainName"]),
        (
            "aws:cloudfront/distribution:Distribution",
            {"priceClass": "PriceClass_100"},
            {"priceClass": "PriceClass_All"},
            [],
        ),
        ("aws:sns/topic:Topic", {"region": "eu-west-1"}, {"region": "us-east-1"}, ["region"]),
    ],
)
def test_what_replaces(
    simulator: Client, token: str, old: dict[str, Any], new: dict[str, Any], replaces: list[str]
) -> None:
    answer = simulator.diff(token, old, new)
    assert answer.changes == DiffResponse.DIFF_SOME
    assert list(answer.replaces) == replaces
    kinds = {item.kind for item in answer.detailedDiff.values()}
    assert kinds == {PropertyDiff.UPDATE_REPLACE if replaces else PropertyDiff.UPDATE}


def test_a_fixed_name_is_deleted_first_and_a_chosen_one_is_not(simulator: Client) -> None:
    token = "aws:sqs/queue:Queue"
    fixed = simulator.diff(token, {"name": "q", "fifoQueue": False}, {"name": "q", "fifoQueue": True})
    assert fixed.deleteBeforeReplace
    chosen = {"name": "q-1234567", "__defaults": ["name"]}
    assert not simulator.diff(token, {**chosen, "fifoQueue": False}, {**chosen, "fifoQueue": True}).deleteBeforeReplace
    renamed = simulator.diff(token, {"name": "a"}, {"name": "b"})
    assert list(renamed.replaces) == ["name"]
    assert not renamed.deleteBeforeReplace


def test_paths_are_nested(simulator: Client) -> None:
    token = "aws:ec2/securityGroup:SecurityGroup"
    rule = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.0.0.0/8"]}
    answer = simulator.diff(token, {"ingress": [rule]}, {"ingress": [{**rule, "fromPort": 442}], "tags": {"a.b": "c"}})
    assert set(answer.detailedDiff) == {"ingress[0].fromPort", "tags"}
    assert answer.detailedDiff["tags"].kind == PropertyDiff.ADD
    assert list(answer.diffs) == ["ingress", "tags"]
    tagged = simulator.diff(token, {"tags": {"a.b": "c"}}, {"tags": {"a.b": "d"}})
    assert set(tagged.detailedDiff) == {'tags["a.b"]'}


def test_the_order_of_a_set_means_nothing(simulator: Client) -> None:
    token = "aws:rds/subnetGroup:SubnetGroup"
    assert simulator.diff(token, {"subnetIds": ["a", "b"]}, {"subnetIds": ["b", "a"]}).changes == DiffResponse.DIFF_NONE
    more = simulator.diff(token, {"subnetIds": ["a", "b"]}, {"subnetIds": ["c", "b", "a"]})
    assert set(more.detailedDiff) == {"subnetIds[2]"}
    other = simulator.diff(token, {"subnetIds": ["a", "b"]}, {"subnetIds": ["b"]})
    assert other.changes == DiffResponse.DIFF_SOME


def test_ignored_changes_are_left_out(simulator: Client) -> None:
    old, new = {"tags": {"a": "1", "b": "1"}}, {"tags": {"a": "2", "b": "2"}}
    answer = simulator.diff(SUBNET, old, new, ignoreChanges=["tags.a"])
    assert set(answer.detailedDiff) == {"tags.b"}
    assert simulator.diff(SUBNET, old, new, ignoreChanges=["tags"]).changes == DiffResponse.DIFF_NONE


def test_an_unknown_may_be_a_change(simulator: Client) -> None:
    answer = simulator.diff(SUBNET, {"vpcId": "vpc-1"}, {"vpcId": UNKNOWN})
    assert list(answer.replaces) == ["vpcId"]


def test_what_aws_chooses_stays_when_it_is_left_out(simulator: Client) -> None:
    token = "aws:rds/instance:Instance"
    assert simulator.diff(token, {"backupWindow": "03:00-04:00"}, {}).changes == DiffResponse.DIFF_NONE
    assert set(simulator.diff(token, {"deletionProtection": True}, {}).detailedDiff) == {"deletionProtection"}


def test_the_same_value_in_another_dress_is_no_change(simulator: Client) -> None:
    token = "aws:iam/rolePolicy:RolePolicy"
    assert simulator.diff(token, {"policy": '{"a": [1]}'}, {"policy": '{"a":[1]}'}).changes == DiffResponse.DIFF_NONE
    assert simulator.diff(SUBNET, {"ipv6Native": True}, {"ipv6Native": "true"}).changes == DiffResponse.DIFF_NONE


def test_code_is_compared_by_its_hash(simulator: Client) -> None:
    token = "aws:lambda/function:Function"

    def code(digest: str, path: str) -> dict[str, Any]:
        return {"code": {SIGNATURE: ASSET, "hash": digest, "path": path}}

    assert simulator.diff(token, code("a1", "/x"), code("a1", "/y")).changes == DiffResponse.DIFF_NONE
    assert set(simulator.diff(token, code("a1", "/x"), code("b2", "/x")).detailedDiff) == {"code"}
