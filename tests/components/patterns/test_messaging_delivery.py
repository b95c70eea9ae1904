"""What the example delivers: built on moto from what the program asked for, so that a broken wire shows.

Every check is run against the example as it is, and against the example with one wire broken, where it must fail.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
import time_machine
from moto import mock_aws

from synthesis.model import Resource, Synthesis
from tests.support.boto import sign_with_one_key
from tests.support.delivery import Delivery
from tests.support.synth import config_of, synth

EXAMPLE, REGION = "examples/messaging.yaml", "us-east-1"
PUBLISHER = "orders-topic-events-publisher-function"
STOCK, SHIPPING, ANALYTICS, SETTLEMENT = (
    f"orders-queue-{name}-queue" for name in ("stock", "shipping", "analytics", "settlement")
)
UNDELIVERED = "orders-queue-stock-from-events-undelivered-queue"
Change = Callable[[Resource], Mapping[str, Any] | None]


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> Iterator[time_machine.Coordinates]:
    for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(key, "testing")
    sign_with_one_key(monkeypatch)
    with mock_aws(), time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False) as travel:
        yield travel


def order(number: int, kind: str = "OrderPlaced", amount: object = "10.00", **more: Any) -> dict[str, Any]:
    return {
        "eventId": f"e{number}",
        "eventType": kind,
        "orderId": f"o{number}",
        "customerId": "c1",
        "amount": amount,
    } | more


def pay(delivery: Delivery, customer: str, payment: str, amount: str = "5.00") -> None:
    topic = delivery.synthesis.named("orders-topic-payments-topic").outputs["arn"]
    body = {"paymentId": payment, "customerId": customer, "amount": amount}
    delivery.sns.publish(TopicArn=topic, Message=json.dumps(body), MessageGroupId=customer)


def orders_in(delivery: Delivery, queue: str) -> list[str]:
    return sorted(body["orderId"] for body in delivery.bodies(queue) if "orderId" in body)


def check_fan_out(delivery: Delivery) -> None:
    """An event reaches every queue whose filter it passes, and no other."""
    for number, kind in enumerate(("OrderPlaced", "OrderCompleted", "OrderCancelled")):
        delivery.call(PUBLISHER, order(number, kind))
    assert delivery.may(
        delivery.synthesis.named(PUBLISHER),
        "sns:Publish",
        delivery.synthesis.named("orders-topic-events-topic").outputs["arn"],
    )
    assert orders_in(delivery, STOCK) == ["o0", "o2"]
    assert orders_in(delivery, SHIPPING) == ["o1"]
    assert orders_in(delivery, ANALYTICS) == ["o0", "o1", "o2"]
    assert delivery.bodies(SETTLEMENT) == []
    assert delivery.bodies(UNDELIVERED) == []


def check_poison(delivery: Delivery) -> None:
    """A message that the consumer cannot take ends in the dead-letter queue; the others of its batch are done."""
    line = {"sku": "tea", "quantity": 2, "price": "5.00"}
    delivery.call(PUBLISHER, order(1, lines=[line]))
    delivery.call(PUBLISHER, order(2, lines=[line], amount="99.00"))
    delivery.call(PUBLISHER, order(3, lines=[line]))
    delivery.work_off(STOCK)
    assert delivery.bodies(STOCK) == []
    assert orders_in(delivery, "orders-queue-stock-dead-queue") == ["o2"]


def check_order(delivery: Delivery) -> None:
    """Payments of a customer are settled in order, although one of them fails to the end; a duplicate is dropped."""
    for number in range(4):
        pay(delivery, "ann", f"a{number}", "-1" if number == 1 else "5.00")
        pay(delivery, "bob", f"b{number}")
    pay(delivery, "bob", "b3")
    delivery.work_off(SETTLEMENT)
    settled = [body for body in delivery.bodies(ANALYTICS) if body.get("eventType") == "PaymentSettled"]
    by_customer = {name: [b["paymentId"] for b in settled if b["customerId"] == name] for name in ("ann", "bob")}
    assert by_customer == {"ann": ["a0", "a2", "a3"], "bob": ["b0", "b1", "b2", "b3"]}
    assert [body["paymentId"] for body in delivery.bodies("orders-queue-settlement-dead-queue")] == ["a1"]


def check_people(delivery: Delivery) -> None:
    """Mailbox, telephone, address and function get what their filters let through."""
    delivery.call(PUBLISHER, order(1, "OrderCancelled"))
    delivery.call(PUBLISHER, order(2, "OrderCompleted", amount=20000))
    found = {
        name: [message["orderId"] for message in delivery.mail(f"orders-topic-events-to-{name}-subscription")]
        for name in ("desk", "on-call", "partner", "audit")
    }
    assert found == {"desk": ["o1"], "on-call": ["o2"], "partner": ["o2"], "audit": ["o1", "o2"]}


CHECKS = [check_fan_out, check_poison, check_order, check_people]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("environment", ["Production", "Development"])
def test_delivered(check: Callable[[Delivery], None], environment: str, clock: time_machine.Coordinates) -> None:
    check(Delivery(synth(EXAMPLE) if environment == "Production" else _development(), REGION, clock))


@cache
def _development() -> Synthesis:
    return synth({**config_of(EXAMPLE), "quoin:environment": "Development"})


def without(key: str) -> Change:
    return lambda resource: {name: value for name, value in resource.inputs.items() if name != key}


def with_text(key: str, old: str, new: str) -> Change:
    return lambda resource: {**resource.inputs, key: resource.inputs[key].replace(old, new)}


def redrive(dead: str, tries: int) -> str:
    return json.dumps({"deadLetterTargetArn": synth(EXAMPLE).named(dead).outputs["arn"], "maxReceiveCount": tries})


BROKEN: list[tuple[str, str, Change, Callable[[Delivery], None]]] = [
    ("no filter", "orders-queue-shipping-from-events-subscription", without("filterPolicy"), check_fan_out),
    (
        "filter on an attribute that nobody sends",
        "orders-queue-stock-from-events-subscription",
        with_text("filterPolicy", "eventType", "type"),
        check_fan_out,
    ),
    ("no subscription", "orders-queue-analytics-from-events-subscription", lambda _: None, check_fan_out),
    (
        "queue open to another topic",
        "orders-queue-stock-policy",
        with_text("policy", "orders-topic-events", "orders-topic-other"),
        check_fan_out,
    ),
    (
        "key shut for SNS",
        "orders-key-key",
        with_text("policy", "sns.amazonaws.com", "ses.amazonaws.com"),
        check_fan_out,
    ),
    (
        "key shut for data keys",
        "orders-key-key",
        with_text("policy", "kms:GenerateDataKey*", "kms:DescribeKey"),
        check_fan_out,
    ),
    (
        "publisher without the key",
        "orders-topic-events-publisher-policy",
        with_text("policy", "kms:GenerateDataKey", "kms:DescribeKey"),
        check_fan_out,
    ),
    ("no redrive", STOCK, without("redrivePolicy"), check_poison),
    (
        "dead letters into another queue",
        STOCK,
        lambda queue: {**queue.inputs, "redrivePolicy": redrive("orders-queue-shipping-dead-queue", 5)},
        check_poison,
    ),
    (
        "redrive not allowed",
        "orders-queue-stock-dead-sources",
        with_text("redriveAllowPolicy", "orders-queue-stock", "orders-queue-other"),
        check_poison,
    ),
    (
        "failures not reported",
        "orders-queue-stock-consumer-mapping",
        without("functionResponseTypes"),
        check_poison,
    ),
    (
        "consumer without the key",
        "orders-queue-stock-consumer-function-policy",
        with_text("policy", "kms:Decrypt", "kms:DescribeKey"),
        check_poison,
    ),
    (
        "payments in one batch with the one that fails",
        "orders-queue-settlement-consumer-mapping",
        lambda mapping: {**mapping.inputs, "batchSize": 10},
        check_order,
    ),
    ("nobody may call the function", "orders-topic-events-to-audit-permission", lambda _: None, check_people),
]


@pytest.mark.parametrize(("broken", "name", "change", "check"), BROKEN, ids=[item[0] for item in BROKEN])
def test_a_broken_wire_is_noticed(
    broken: str, name: str, change: Change, check: Callable[[Delivery], None], clock: time_machine.Coordinates
) -> None:
    synthesis = synth(EXAMPLE)
    target = synthesis.named(name)
    inputs = change(target)
    assert inputs != target.inputs, "nothing was broken"
    resources = [
        resource if resource is not target else replace(resource, inputs=inputs)
        for resource in synthesis.resources
        if resource is not target or inputs is not None
    ]
    with pytest.raises(AssertionError):
        check(Delivery(Synthesis(resources, synthesis.exports, synthesis.log), REGION, clock))


def test_what_cannot_be_delivered_waits(clock: time_machine.Coordinates) -> None:
    synthesis = synth(EXAMPLE)
    shut = [r for r in synthesis.resources if r.name != "orders-queue-stock-policy"]
    delivery = Delivery(Synthesis(shut, synthesis.exports, synthesis.log), REGION, clock)
    delivery.call(PUBLISHER, order(1))
    assert orders_in(delivery, STOCK) == []
    assert orders_in(delivery, UNDELIVERED) == ["o1"]
