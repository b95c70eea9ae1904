"""What the settings of a network take, refuse and say."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from components.settings.base import Environment, Problems
from components.settings.network import INTERFACE_ENDPOINTS, NetworkSettings


def problems(**values: Any) -> list[str]:
    """Return what is wrong with the given keys, or fail if nothing is."""
    with pytest.raises(ValidationError) as caught:
        NetworkSettings.of("Production", **values)
    found: list[str] = []
    for error in caught.value.errors():
        context = error.get("ctx", {})
        cause = context.get("error")
        told = f"{error['loc'][0]}: {context.get('reason', error['msg'])}" if error["loc"] else ""
        found += cause.problems if isinstance(cause, Problems) else [told]
    return found


@pytest.mark.parametrize(
    ("environment", "zones", "nat", "sink", "days"),
    [
        ("Development", 2, "single", "none", 7),
        ("Staging", 2, "single", "cloudwatch", 30),
        ("Production", 3, "per-zone", "s3", 365),
    ],
)
def test_the_environment_decides(environment: str, zones: int, nat: str, sink: str, days: int) -> None:
    made = NetworkSettings.of(environment)
    assert (made.zone_count, made.nat) == (zones, nat)
    assert (made.flow_logs.destination, made.flow_logs.retention_days) == (sink, days)


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "172.31.0.0/20", "192.168.8.0/21", "100.64.0.0/16"])
def test_private_ranges_from_16_to_21(cidr: str) -> None:
    assert NetworkSettings.of("Production", cidr=cidr).cidr == cidr


@pytest.mark.parametrize(
    ("cidr", "reason"),
    [
        ("10.0.0.0/22", "it is too small: 1024 addresses"),
        ("10.0.0.0/8", "it is too large"),
        ("8.8.0.0/16", "it is not private"),
        ("172.32.0.0/16", "it is not private"),
    ],
)
def test_ranges_that_are_refused(cidr: str, reason: str) -> None:
    assert problems(cidr=cidr) == [f"cidr: {reason}"]


@pytest.mark.parametrize("nat", ["none", "single", "per-zone", 1, 2, 3])
def test_nat_gateways(nat: str | int) -> None:
    assert NetworkSettings.of("Production", nat=nat).nat == nat


@pytest.mark.parametrize("nat", ["one", "2", 0, 5, True, None, 1.5])
def test_nat_gateways_that_are_refused(nat: Any) -> None:
    expected = "Value error, expected none, single, per-zone or a number of gateways from 1 to 4"
    assert problems(nat=nat) == [f"nat: {expected}"]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"nat": 3, "zoneCount": 2}, ["nat is 3, but there are 2 availability zones: expected 2 or fewer"]),
        (
            {"nat": 4, "zones": ["us-east-1a", "us-east-1b"]},
            ["nat is 4, but there are 2 availability zones: expected 2 or fewer"],
        ),
        ({"zones": ["us-east-1a"]}, ["zones names 1, expected 2 to 4"]),
        ({"zones": ["us-east-1a", "us-east-1a"]}, ["zones names us-east-1a twice"]),
        ({"zones": ["us-east-1a", "eu-west-1a"]}, ["zones are of several regions, expected one"]),
        ({"endpoints": ["ssm", "logs", "ssm"]}, ["endpoints names ssm twice"]),
        (
            {"cidr": "10.20.0.0/16", "connectedNetworks": ["10.20.64.0/20", "10.30.0.0/16", "10.0.0.0/8"]},
            [
                "cidr 10.20.0.0/16 overlaps connectedNetworks 10.0.0.0/8: addresses of both could not be told apart",
                "cidr 10.20.0.0/16 overlaps connectedNetworks 10.20.64.0/20: addresses of both could not be told apart",
            ],
        ),
        (
            {"tiers": {"tools": {"kind": "private"}}},
            ["tiers.tools needs a kind (public, private, isolated) and a slot from 3 to 7"],
        ),
        (
            {"tiers": {"tools": {"kind": "private", "slot": 1}}},
            ["tiers.tools.slot 1 is that of private: choose another, 3 to 7"],
        ),
        (
            {"tiers": {"one": {"kind": "private", "slot": 4}, "two": {"kind": "public", "slot": 4}}},
            ["tiers.two.slot 4 is that of one: choose another, 3 to 7"],
        ),
        ({"tiers": {"public": {"slot": 3}}}, ["tiers.public is built in: only its subnetPrefix can be set"]),
        (
            {"cidr": "10.0.0.0/20", "tiers": {"private": {"subnetPrefix": 24}}},
            ["tiers.private.subnetPrefix 24 does not fit: a subnet of 10.0.0.0/20 has room for /26 or smaller"],
        ),
        (
            {"tiers": {"public": {"subnetPrefix": 28}}},
            ["tiers.public.subnetPrefix 28 is too small: load balancers need /27 or larger"],
        ),
        (
            {"zones": ["us-east-1a"], "endpoints": ["ssm", "ssm"], "tiers": {"x1": {}}},
            [
                "tiers.x1 needs a kind (public, private, isolated) and a slot from 3 to 7",
                "zones names 1, expected 2 to 4",
                "endpoints names ssm twice",
            ],
        ),
    ],
)
def test_all_that_is_wrong_is_said_at_once(values: dict[str, Any], found: list[str]) -> None:
    if values.get("zones") and len(values["zones"]) < 3:
        values = {"nat": "single", **values}
    assert problems(**values) == found


@pytest.mark.parametrize(
    ("endpoint", "reason"),
    [
        ("ssmmessage", "endpoints: did you mean ssmmessages?"),
        ("s3", "endpoints: its gateway endpoint is always there, and free"),
        ("com.amazonaws.us-east-1.ssm", "endpoints: "),
    ],
)
def test_endpoints_have_known_names(endpoint: str, reason: str) -> None:
    assert problems(endpoints=[endpoint]) == [reason]


def test_shorthands_are_sorted_and_unique() -> None:
    assert sorted(set(INTERFACE_ENDPOINTS)) == list(INTERFACE_ENDPOINTS)


@pytest.mark.parametrize("name", ["a", "Tools", "my-tier", "1st", "x" * 17])
def test_tier_names_that_are_refused(name: str) -> None:
    assert len(problems(tiers={name: {"kind": "private", "slot": 3}})) == 1


def test_the_posture_names_every_default_of_the_environment() -> None:
    made = NetworkSettings.of("Production", nat="single", flowLogs={"destination": "none"})
    stances = {stance.key: stance.overridden for stance in made.posture(Environment.PRODUCTION, "network.")}
    assert stances == {
        "network.zoneCount": False,
        "network.nat": True,
        "network.flowLogs.destination": True,
        "network.flowLogs.retentionDays": False,
    }


def test_the_schema_knows_what_nat_takes() -> None:
    schema = TypeAdapter(NetworkSettings).json_schema()
    assert {"type": "integer", "minimum": 1, "maximum": 4} in schema["properties"]["nat"]["anyOf"]
