from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from components.settings.cache import CacheSettings


def test_profiles() -> None:
    production, development = CacheSettings.of("Production"), CacheSettings.of("Development")
    assert (production.replicas, production.snapshot_retention_days, production.customer_key) == (1, 7, True)
    assert (development.replicas, development.snapshot_retention_days, development.customer_key) == (0, 0, False)
    assert production.engine == "valkey"


def test_serverless_takes_the_profiles_limits() -> None:
    limits = CacheSettings.of("Development", serverless={}).serverless
    assert limits
    assert (limits.max_data_gb, limits.max_ecpu_per_second) == (1, 1000)


@pytest.mark.parametrize(
    ("given", "version", "major"),
    [({}, "8.1", "8"), ({"engineVersion": 7.2}, "7.2", "7"), ({"engine": "redis"}, "7.1", "7")],
)
def test_version(given: dict[str, Any], version: str, major: str) -> None:
    settings = CacheSettings.of("Production", **given)
    assert (settings.version, settings.major) == (version, major)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"engineVersion": "6.2"}, "engineVersion 6.2: expected 7.x, 8.x for valkey"),
        ({"engineVersion": 8}, "engineVersion 8: expected 7.x, 8.x for valkey"),
        ({"engine": "redis", "engineVersion": "8.1"}, "engineVersion 8.1: expected 7.x for redis"),
        (
            {"snapshotWindow": "05:30-06:30"},
            "snapshotWindow 05:30-06:30 and maintenanceWindow sun:05:00-sun:06:00 overlap; expected windows apart",
        ),
    ],
)
def test_refused_with_a_reason(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CacheSettings.of("Production", **given)
    assert [error["msg"].removeprefix("Value error, ") for error in refused.value.errors()] == [message]


@pytest.mark.parametrize("given", [{"replicas": 6}, {"nodeType": "t4g.micro"}, {"shards": 0}, {"authToken": "x"}])
def test_refused_by_its_form(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CacheSettings.of("Production", **given)
