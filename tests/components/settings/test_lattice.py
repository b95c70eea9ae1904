"""Settings of service networks of VPC Lattice: what is refused, and with which words."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from components.settings.lattice import LatticeSettings
from components.settings.lattice_service import LatticeServiceSettings

ONE = {"stable": {"addresses": ["10.0.0.1"]}}
TWO = {**ONE, "canary": {"addresses": ["10.0.0.2"]}}
ROLE = "arn:aws:iam::123456789012:role/shop"
JOIN = "arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-0123456789abcdef0"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"targets": {}}, "targets"),
        ({"targets": {"a": {}}}, "no target; expected exactly one of service, functionArn, loadBalancerArn, addresses"),
        (
            {"targets": {"a": {"service": "x", "addresses": ["10.0.0.1"]}}},
            "service and addresses; expected exactly one of service, functionArn, loadBalancerArn, addresses",
        ),
        ({"targets": {"a": {"addresses": ["10.0.0.300"]}}}, "an IPv4 address such as 10.20.1.5"),
        ({"targets": TWO}, r"weights are left out; expected the share of each target \(stable, canary\)"),
        ({"targets": TWO, "weights": {"other": 1}}, r"weights.other: expected one of targets \(stable, canary\)"),
        ({"targets": TWO, "weights": {"stable": 0, "canary": 0}}, "weights are all 0; expected at least one above 0"),
        ({"targets": TWO, "weights": {"stable": 1000}}, "weights.stable"),
        (
            {"targets": ONE, "rules": {"r": {"priority": 1, "prefix": "/a", "weights": {"canary": 1}}}},
            r"rules.r.weights.canary: expected one of targets \(stable\)",
        ),
        (
            {"targets": ONE, "rules": {"r": {"priority": 1, "weights": {"stable": 1}}}},
            "it fits every request; expected path, prefix, method or headers",
        ),
        ({"targets": ONE, "rules": {"r": {"priority": 1, "path": "/a"}}}, "expected weights or status, and not both"),
        (
            {"targets": ONE, "rules": {"r": {"priority": 1, "path": "/a", "prefix": "/b", "status": 404}}},
            "path and prefix exclude each other; expected one of the two",
        ),
        (
            {
                "targets": ONE,
                "rules": {
                    "a": {"priority": 7, "path": "/a", "status": 404},
                    "b": {"priority": 7, "path": "/b", "status": 404},
                },
            },
            "rules.b and rules.a have priority 7; expected one of them",
        ),
        ({"targets": ONE, "domain": "a.example.com"}, "domain a.example.com has no certificate; expected certificateA"),
        ({"targets": ONE, "callers": {"c": {}}}, "nobody; expected exactly one of service, identity, principal"),
        (
            {"targets": ONE, "callers": {"c": {"service": "a", "principal": ROLE}}},
            "service and principal; expected exactly one of service, identity, principal",
        ),
        ({"targets": ONE, "callers": {"c": {"principal": "*"}}}, "expected the ARN of an IAM role or user"),
    ],
)
def test_a_service_refuses(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        LatticeServiceSettings.of("Production", **values)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"auth": "none", "services": {"a": {"targets": ONE, "callers": {"c": {"principal": ROLE}}}}},
            "services.a.callers are told apart by IAM, and auth is none; expected auth: iam",
        ),
        (
            {"join": JOIN, "shareAccounts": ["210987654321"]},
            "shareAccounts or shareOrganization is for a service network of one's own, and join names another;",
        ),
        ({"join": "sn-0123456789abcdef0"}, "expected the ARN of a service network of VPC Lattice"),
        ({"associate": False, "callersFrom": ["10.0.0.0/8"]}, "callersFrom narrows the association of the stack's net"),
        ({"externalAccounts": True}, "externalAccounts says what shareAccounts may be; expected shareAccounts"),
        ({"members": {"m": {"vpcId": "vpc-1"}}}, "the id of a VPC such as vpc-0123456789abcdef0"),
        ({"shareOrganization": "o-abc"}, "expected the ARN of an AWS organization"),
    ],
)
def test_a_network_refuses(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        LatticeSettings.of("Production", **values)


def test_one_target_gets_everything() -> None:
    assert LatticeServiceSettings.of("Production", targets=ONE).shares == {"stable": 100}


def test_iam_is_asked_unless_somebody_says_no() -> None:
    assert LatticeSettings.of("Development").auth == "iam"
