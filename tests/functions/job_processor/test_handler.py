"""The asynchronous processor: what it stores, that a retry stores nothing twice, what it refuses."""

from __future__ import annotations

import json

import boto3
import pytest
from botocore.stub import Stubber

from functions.job_processor import handler as module

CLUSTER = "arn:aws:rds:us-east-1:123456789012:cluster:shop"
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-a1B2c3"
EVENT = {"requestId": "r-1", "job": {"kind": "invoice", "payload": {"order": 7, "at": "x"}}}


@pytest.fixture
def stub(monkeypatch):
    for key, value in {"DB_CLUSTER_ARN": CLUSTER, "DB_SECRET_ARN": SECRET, "DB_NAME": "shop"}.items():
        monkeypatch.setenv(key, value)
    client = boto3.client("rds-data", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    monkeypatch.setattr(module.boto3, "client", lambda _service: client)
    with Stubber(client) as stubber:
        yield stubber


def stored(stub):
    values = {"id": "r-1", "kind": "invoice", "payload": '{"at": "x", "order": 7}'}
    parameters = [{"name": name, "value": {"stringValue": value}} for name, value in values.items()]
    asked = {"resourceArn": CLUSTER, "secretArn": SECRET, "database": "shop", "sql": module.UPSERT}
    stub.add_response("execute_statement", {"numberOfRecordsUpdated": 1}, {**asked, "parameters": parameters})


def test_a_job_is_stored_under_its_request(stub):
    stored(stub)
    assert module.handler(EVENT, None) == {"stored": True, "id": "r-1"}
    stub.assert_no_pending_responses()


def test_a_retry_is_the_same_row(stub):
    stored(stub)
    stored(stub)
    assert module.handler(EVENT, None) == module.handler(EVENT, None)
    assert "ON DUPLICATE KEY UPDATE" in module.UPSERT


def test_an_error_of_the_database_makes_lambda_try_again(stub):
    stub.add_client_error("execute_statement", "DatabaseResumingException")
    with pytest.raises(Exception, match="DatabaseResumingException"):
        module.handler(EVENT, None)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({"job": {"kind": "a"}}, "requestId is missing"),
        ({"requestId": "r", "job": [1]}, "job is not an object"),
        ({"requestId": "r", "job": {}}, "job.kind is not a text of 1 to 64 characters"),
        ({"requestId": "r", "job": {"kind": "k" * 65}}, "job.kind is not a text of 1 to 64 characters"),
        ({"requestId": "r", "job": {"kind": "k", "payload": "x"}}, "job.payload is not an object"),
    ],
)
def test_what_no_retry_would_make_right_is_refused_at_once(stub, event, reason):
    assert module.handler(event, None) == {"stored": False, "reason": reason}


def test_the_event_of_the_api_is_one_that_it_reads():
    from components.blocks.rest_api import QUEUED_EVENT

    text = QUEUED_EVENT.replace("$context.requestId", "r-1").replace("$input.json('$')", json.dumps(EVENT["job"]))
    assert module.read(json.loads(text)) == ("r-1", "invoice", {"order": 7, "at": "x"})
