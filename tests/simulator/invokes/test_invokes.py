"""Data sources."""

from __future__ import annotations

import json
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from simulator import invokes
from simulator.schema import model
from simulator.wire import UNKNOWN, encode
from tests.simulator.support import Client


def test_every_answer_is_of_a_data_source_that_pulumi_aws_has() -> None:
    assert [token for token in invokes.table() if model.function(token) is None] == []


def test_availability_zones(simulator: Client) -> None:
    token = "aws:index/getAvailabilityZones:getAvailabilityZones"
    assert simulator.invoke(token)["names"] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    answer = simulator.invoke(token, region="us-east-1", state="available", excludeNames=["us-east-1e"])
    assert answer["names"] == [f"us-east-1{letter}" for letter in "abcdf"]
    assert answer["zoneIds"][0] == "use1-az1"


@pytest.mark.parametrize(
    ("token", "arguments", "expected"),
    [
        ("aws:index/getCallerIdentity:getCallerIdentity", {}, {"accountId": "123456789012"}),
        ("aws:index/getRegion:getRegion", {}, {"region": "eu-west-1"}),
        ("aws:index/getPartition:getPartition", {}, {"partition": "aws", "dnsSuffix": "amazonaws.com"}),
        (
            "aws:elb/getServiceAccount:getServiceAccount",
            {"region": "us-east-1"},
            {"arn": "arn:aws:iam::127311923021:root"},
        ),
        (
            "aws:cloudfront/getCachePolicy:getCachePolicy",
            {"name": "Managed-CachingOptimized"},
            {"id": "658327ea-f89d-4fab-a63d-7e88639e58f6"},
        ),
        (
            "aws:cloudfront/getResponseHeadersPolicy:getResponseHeadersPolicy",
            {"name": "Managed-SecurityHeadersPolicy"},
            {"id": "67f7725c-6f97-4210-82d7-5512b31e9d03"},
        ),
        (
            "aws:ec2/getManagedPrefixList:getManagedPrefixList",
            {"name": "com.amazonaws.global.cloudfront.origin-facing", "region": "us-east-1"},
            {"id": "pl-3b927c52"},
        ),
        ("aws:sqs/getQueue:getQueue", {"name": "q"}, {"arn": "arn:aws:sqs:eu-west-1:123456789012:q"}),
        (
            "aws:ecs/getCluster:getCluster",
            {"clusterName": "c"},
            {"arn": "arn:aws:ecs:eu-west-1:123456789012:cluster/c"},
        ),
        (
            "aws:kms/getAlias:getAlias",
            {"name": "alias/aws/s3"},
            {"arn": "arn:aws:kms:eu-west-1:123456789012:alias/aws/s3"},
        ),
        ("aws:rds/getEngineVersion:getEngineVersion", {"engine": "postgres"}, {"parameterGroupFamily": "postgres17"}),
        ("aws:iam/getPolicy:getPolicy", {"name": "ReadOnlyAccess"}, {"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        ("aws:route53/getZone:getZone", {"name": "example.com."}, {"name": "example.com"}),
        ("aws:index/getBillingServiceAccount:getBillingServiceAccount", {}, {"id": "386209384616"}),
    ],
)
def test_answers(simulator: Client, token: str, arguments: dict[str, Any], expected: dict[str, Any]) -> None:
    answer = simulator.invoke(token, **arguments)
    assert {name: answer[name] for name in expected} == expected
    assert answer["id"]


def test_image_parameters_are_images(simulator: Client) -> None:
    token = "aws:ssm/getParameter:getParameter"
    base = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-"
    arm, intel = (simulator.invoke(token, name=base + kind)["value"] for kind in ("arm64", "x86_64"))
    assert arm.startswith("ami-")
    assert arm != intel


def test_policy_documents(simulator: Client) -> None:
    statement = {
        "sid": "Read",
        "actions": ["s3:GetObject"],
        "resources": ["a", "b"],
        "principals": [{"type": "AWS", "identifiers": ["x"]}],
        "conditions": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["true"]}],
    }
    token = "aws:iam/getPolicyDocument:getPolicyDocument"
    answer = simulator.invoke(token, statements=[statement])
    assert json.loads(answer["json"]) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": ["a", "b"],
                "Principal": {"AWS": "x"},
                "Condition": {"Bool": {"aws:SecureTransport": "true"}},
            }
        ],
    }
    override = json.dumps({"Statement": {"Sid": "Read", "Effect": "Deny", "Action": "*", "Resource": "*"}})
    replaced = simulator.invoke(token, statements=[statement], overridePolicyDocuments=[override])
    assert [item["Effect"] for item in json.loads(replaced["json"])["Statement"]] == ["Deny"]
    assert simulator.invoke(token, statements=[{"actions": [UNKNOWN]}])["json"] is UNKNOWN


@pytest.mark.parametrize(
    ("token", "arguments", "expected"),
    [
        (
            "aws:ec2/getNatGateway:getNatGateway",
            {},
            "the simulator does not answer aws:ec2/getNatGateway:getNatGateway",
        ),
        ("aws:ec2/getNothing:getNothing", {}, "pulumi-aws has no data source"),
        ("aws:cloudfront/getCachePolicy:getCachePolicy", {"name": "Managed-Nothing"}, "no managed policy"),
        ("aws:ec2/getAmi:getAmi", {}, "needs owners"),
        ("aws:elb/getServiceAccount:getServiceAccount", {"region": "eu-central-2"}, "no log account in eu-central-2"),
    ],
)
def test_what_cannot_be_answered(simulator: Client, token: str, arguments: dict[str, Any], expected: str) -> None:
    with pytest.raises(grpc.RpcError) as error:
        simulator.invoke(token, **arguments)
    assert expected in str(error.value)


def test_a_misspelt_argument_is_refused(simulator: Client) -> None:
    request = provider_pb2.InvokeRequest(tok="aws:ec2/getVpc:getVpc", args=encode({"cidr": "10.0.0.0/16"}))
    [failure] = simulator.stub.Invoke(request).failures
    assert "cidrBlock" in failure.reason
