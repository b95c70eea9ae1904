"""The preparation of a platform's database: what SQL it runs, how it waits, what it refuses."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from functions.database_setup import handler as module

CLUSTER = "arn:aws:rds:us-east-1:123456789012:cluster:shop"
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-a1B2c3"


@pytest.fixture
def stub(monkeypatch):
    for key, value in {"DB_CLUSTER_ARN": CLUSTER, "DB_SECRET_ARN": SECRET, "DB_NAME": "shop", "DB_USER": "app"}.items():
        monkeypatch.setenv(key, value)
    client = boto3.client("rds-data", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    monkeypatch.setattr(module.boto3, "client", lambda _service: client)
    with Stubber(client) as stubber:
        stubber.client = client  # pyright: ignore[reportAttributeAccessIssue]
        yield stubber


def asked(sql: str) -> dict[str, Any]:
    return {"resourceArn": CLUSTER, "secretArn": SECRET, "sql": sql}


def test_runs_every_statement_in_order(stub):
    for sql in module.statements("shop", "app"):
        stub.add_response("execute_statement", {}, asked(sql))
    assert module.handler({}, None) == {"statements": 5}
    stub.assert_no_pending_responses()


def test_can_run_any_number_of_times():
    for sql in module.statements("shop", "app"):
        assert "IF NOT EXISTS" in sql or sql.startswith(("GRANT", "ALTER USER")), sql


def test_the_user_has_no_password_and_needs_tls():
    text = "\n".join(module.statements("shop", "app"))
    assert "AWSAuthenticationPlugin" in text
    assert "REQUIRE SSL" in text
    assert "PASSWORD" not in text.upper()
    assert "GRANT ALL" not in text


@pytest.mark.parametrize("name", ["shop; DROP TABLE x", "", "1shop", "a" * 17, "shop`"])
def test_names_that_are_none_are_refused(name):
    with pytest.raises(ValueError, match="is no name"):
        module.statements(name, "app")
    with pytest.raises(ValueError, match="is no name"):
        module.statements("shop", name)


def test_waits_for_a_paused_cluster(stub):
    waits: list[float] = []
    stub.add_client_error("execute_statement", "DatabaseResumingException")
    stub.add_client_error("execute_statement", "DatabaseResumingException")
    stub.add_response("execute_statement", {}, asked("SELECT 1"))
    module.run(stub.client, "SELECT 1", waits.append)
    assert len(waits) == 2
    assert all(0 <= wait <= 2.0**attempt for attempt, wait in enumerate(waits))


def test_an_error_in_the_sql_is_not_tried_again(stub):
    waits: list[float] = []
    stub.add_client_error("execute_statement", "DatabaseErrorException")
    with pytest.raises(module.ClientError):
        module.run(stub.client, "SELEC 1", waits.append)
    assert waits == []


def test_gives_up_in_the_end(stub):
    waits: list[float] = []
    for _ in range(module.TRIES):
        stub.add_client_error("execute_statement", "DatabaseResumingException")
    with pytest.raises(module.ClientError):
        module.run(stub.client, "SELECT 1", waits.append)
    assert len(waits) == module.TRIES - 1
