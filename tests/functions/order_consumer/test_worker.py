"""The sample consumer that runs elsewhere: it deletes after success, and only then."""

from datetime import UTC, datetime

import boto3
import pytest
import time_machine
from moto import mock_aws

from functions.order_consumer.worker import work


@pytest.fixture
def queue(monkeypatch):
    for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(key, "testing")
    with mock_aws():
        yield boto3.resource("sqs", region_name="eu-west-1").create_queue(QueueName="work")


def until(done, count):
    """Return a `running` that is true until `done` has `count` entries."""
    return lambda: len(done) < count


def test_what_failed_comes_back_and_what_worked_is_gone(queue):
    done: list[str] = []

    def process(body):
        done.append(body)
        if done.count("bad") == 1 and body == "bad":
            raise RuntimeError("the first time it fails")

    for body in ("good", "bad"):
        queue.send_message(MessageBody=body)
    client = queue.meta.client
    with time_machine.travel(datetime(2026, 11, 2, tzinfo=UTC), tick=False) as clock:
        work(client, queue.url, process, until(done, 2))
        queue.reload()
        assert queue.attributes["ApproximateNumberOfMessagesNotVisible"] == "1"
        clock.shift(31)
        work(client, queue.url, process, until(done, 3))
        clock.shift(31)
        assert queue.receive_messages(WaitTimeSeconds=0) == []
    assert sorted(done) == ["bad", "bad", "good"]


def test_told_to_stop_it_leaves_the_rest(queue):
    done: list[str] = []
    for number in range(3):
        queue.send_message(MessageBody=str(number))
    work(queue.meta.client, queue.url, done.append, until(done, 1))
    queue.reload()
    assert len(done) == 1
    assert queue.attributes["ApproximateNumberOfMessagesNotVisible"] == "2"
