"""The sample of ordered work: a failure holds up its own customer, and nobody else."""

import json

import boto3
import pytest
from moto import mock_aws

from functions.order_payments import handler as payments


@pytest.fixture
def events(monkeypatch):
    """A queue behind the topic that settled payments are published to."""
    for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(key, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    payments.client.cache_clear()
    with mock_aws():
        queue, sns = boto3.resource("sqs").create_queue(QueueName="events"), boto3.client("sns")
        topic = sns.create_topic(Name="events")["TopicArn"]
        raw = {"RawMessageDelivery": "true"}
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.attributes["QueueArn"], Attributes=raw)
        monkeypatch.setenv("TOPIC_EVENTS_ARN", topic)
        yield queue
    payments.client.cache_clear()


def record(payment, customer, amount="5.00"):
    body = {"paymentId": payment, "customerId": customer, "amount": amount}
    return {"messageId": payment, "body": json.dumps(body), "attributes": {"MessageGroupId": customer}}


def settled(queue):
    messages = queue.receive_messages(MaxNumberOfMessages=10, WaitTimeSeconds=0, MessageAttributeNames=["All"])
    assert all(item.message_attributes["eventType"]["StringValue"] == "PaymentSettled" for item in messages)
    return [json.loads(message.body)["paymentId"] for message in messages]


def test_later_payments_of_a_customer_do_not_overtake_one_that_failed(events):
    batch = [
        record("a1", "ann"),
        record("a2", "ann", "0"),
        record("b1", "bob"),
        record("a3", "ann"),
        record("b2", "bob"),
    ]
    answer = payments.handler({"Records": batch}, None)
    assert [item["itemIdentifier"] for item in answer["batchItemFailures"]] == ["a2", "a3"]
    assert settled(events) == ["a1", "b1", "b2"]


def test_a_payment_that_cannot_be_published_is_given_back(events, monkeypatch):
    monkeypatch.setenv("TOPIC_EVENTS_ARN", "arn:aws:sns:eu-west-1:123456789012:gone")
    answer = payments.handler({"Records": [record("a1", "ann")]}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "a1"}]}


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity", "much", None])
def test_refused(amount):
    with pytest.raises(ValueError, match=r"amount is|the payment is not whole"):
        payments.settle(record("a1", "ann", amount)["body"])
