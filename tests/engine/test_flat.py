"""The flat program of a stack."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from engine import flat

PROVIDER = "urn:pulumi:dev::tiny::pulumi:providers:aws::aws"
VPC = "urn:pulumi:dev::tiny::quoin:index:Network$aws:ec2/vpc:Vpc::shop-vpc"


def resource(urn: str, **more: Any) -> dict[str, Any]:
    type_ = urn.split("::")[2].rsplit("$", 1)[-1]
    return {"urn": urn, "type": type_, "custom": True, "provider": f"{PROVIDER}::some-id", **more}


def lines(*resources: dict[str, Any]) -> list[str]:
    provider = resource(PROVIDER, provider="", inputs={"region": "us-east-1", "defaultTags": '{"tags": {"a": "b"}}'})
    text = flat.program([provider, *resources], Path("/project"), collector=True)
    ast.parse(text)
    return text.splitlines()[3:]


def vpc() -> dict[str, Any]:
    inputs = {"__defaults": ["name"], "name": "made-up", "cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True}
    return resource(VPC, id="vpc-123456", inputs=inputs, outputs={"id": "vpc-123456", "arn": "arn:aws:ec2:vpc-123456"})


def test_a_call_for_each_resource_with_its_provider() -> None:
    assert lines(vpc()) == [
        "r0 = aws.Provider('aws', region='us-east-1', default_tags={'tags': {'a': 'b'}})",
        (
            "r1 = aws.ec2.Vpc('shop-vpc', cidr_block='10.0.0.0/16', enable_dns_hostnames=True, "
            "opts=pulumi.ResourceOptions(provider=r0))"
        ),
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("vpc-123456", "r1.id"),
        ("arn:aws:ec2:vpc-123456", "r1.arn"),
        (["vpc-123456", "other"], "[r1.id, 'other']"),
        ({"in": "vpc-123456"}, "{'in': r1.id}"),
        ("made of vpc-123456", "pulumi.Output.all(r1.id, 'made of vpc-123456').apply(lambda parts: parts[-1])"),
    ],
)
def test_outputs_of_others_become_references(value: Any, written: str) -> None:
    subnet = resource(
        "urn:pulumi:dev::tiny::aws:ec2/subnet:Subnet::a",
        inputs={"vpcId": value},
        propertyDependencies={"vpcId": [VPC]},
        dependencies=[VPC],
    )
    assert lines(vpc(), subnet)[2] == (
        f"r2 = aws.ec2.Subnet('a', vpc_id={written}, opts=pulumi.ResourceOptions(provider=r0))"
    )


def test_what_is_no_dependency_stays_a_text() -> None:
    subnet = resource("urn:pulumi:dev::tiny::aws:ec2/subnet:Subnet::a", inputs={"vpcId": "vpc-123456"})
    assert "vpc_id='vpc-123456'" in lines(vpc(), subnet)[2]


def test_order_without_a_property_is_kept() -> None:
    subnet = resource("urn:pulumi:dev::tiny::aws:ec2/subnet:Subnet::a", inputs={}, dependencies=[VPC])
    assert "depends_on=[r1]" in lines(vpc(), subnet)[2]


def test_components_and_default_providers_are_left_out() -> None:
    component = {
        "urn": "urn:pulumi:dev::tiny::quoin:index:Network::shop",
        "type": "quoin:index:Network",
        "custom": False,
    }
    default = resource("urn:pulumi:dev::tiny::pulumi:providers:aws::default_7", inputs={})
    assert len(lines(component, default)) == 1


def test_secrets_and_files() -> None:
    inputs = {
        "password": {flat.SECRET_SIGNATURE: "1b47", "plaintext": '"deep \\"secret\\""'},
        "source": {flat.SECRET_SIGNATURE: flat.ASSET, "path": "site/index.html"},
        "code": {
            flat.SECRET_SIGNATURE: flat.ARCHIVE,
            "assets": {"a.py": {flat.SECRET_SIGNATURE: flat.ASSET, "text": "x"}},
        },
    }
    line = lines(resource("urn:pulumi:dev::tiny::aws:lambda/function:Function::f", inputs=inputs))[1]
    assert line.startswith("r1 = aws.lambda_.Function('f', ")
    assert "password=pulumi.Output.secret('deep \"secret\"')" in line
    assert "source=pulumi.FileAsset('/project/site/index.html')" in line
    assert "code=pulumi.AssetArchive({'a.py': pulumi.StringAsset('x')})" in line


def test_the_collector_is_off_where_it_is_to_be() -> None:
    assert flat.program([], Path("/"), collector=False).startswith("import gc\n\ngc.disable()\nimport pulumi\n")


@pytest.mark.parametrize(
    ("text", "snake"),
    [("cidrBlock", "cidr_block"), ("enableDNS", "enable_dns"), ("ipv6CidrBlock", "ipv6_cidr_block"), ("a", "a")],
)
def test_snake(text: str, snake: str) -> None:
    assert flat.snake(text) == snake


@pytest.mark.parametrize(
    ("token", "call"),
    [
        ("aws:ec2/subnet:Subnet", "aws.ec2.Subnet"),
        ("aws:lambda/function:Function", "aws.lambda_.Function"),
        ("pulumi:providers:aws", "aws.Provider"),
    ],
)
def test_constructor(token: str, call: str) -> None:
    assert flat.constructor(token) == call
