from __future__ import annotations

from typing import Any

import pytest

from components.blocks.database_limits import GIB, max_connections, memory_bytes
from components.settings.database import DatabaseSettings


@pytest.mark.parametrize(
    ("instance_class", "gib"),
    [
        ("db.t4g.micro", 1),
        ("db.t4g.medium", 4),
        ("db.t3.2xlarge", 32),
        ("db.m7g.large", 8),
        ("db.m7g.2xlarge", 32),
        ("db.r7g.large", 16),
        ("db.r8g.16xlarge", 512),
        ("db.c6gd.medium", 2),
        ("db.x2g.large", None),
    ],
)
def test_memory(instance_class: str, gib: int | None) -> None:
    assert memory_bytes(instance_class) == (gib * GIB if gib else None)


@pytest.mark.parametrize(
    ("settings", "low", "high"),
    [
        # The Aurora guide prints 823, 3,360 and 5,000 connections for 4, 16 and 32 capacity units of PostgreSQL.
        ({"engine": "aurora-postgresql", "aurora": {"minCapacity": 1, "maxCapacity": 4}}, 800, 850),
        ({"engine": "aurora-postgresql", "aurora": {"minCapacity": 1, "maxCapacity": 16}}, 3280, 3440),
        ({"engine": "aurora-postgresql", "aurora": {"minCapacity": 1, "maxCapacity": 32}}, 5000, 5000),
        ({"engine": "aurora-postgresql", "aurora": {"minCapacity": 0.5, "maxCapacity": 32}}, 2000, 2000),
        # And 1,000 for Aurora MySQL on 16 GiB.
        (
            {"engine": "aurora-mysql", "aurora": {"capacity": "provisioned"}, "instanceClass": "db.r7g.large"},
            900,
            1100,
        ),
        ({"engine": "postgres", "instanceClass": "db.t4g.micro"}, 100, 112),
        ({"engine": "mysql", "instanceClass": "db.m7g.large"}, 600, 683),
        ({"engine": "postgres", "parameters": {"max_connections": "300"}}, 300, 300),
    ],
)
def test_connections(settings: dict[str, Any], low: int, high: int) -> None:
    found = max_connections(DatabaseSettings.of("Production", **settings))
    assert found is not None
    assert low <= found <= high


def test_an_unknown_class_has_no_limit_that_could_be_told() -> None:
    assert max_connections(DatabaseSettings.of("Production", instanceClass="db.x2g.large")) is None
