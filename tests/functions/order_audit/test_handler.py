"""The sample Lambda subscriber."""

import logging

from functions.order_audit.handler import handler


def test_one_line_for_each_message(caplog):
    caplog.set_level(logging.INFO)
    message = {
        "MessageId": "m1",
        "TopicArn": "arn:aws:sns:eu-west-1:123456789012:orders",
        "Message": '{"orderId": "o1"}',
        "MessageAttributes": {"eventType": {"Type": "String", "Value": "OrderPlaced"}},
    }
    plain = {"MessageId": "m2", "TopicArn": "arn:aws:sns:eu-west-1:123456789012:orders", "Message": "hello"}
    assert handler({"Records": [{"Sns": message}, {"Sns": plain}]}, None) == ["m1", "m2"]
    first, second = caplog.records
    assert (first.topic, first.attributes, first.body) == ("orders", {"eventType": "OrderPlaced"}, '{"orderId": "o1"}')
    assert (second.attributes, second.body) == ({}, "hello")
