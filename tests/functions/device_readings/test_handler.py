"""The sample producer: what it checks, what it puts into the stream, what it does when the stream is full."""

import json
from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws

from functions.device_readings import handler as producer

READING = {"device_id": "d-1", "site": "lyon", "recorded_at": "2026-11-25T10:00:07+01:00", "temperature": 21.5}
RECEIVED = datetime(2026, 11, 25, 9, 0, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _aws(monkeypatch):
    for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(key, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("STREAM_NAME", "readings")
    monkeypatch.setattr(producer.time, "sleep", lambda _: None)
    real = producer.client
    real.cache_clear()
    with mock_aws():
        boto3.client("kinesis").create_stream(StreamName="readings", ShardCount=1)
        yield
    real.cache_clear()


def stored():
    client = boto3.client("kinesis")
    shard = client.list_shards(StreamName="readings")["Shards"][0]["ShardId"]
    begin = client.get_shard_iterator(StreamName="readings", ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    return client.get_records(ShardIterator=begin["ShardIterator"], Limit=10_000)["Records"]


def test_readings_reach_the_stream_in_the_form_of_the_table():
    answer = producer.handler({"readings": [READING, {**READING, "device_id": "d-2", "battery": "80"}]}, None)
    assert answer == {"accepted": 2, "refused": []}
    first, second = stored()
    assert first["PartitionKey"] == "d-1", "readings of a device stay in order"
    reading = json.loads(first["Data"])
    assert reading.pop("reading_id")
    assert reading.pop("received_at")
    assert reading == {
        "device_id": "d-1",
        "site": "lyon",
        "recorded_at": "2026-11-25T09:00:07Z",
        "temperature": 21.5,
        "humidity": None,
        "battery": None,
    }
    assert json.loads(second["Data"])["battery"] == 80.0


def test_one_reading_without_a_list():
    assert producer.handler(READING, None)["accepted"] == 1
    assert len(stored()) == 1


def test_the_same_reading_has_the_same_id():
    once, again = (producer.reading_of(READING, RECEIVED)["reading_id"] for _ in range(2))
    other = producer.reading_of({**READING, "temperature": 21.6}, RECEIVED)["reading_id"]
    assert once == again != other
    assert producer.reading_of({**READING, "reading_id": "r-1"}, RECEIVED)["reading_id"] == "r-1"


def test_a_time_without_a_zone_is_utc():
    assert producer.reading_of({**READING, "recorded_at": "2026-11-25T09:00:07"}, RECEIVED)["recorded_at"] == (
        "2026-11-25T09:00:07Z"
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"device_id": ""}, "the reading lacks device_id"),
        ({"recorded_at": None}, "the reading lacks recorded_at"),
        ({"recorded_at": "yesterday"}, "Invalid isoformat string"),
        ({"temperature": "warm"}, "could not convert string to float"),
        ({"humidity": [1]}, "float() argument must be"),
    ],
)
def test_a_reading_that_cannot_be_right_is_told_and_takes_no_other_with_it(change, reason):
    answer = producer.handler({"readings": [{**READING, **change}, READING]}, None)
    assert answer["accepted"] == 1
    [refused] = answer["refused"]
    assert reason in refused["reason"]
    assert len(stored()) == 1


class Full:
    """A stream that refuses some records for some calls."""

    def __init__(self, calls):
        self.calls, self.taken, self.sizes = calls, [], []

    def put_records(self, **request):
        refusing = self.calls > 0
        self.calls -= 1
        self.sizes.append(len(request["Records"]))
        answers = []
        for index, record in enumerate(request["Records"]):
            refused = refusing and index % 2 == 1
            answers.append({"ErrorCode": "ProvisionedThroughputExceededException"} if refused else {"ShardId": "s"})
            if not refused:
                self.taken.append(record)
        return {"FailedRecordCount": sum("ErrorCode" in answer for answer in answers), "Records": answers}


def test_only_what_was_refused_is_put_again(monkeypatch):
    full = Full(2)
    monkeypatch.setattr(producer, "client", lambda: full)
    readings = [{**READING, "device_id": f"d-{n}"} for n in range(8)]
    assert producer.handler({"readings": readings}, None)["accepted"] == 8
    assert full.sizes == [8, 4, 2]
    assert sorted(record["PartitionKey"] for record in full.taken) == [f"d-{n}" for n in range(8)]


def test_a_stream_that_goes_on_refusing_is_told(monkeypatch):
    full = Full(99)
    monkeypatch.setattr(producer, "client", lambda: full)
    with pytest.raises(RuntimeError, match="did not take 1 of 16 readings"):
        producer.handler({"readings": [{**READING, "device_id": f"d-{n}"} for n in range(16)]}, None)


def test_many_readings_take_calls_of_500(monkeypatch):
    full = Full(0)
    monkeypatch.setattr(producer, "client", lambda: full)
    producer.handler({"readings": [READING] * 1201}, None)
    assert full.sizes == [500, 500, 201]
