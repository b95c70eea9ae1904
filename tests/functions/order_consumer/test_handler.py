"""The sample consumer as a Lambda function."""

import json

import pytest

from functions.order_consumer.handler import accept, handler

LINE = {"sku": "tea", "quantity": 2, "price": "5.00"}


def record(name, body):
    return {"messageId": name, "body": body if isinstance(body, str) else json.dumps(body)}


def test_only_what_failed_is_told():
    good, bad = (
        {"orderId": "1", "amount": "10.00", "lines": [LINE]},
        {"orderId": "2", "amount": "9.99", "lines": [LINE]},
    )
    event = {"Records": [record("a", good), record("b", bad), record("c", "{"), record("d", good)]}
    assert handler(event, None) == {"batchItemFailures": [{"itemIdentifier": "b"}, {"itemIdentifier": "c"}]}


def test_what_the_warehouse_needs():
    order = {"orderId": 7, "amount": 0.30, "lines": [{"sku": "a", "quantity": 3, "price": 0.1}]}
    assert accept(json.dumps(order)) == {"orderId": "7", "picks": {"a": 3}}


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ([], "an order is an object"),
        ({"orderId": "1"}, "the order is not whole"),
        ({"orderId": "1", "amount": "x"}, "the order is not whole"),
        ({"orderId": "1", "amount": "1", "lines": [{"sku": "a"}]}, "the order is not whole"),
        ({"orderId": "1", "amount": "9", "lines": [LINE]}, r"the lines make 10.00, the order says 9"),
    ],
)
def test_refused(order, message):
    with pytest.raises(ValueError, match=message):
        accept(json.dumps(order))
