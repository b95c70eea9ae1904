"""The endpoints of a network, and what they let through."""

from __future__ import annotations

import json
from typing import Any

from tests.components.blocks.networks import network


def test_gateways_stand_in_every_route_table() -> None:
    made = network("Staging")
    tables = sorted(table.outputs["id"] for table in made.of_type("RouteTable"))
    endpoints = {endpoint.inputs["serviceName"]: endpoint.inputs for endpoint in made.of_type("VpcEndpoint")}
    assert set(endpoints) == {"com.amazonaws.us-east-1.s3", "com.amazonaws.us-east-1.dynamodb"}
    for inputs in endpoints.values():
        assert inputs["vpcEndpointType"] == "Gateway"
        assert sorted(inputs["routeTableIds"]) == tables


def _policy(name: str) -> list[dict[str, Any]]:
    return json.loads(network("Development").only("VpcEndpoint", name).inputs["policy"])["Statement"]


def test_only_principals_of_the_account_write_through_them() -> None:
    own = {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
    (tables,) = _policy("network-endpoints-dynamodb")
    assert (tables["Action"], tables["Condition"]) == (["dynamodb:*"], own)
    buckets, downloads = _policy("network-endpoints-s3")
    assert (buckets["Action"], buckets["Condition"]) == (["s3:*"], own)
    assert downloads["Action"] == ["s3:GetObject"]


def test_interfaces_are_asked_for_by_shorthand() -> None:
    made = network("Staging", endpoints=["ssm", "ecr.api"])
    interfaces = {e.name: e.inputs for e in made.of_type("VpcEndpoint") if e.inputs["vpcEndpointType"] == "Interface"}
    assert {name: inputs["serviceName"] for name, inputs in interfaces.items()} == {
        "network-endpoints-ssm": "com.amazonaws.us-east-1.ssm",
        "network-endpoints-ecr-api": "com.amazonaws.us-east-1.ecr.api",
    }
    group = made.only("aws:ec2/securityGroup:SecurityGroup").outputs["id"]
    for inputs in interfaces.values():
        assert inputs["subnetIds"] == made.exports["private"]
        assert inputs["securityGroupIds"] == [group]
        assert inputs["privateDnsEnabled"] is True


def test_interfaces_take_https_from_the_network_only() -> None:
    made = network("Development", cidr="10.20.0.0/16", endpoints=["ssm"])
    rule = made.only("SecurityGroupIngressRule").inputs
    assert (rule["cidrIpv4"], rule["fromPort"], rule["toPort"]) == ("10.20.0.0/16", 443, 443)
    assert not made.of_type("SecurityGroupEgressRule")


def test_without_interfaces_there_is_no_group() -> None:
    assert not network("Development").of_type("SecurityGroup")
