from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from components.settings.auto_scaling import AutoScalingSettings, architecture


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("t4g.micro", "arm64"),
        ("m7g.medium", "arm64"),
        ("c7gd.xlarge", "arm64"),
        ("x2gd.large", "arm64"),
        ("im4gn.large", "arm64"),
        ("is4gen.large", "arm64"),
        ("hpc7g.4xlarge", "arm64"),
        ("g5g.xlarge", "arm64"),
        ("a1.large", "arm64"),
        ("t3.micro", "x86_64"),
        ("t3a.micro", "x86_64"),
        ("g5.xlarge", "x86_64"),
        ("g4dn.xlarge", "x86_64"),
        ("gr6.4xlarge", "x86_64"),
        ("m7i-flex.large", "x86_64"),
        ("x2iedn.xlarge", "x86_64"),
        ("i4i.large", "x86_64"),
    ],
)
def test_architecture(kind: str, expected: str) -> None:
    assert architecture(kind) == expected


@pytest.mark.parametrize(
    ("environment", "sizes"), [("Development", (1, 2, 1)), ("Staging", (2, 10, 4)), ("Production", (2, 10, 4))]
)
def test_the_documents_sizes(environment: str, sizes: tuple[int, int, int]) -> None:
    settings = AutoScalingSettings.of(environment)
    assert (settings.min_size, settings.max_size, settings.initial_size) == sizes
    assert settings.cpu_target == 70
    assert settings.grace_seconds == 300


@pytest.mark.parametrize(("given", "expected"), [({"minSize": 6}, 6), ({"maxSize": 3}, 3), ({"desiredSize": 9}, 9)])
def test_initial_size_keeps_within_the_limits(given: dict[str, int], expected: int) -> None:
    assert AutoScalingSettings.of("Production", **given).initial_size == expected


def test_instance_types_are_in_order_and_each_once() -> None:
    spot = {"instanceTypes": ["m6g.large", "m7g.large", "m6g.large"]}
    settings = AutoScalingSettings.of("Production", instanceType="m7g.large", spot=spot)
    assert settings.instance_types == ["m7g.large", "m6g.large"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"minSize": 11}, "minSize is 11 and maxSize 10; expected minSize ≤ maxSize"),
        (
            {"spot": {"instanceTypes": ["c5.large"]}},
            "spot.instanceTypes: c5.large cannot run the arm64 image of m7g.medium; expected types of one architecture",
        ),
        ({"spot": {}, "warmPool": {}}, "warmPool and spot exclude each other; expected one of the two"),
        ({"sshFrom": "203.0.113.7/32"}, "sshFrom needs keyName: without a key pair nobody can log in by SSH"),
        (
            {"scheduled": {"sale": {"cron": "0 8 * * *"}}},
            "expected at least one of minSize, maxSize, desiredSize",
        ),
        (
            {"scheduled": {"sale": {"cron": "0 8 * * *", "minSize": 4, "maxSize": 2}}},
            "expected minSize ≤ desiredSize ≤ maxSize",
        ),
    ],
)
def test_refused_with_a_reason(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AutoScalingSettings.of("Production", **given)
    assert [error["msg"].removeprefix("Value error, ") for error in refused.value.errors()] == [message]


@pytest.mark.parametrize(
    "given",
    [
        {"sshFrom": "0.0.0.0/0", "keyName": "ops"},
        {"sshFrom": "203.0.113.0/24", "keyName": "ops"},
        {"imageParameter": "ami-12345678"},
        {"cpuTarget": 100},
        {"scheduled": {"sale": {"cron": "0 8 * *", "minSize": 1}}},
        {"scheduled": {"sale": {"cron": "0 8 * * *", "minSize": 1, "timeZone": "Mars/Olympus"}}},
        {"spot": {"share": 101}},
    ],
)
def test_refused_by_its_form(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        AutoScalingSettings.of("Production", **given)
