from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from components.settings.database import DatabaseSettings
from components.settings.database_engines import ENGINES


def test_production_is_safe_without_a_line() -> None:
    settings = DatabaseSettings.of("Production")
    assert settings.multi_az and settings.deletion_protection and settings.final_snapshot and settings.customer_key
    assert settings.backup_retention_days == 30
    assert settings.iam_authentication
    assert not settings.instance_class.startswith("db.t")


def test_development_is_cheap_without_a_line() -> None:
    settings = DatabaseSettings.of("Development")
    assert not (settings.multi_az or settings.deletion_protection or settings.final_snapshot or settings.customer_key)
    assert settings.instance_class == "db.t4g.micro"
    assert settings.backup_retention_days == 1
    assert settings.monitoring_seconds == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_every_default_major_is_in_support(engine: str) -> None:
    settings = DatabaseSettings.of("Production", engine=engine)
    assert settings.major in settings.of_engine.majors


def test_aurora_gets_the_profile_of_its_section() -> None:
    aurora = DatabaseSettings.of("Development", engine="aurora-mysql").aurora
    assert aurora
    assert (aurora.capacity, aurora.min_capacity, aurora.max_capacity) == ("serverless", 0, 2)
    aurora = DatabaseSettings.of("Production", engine="aurora-mysql", aurora={"maxCapacity": 8}).aurora
    assert aurora
    assert (aurora.min_capacity, aurora.max_capacity) == (1, 8)
    assert DatabaseSettings.of("Production").aurora is None


@pytest.mark.parametrize(("given", "expected"), [(16, "16"), ("16", "16"), (None, "17")])
def test_version_with_and_without_quotes(given: int | str | None, expected: str) -> None:
    assert DatabaseSettings.of("Production", engineVersion=given).major == expected
    assert DatabaseSettings.of("Production", engine="mysql", engineVersion=8.4).major == "8.4"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"engineVersion": 13}, "engineVersion 13: expected one of 14, 15, 16, 17, 18 for postgres"),
        ({"engine": "mysql", "engineVersion": "8.0"}, "engineVersion 8.0: expected one of 8.4 for mysql"),
        (
            {"aurora": {}},
            (
                "aurora is for aurora-postgresql and aurora-mysql, and the engine is postgres; RDS also refuses "
                "replicas of an instance whose password Secrets Manager keeps"
            ),
        ),
        (
            {"engine": "aurora-mysql", "aurora": {"capacity": "provisioned"}, "instanceClass": "db.t4g.small"},
            "instanceClass db.t4g.small: Aurora starts at db.t4g.medium",
        ),
        (
            {"parameters": {"rds.force_ssl": "0"}},
            "parameters.rds.force_ssl enforces TLS and cannot be overridden; remove it",
        ),
        (
            {"maintenanceWindow": "wed:03:30-wed:04:30"},
            (
                "backupWindow 03:00-04:00 and maintenanceWindow wed:03:30-wed:04:30 overlap, which RDS refuses; "
                "expected windows apart"
            ),
        ),
        (
            {"storageGb": 950, "maxStorageGb": 1000},
            "maxStorageGb 1000: RDS wants a tenth more than storageGb 950 at least; expected 1045 or more",
        ),
        (
            {"engine": "aurora-mysql", "aurora": {"minCapacity": 4, "maxCapacity": 2}},
            "expected minCapacity ≤ maxCapacity, found 4 and 2",
        ),
    ],
)
def test_refused_with_a_reason(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DatabaseSettings.of("Production", **given)
    assert [error["msg"].removeprefix("Value error, ") for error in refused.value.errors()] == [message]


def test_all_problems_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        DatabaseSettings.of("Production", engineVersion=9, storageGb=2000, maintenanceWindow="wed:03:30-wed:04:30")
    message = str(refused.value)
    assert all(part in message for part in ("engineVersion 9", "maxStorageGb", "overlap"))


@pytest.mark.parametrize(
    "given",
    [
        {"username": "admin"},
        {"username": "1st"},
        {"databaseName": "my-app"},
        {"engine": "oracle"},
        {"instanceClass": "t4g.micro"},
        {"backupRetentionDays": 0},
        {"engine": "aurora-mysql", "aurora": {"minCapacity": 0.3}},
    ],
)
def test_refused_by_its_form(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DatabaseSettings.of("Production", **given)
