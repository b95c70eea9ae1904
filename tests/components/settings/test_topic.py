"""Settings of topics and subscribers."""

import pytest
from pydantic import ValidationError

from components.settings.topic import SubscriberSettings, TopicSettings

ACCOUNT = "eu-west-1:123456789012"


@pytest.mark.parametrize(
    ("values", "protocol"),
    [
        ({"email": "desk@example.com"}, "email"),
        ({"sms": "+4915112345678"}, "sms"),
        ({"https": "https://partner.example.com/x", "raw": True, "autoConfirms": True}, "https"),
        ({"lambda": {"source": "order_audit"}}, "lambda"),
        ({"lambdaArn": f"arn:aws:lambda:{ACCOUNT}:function:audit:live"}, "lambda"),
        ({"queueArn": f"arn:aws:sqs:{ACCOUNT}:elsewhere", "raw": True}, "sqs"),
    ],
)
def test_protocols(values, protocol):
    assert SubscriberSettings.of("Production", **values).protocol == protocol


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "it has none of email, sms, https, lambda, lambdaArn, queueArn; expected exactly one"),
        ({"email": "a@example.com", "sms": "+4915112345678"}, "it has email and sms of .*; expected exactly one"),
        ({"email": "a@example.com", "raw": True}, "raw has no use for email"),
        ({"email": "a@example.com", "autoConfirms": True}, "autoConfirms has no use without https"),
        ({"https": "http://partner.example.com"}, "expected an address that begins with https://"),
        ({"sms": "0151 12345678"}, "expected a phone number with its country code"),
        ({"queueArn": f"arn:aws:sqs:{ACCOUNT}:payments.fifo"}, "expected the ARN of a standard SQS queue"),
        ({"email": "a@example.com", "filter": {"a": "x"}}, "filter.a is 'x'; expected a list"),
    ],
)
def test_subscriber_refused(values, message):
    with pytest.raises(ValidationError, match=message):
        SubscriberSettings.of("Production", **values)


def test_a_fifo_topic_takes_queues_only():
    with pytest.raises(ValidationError, match=r"subscribers has desk \(email\); a FIFO topic delivers to queues only"):
        TopicSettings.of("Production", fifo={}, subscribers={"desk": {"email": "desk@example.com"}})


def test_log_of_failures_by_profile():
    days = [TopicSettings.of(name).delivery_log_days for name in ("Development", "Staging", "Production")]
    assert days == [None, 30, 90]
