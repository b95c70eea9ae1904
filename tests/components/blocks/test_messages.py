"""Policies and names that topics and queues share."""

from components.blocks.messages import queue_name, queue_statements
from components.context import StackContext
from components.settings.base import Environment

STACK = StackContext(environment=Environment.PRODUCTION, project="shop", stack="prod", region="eu-west-1")


def test_one_statement_for_each_topic_in_an_order_of_its_own():
    topics = {"order-events": "arn:b", "a": "arn:a"}
    first, second, last = queue_statements("arn:queue", topics)
    assert [item["Sid"] for item in (first, second, last)] == ["FromA", "FromOrderEvents", "DenyInsecureTransport"]
    assert second["Condition"] == {"ArnEquals": {"aws:SourceArn": "arn:b"}}
    assert second["Principal"] == {"Service": "sns.amazonaws.com"}


def test_a_name_that_fits_is_left_to_pulumi():
    assert queue_name("n" * 72, STACK, fifo=False) is None
    assert queue_name("n" * 67, STACK, fifo=True) is None


def test_a_longer_one_is_shortened_and_stays_unique():
    names = {queue_name("n" * 73 + end, STACK, fifo=fifo) for end in "ab" for fifo in (True, False)}
    assert len(names) == 4
    assert all(name is not None and len(name) <= 80 for name in names)
    assert sum(name.endswith(".fifo") for name in names if name) == 2
