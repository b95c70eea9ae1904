"""The sample producer."""

import json

import boto3
import pytest
from moto import mock_aws

from functions.order_publisher import handler as publisher

EVENT = {"eventId": "e1", "eventType": "OrderPlaced", "orderId": "o1", "customerId": "c1", "amount": 12.5}


@pytest.fixture(autouse=True)
def _aws(monkeypatch):
    for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(key, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    publisher.client.cache_clear()
    with mock_aws():
        yield
    publisher.client.cache_clear()


def listener(monkeypatch, *, fifo):
    """Make a topic with a queue behind it; return the queue."""
    ending, order = (".fifo", {"FifoQueue": "true"}) if fifo else ("", {})
    sns, queue = boto3.client("sns"), boto3.resource("sqs").create_queue(QueueName=f"q{ending}", Attributes=order)
    topic = sns.create_topic(Name=f"t{ending}", Attributes={"FifoTopic": "true"} if fifo else {})["TopicArn"]
    raw = {"RawMessageDelivery": "true"}
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.attributes["QueueArn"], Attributes=raw)
    monkeypatch.setenv("TOPIC_ARN", topic)
    return queue


def received(queue):
    return queue.receive_messages(
        MaxNumberOfMessages=10, WaitTimeSeconds=0, AttributeNames=["All"], MessageAttributeNames=["All"]
    )


def test_it_publishes_with_what_subscribers_filter_by(monkeypatch):
    queue = listener(monkeypatch, fifo=False)
    answer = publisher.handler(EVENT, None)
    [message] = received(queue)
    assert json.loads(message.body) == EVENT
    assert answer["messageId"]
    assert {key: item["StringValue"] for key, item in message.message_attributes.items()} == {
        "eventType": "OrderPlaced",
        "amount": "12.5",
    }


def test_in_a_fifo_topic_a_repeated_call_publishes_once(monkeypatch):
    queue = listener(monkeypatch, fifo=True)
    for _ in range(2):
        publisher.handler(EVENT, None)
    [message] = received(queue)
    assert message.attributes["MessageGroupId"] == "c1"


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ({**EVENT, "orderId": "", "amount": None}, "the event lacks orderId, amount"),
        ({**EVENT, "eventType": "OrderEaten"}, "eventType is 'OrderEaten'; expected one of OrderPlaced"),
    ],
)
def test_refused(event, message):
    with pytest.raises(ValueError, match=message):
        publisher.message_of(event)
