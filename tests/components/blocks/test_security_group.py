"""Rules of security groups: who is meant by what is given."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components.blocks.security_group import peer_argument, port_arguments
from tests.support.synth import Stage, Synthesis, synth_component


def group(use: Any) -> Synthesis:
    def build(stage: Stage) -> None:
        from components.blocks.security_group import SecurityGroup, SecurityGroupArgs

        args = SecurityGroupArgs(vpc_id="vpc-1", description="A group", stack=stage.stack)
        use(SecurityGroup("group", args, stage.opts))

    return synth_component(build)


@pytest.mark.parametrize(
    ("peer", "argument"),
    [
        ("10.0.0.0/16", "cidr_ipv4"),
        ("::/0", "cidr_ipv6"),
        ("pl-0123", "prefix_list_id"),
        ("sg-0123", "referenced_security_group_id"),
    ],
)
def test_the_other_side_is_known_by_its_form(peer: str, argument: str) -> None:
    assert peer_argument(peer) == {argument: peer}


@pytest.mark.parametrize(
    ("port", "protocol", "ports"),
    [
        (443, "tcp", {"from_port": 443, "to_port": 443}),
        ((1024, 2048), "udp", {"from_port": 1024, "to_port": 2048}),
        (None, "tcp", {"from_port": 0, "to_port": 65535}),
        (None, "icmp", {"from_port": -1, "to_port": -1}),
        (None, "-1", {}),
    ],
)
def test_ports(port: Any, protocol: str, ports: dict[str, int]) -> None:
    assert port_arguments(port, protocol) == ports


def test_every_protocol_takes_no_port() -> None:
    with pytest.raises(ValueError, match="takes no port"):
        port_arguments(443, "-1")


def test_a_group_starts_without_rules() -> None:
    made = group(lambda _: None)
    assert [resource.type for resource in made.resources if resource.type.startswith("aws:")] == [
        "aws:ec2/securityGroup:SecurityGroup"
    ]
    inputs = made.only("aws:ec2/securityGroup:SecurityGroup").inputs
    assert "ingress" not in inputs
    assert "egress" not in inputs


def test_rules_are_resources_named_by_key_and_direction() -> None:
    def use(made: Any) -> None:
        made.allow_from("web", "10.0.0.0/16", 443)
        made.allow_to("web", pulumi.Output.from_input("sg-9"), 8080, description="to the servers")

    made = group(use)
    sg = made.only("aws:ec2/securityGroup:SecurityGroup").outputs["id"]
    assert made.only("SecurityGroupIngressRule", "group-from-web").inputs == {
        "securityGroupId": sg,
        "ipProtocol": "tcp",
        "description": "from web",
        "cidrIpv4": "10.0.0.0/16",
        "fromPort": 443,
        "toPort": 443,
    }
    rule = made.only("SecurityGroupEgressRule", "group-to-web").inputs
    assert (rule["referencedSecurityGroupId"], rule["fromPort"], rule["description"]) == (
        "sg-9",
        8080,
        "to the servers",
    )
