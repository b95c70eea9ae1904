"""One way to AWS: how it retries, pages and fails."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore import exceptions
from botocore.stub import Stubber

from ops import aws
from ops.command import Exit, Failure


@pytest.fixture(autouse=True)
def _new_session(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    aws.session.cache_clear()
    yield
    aws.session.cache_clear()


@pytest.fixture
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


def refusal(code: str) -> exceptions.ClientError:
    return exceptions.ClientError({"Error": {"Code": code, "Message": "not that"}}, "GetProducts")


def test_without_credentials_it_says_what_to_do() -> None:
    with pytest.raises(Failure, match="there are no AWS credentials") as caught:
        aws.client("ec2", "us-east-1")
    assert caught.value.code == Exit.NO_CREDENTIALS
    assert "AWS_PROFILE" in caught.value.fix


@pytest.mark.usefixtures("_credentials")
def test_a_client_retries_adaptively() -> None:
    config = aws.client("ec2", "us-east-1").meta.config
    assert config.retries == {"mode": "adaptive", "total_max_attempts": 8}
    assert "quoin/" in config.user_agent_extra


@pytest.mark.usefixtures("_credentials")
def test_without_a_region_it_says_how_to_choose_one() -> None:
    with pytest.raises(Failure, match="no AWS region") as caught:
        aws.client("ec2")
    assert caught.value.code == Exit.USAGE


def test_an_unknown_profile() -> None:
    with pytest.raises(exceptions.ProfileNotFound) as caught:
        aws.session("nobody")
    found = aws.failure(caught.value)
    assert found is not None
    assert found.code == Exit.NO_CREDENTIALS


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [
        ("AccessDeniedException", Exit.NO_CREDENTIALS),
        ("UnauthorizedOperation", Exit.NO_CREDENTIALS),
        ("ExpiredTokenException", Exit.NO_CREDENTIALS),
        ("InternalFailure", Exit.AWS_FAILED),
        ("ThrottlingException", Exit.AWS_FAILED),
    ],
)
def test_what_aws_refuses(code: str, exit_code: Exit) -> None:
    found = aws.failure(refusal(code))
    assert found is not None
    assert found.code == exit_code
    assert str(found) == f"GetProducts: not that ({code})"


def test_a_denied_call_is_named() -> None:
    found = aws.failure(refusal("AccessDenied"))
    assert found is not None
    assert found.fix == "These credentials may not call GetProducts"


def test_other_errors() -> None:
    unreachable = aws.failure(exceptions.EndpointConnectionError(endpoint_url="https://x"))
    assert unreachable is not None
    assert unreachable.code == Exit.AWS_FAILED
    assert aws.failure(ValueError("ours")) is None


def test_pages_are_followed() -> None:
    client: Any = boto3.client("ec2", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stub:
        stub.add_response("describe_volumes", {"Volumes": [{"VolumeId": "a"}], "NextToken": "more"}, {})
        stub.add_response("describe_volumes", {"Volumes": [{"VolumeId": "b"}]}, {"NextToken": "more"})
        found = [volume["VolumeId"] for volume in aws.pages(client, "describe_volumes", "Volumes")]
        stub.assert_no_pending_responses()
    assert found == ["a", "b"]
