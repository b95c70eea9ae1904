"""messaging: what a few lines of settings make, what they refuse, and that one more thing moves nothing else."""

import json
import re

import pytest
from pydantic import ValidationError

from components.names import physical_name
from components.pattern import PatternArgs
from components.patterns.messaging import Messaging, MessagingSettings
from tests.contract.stability import disturbed
from tests.support.synth import synth_component

FANOUT = {"topics": {"events": {}}, "queues": {"stock": {"topics": {"events": {"filter": {"eventType": ["A"]}}}}}}


def build(profile="Production", /, name="orders", **values):
    def program(stage):
        settings = MessagingSettings.of(stage.environment, pattern="messaging", **values)
        return Messaging(name, PatternArgs(settings=settings, stack=stage.stack), stage.opts).outputs

    return synth_component(program, profile, region="eu-west-1")


def statements(resource):
    return json.loads(resource.inputs["policy"])["Statement"]


def test_a_topic_and_a_queue():
    found = build(**FANOUT)
    subscription = found.only("TopicSubscription").inputs
    assert (subscription["protocol"], subscription["endpoint"]) == ("sqs", found.exports["queues"]["stock"]["arn"])
    assert (json.loads(subscription["filterPolicy"]), subscription["filterPolicyScope"]) == (
        {"eventType": ["A"]},
        "MessageAttributes",
    )
    assert len(found.of_type("aws:sqs/queue:Queue")) == 3
    assert set(found.exports["topics"]["events"]) == {"arn", "publishPolicyArn"}
    assert set(found.exports["queues"]["stock"]) == {
        "url",
        "arn",
        "deadLetterUrl",
        "sendPolicyArn",
        "consumePolicyArn",
    }


def test_who_holds_the_key():
    production, development = build(**FANOUT), build("Development", **FANOUT)
    key = production.only("aws:kms/key:Key").outputs["arn"]
    assert production.exports["keyArn"] == key
    assert production.only("aws:sns/topic:Topic").inputs["kmsMasterKeyId"] == key
    assert all(queue.inputs["kmsMasterKeyId"] == key for queue in production.of_type("aws:sqs/queue:Queue"))
    assert not development.of_type("aws:kms/key:Key")
    assert development.only("aws:sns/topic:Topic").inputs["kmsMasterKeyId"] == "alias/aws/sns"
    assert all(queue.inputs["sqsManagedSseEnabled"] for queue in development.of_type("aws:sqs/queue:Queue"))


def test_every_policy_refuses_plain_http():
    found = build(**FANOUT)
    for policy in [*found.of_type("QueuePolicy"), *found.of_type("TopicPolicy")]:
        [refusal] = [item for item in statements(policy) if item["Effect"] == "Deny"]
        assert refusal["Principal"] == "*"
        assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_code_elsewhere_gets_policies_of_its_own():
    found = build(**FANOUT)
    key = found.exports["keyArn"]
    by_name = {policy.name: statements(policy) for policy in found.of_type("aws:iam/policy:Policy")}
    send, use = by_name["orders-queue-stock-send"]
    assert (send["Action"], send["Resource"]) == (
        ["sqs:SendMessage", "sqs:GetQueueUrl"],
        [found.exports["queues"]["stock"]["arn"]],
    )
    assert (use["Resource"], use["Condition"]["StringEquals"]["kms:ViaService"]) == (
        [key],
        "sqs.eu-west-1.amazonaws.com",
    )
    assert "sqs:DeleteMessage" in by_name["orders-queue-stock-consume"][0]["Action"]
    assert by_name["orders-topic-events-publish"][0]["Action"] == ["sns:Publish"]
    assert "sqs:PurgeQueue" not in json.dumps(by_name)


def test_a_fifo_topic_and_its_queue():
    found = build(topics={"pay": {"fifo": {"archiveDays": 30}}}, queues={"ledger": {"fifo": {}, "topics": {"pay": {}}}})
    topic = found.only("aws:sns/topic:Topic").inputs
    assert (topic["fifoTopic"], topic["contentBasedDeduplication"], topic["fifoThroughputScope"]) == (
        True,
        True,
        "MessageGroup",
    )
    assert json.loads(topic["archivePolicy"]) == {"MessageRetentionPeriod": "30"}
    assert all(queue.inputs["fifoQueue"] for queue in found.of_type("aws:sqs/queue:Queue"))
    queue = found.named("orders-queue-ledger-queue").inputs
    assert (queue["deduplicationScope"], queue["fifoThroughputLimit"]) == ("messageGroup", "perMessageGroupId")


def test_one_limit_for_the_whole_queue():
    fifo = {"throughput": "queue", "contentDeduplication": False}
    queue = build(queues={"ledger": {"fifo": fifo}}).named("orders-queue-ledger-queue").inputs
    assert (queue["deduplicationScope"], queue["fifoThroughputLimit"], queue["contentBasedDeduplication"]) == (
        "queue",
        "perQueue",
        False,
    )


def test_a_consumer():
    consumer = {"source": "order_consumer", "maxConcurrency": 7, "publishes": ["order-events"]}
    found = build(topics={"order-events": {}}, queues={"work": {"consumer": consumer, "maxReceives": 4}})
    mapping = found.only("EventSourceMapping").inputs
    assert mapping["functionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["scalingConfig"] == {"maximumConcurrency": 7}
    queue = found.named("orders-queue-work-queue").inputs
    assert (queue["visibilityTimeoutSeconds"], queue["receiveWaitTimeSeconds"]) == (6 * 15, 20)
    assert json.loads(queue["redrivePolicy"])["maxReceiveCount"] == 4
    environment = found.only("aws:lambda/function:Function").inputs["environment"]["variables"]
    assert environment == {"TOPIC_ORDER_EVENTS_ARN": found.exports["topics"]["order-events"]["arn"]}


def test_subscribers_of_every_kind():
    elsewhere = "arn:aws:sqs:eu-west-1:123456789012:elsewhere"
    function = "arn:aws:lambda:eu-west-1:123456789012:function:billing"
    subscribers = {
        "desk": {"email": "desk@example.com"},
        "on-call": {"sms": "+4915112345678"},
        "partner": {"https": "https://partner.example.com/in", "autoConfirms": True},
        "audit": {"lambda": {"source": "order_audit"}},
        "billing": {"lambdaArn": function},
        "archive": {"queueArn": elsewhere, "raw": True},
    }
    found = build(topics={"events": {"subscribers": subscribers}})
    by_name = {
        item.name.removeprefix("orders-topic-events-to-"): item.inputs for item in found.of_type("TopicSubscription")
    }
    reached = {name.removesuffix("-subscription"): (i["protocol"], i["endpoint"]) for name, i in by_name.items()}
    assert reached.pop("audit")[0] == "lambda"
    assert reached == {
        "desk": ("email", "desk@example.com"),
        "on-call": ("sms", "+4915112345678"),
        "partner": ("https", "https://partner.example.com/in"),
        "billing": ("lambda", function),
        "archive": ("sqs", elsewhere),
    }
    assert all("deadLetterTargetArn" in inputs["redrivePolicy"] for inputs in by_name.values())
    assert by_name["partner-subscription"]["endpointAutoConfirms"] is True
    assert json.loads(by_name["partner-subscription"]["deliveryPolicy"])["healthyRetryPolicy"]["numRetries"] == 10
    called = {item.inputs["function"] for item in found.of_type("Permission")}
    assert called == {function, found.only("aws:lambda/function:Function").outputs["arn"]}


def test_the_log_of_failed_deliveries_ends():
    found = build(**FANOUT)
    topic = found.only("aws:sns/topic:Topic")
    logs = found.only("LogGroup").inputs
    assert logs["name"] == f"sns/eu-west-1/123456789012/{topic.outputs['name']}/Failure"
    assert logs["retentionInDays"] == 90
    role = found.only("aws:iam/role:Role").outputs["arn"]
    assert {topic.inputs[f"{way}FailureFeedbackRoleArn"] for way in ("sqs", "lambda", "http")} == {role}
    assert not build("Development", **FANOUT).of_type("LogGroup")


@pytest.mark.parametrize(
    "more",
    [
        {"queues": {**FANOUT["queues"], "audit": {"topics": {"events": {}}}}},
        {"queues": {"a-first": {"consumer": {"source": "order_consumer"}}, **FANOUT["queues"]}},
        {"topics": {"a-first": {"fifo": {}}, **FANOUT["topics"]}},
        {"topics": {"events": {"subscribers": {"desk": {"email": "desk@example.com"}}}}},
        {"topics": {"events": {"publisher": {"source": "order_publisher"}}}},
    ],
    ids=["queue", "queue with consumer", "topic", "subscriber", "publisher"],
)
def test_one_more_or_one_less_touches_nothing_else(more):
    before, after = build(**FANOUT), build(**{**FANOUT, **more})
    assert len(after.resources) > len(before.resources)
    assert disturbed(before, after) == []


def test_the_longest_names_fit():
    long = "n" * 24
    consumer = {"source": "order_consumer"}
    values = {
        "topics": {long: {"fifo": {}, "publisher": {"source": "order_publisher"}}},
        "queues": {long: {"fifo": {}, "topics": {long: {}}, "consumer": consumer}},
    }
    found = build(name="w" * 24, **values)
    limits = {"aws:sqs/queue:Queue": 80, "aws:lambda/function:Function": 64, "aws:iam/role:Role": 64}
    for type_, limit in limits.items():
        for resource in found.of_type(type_):
            ending = len(".fifo") if resource.inputs.get("fifoQueue") else 0
            name = resource.inputs.get("name")
            assert len(name or resource.name) + (0 if name else 8 + ending) <= limit
            assert name is None or not ending or name.endswith(".fifo")
    assert all(len(physical_name("p", "s", item.name, limit=255)) <= 255 for item in found.resources)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "it has neither topics nor queues; expected at least one of them"),
        (
            {"topics": {"events": {}}, "queues": {"q": {"topics": {"event": {}}}}},
            "queues.q.topics names event, which is no topic of this workload; did you mean events",
        ),
        (
            {"queues": {"q": {"topics": {"zebra": {}}}}},
            "queues.q.topics names zebra, which is no topic of this workload; expected one of topics (there are none)",
        ),
        (
            {"topics": {"t": {}}, "queues": {"q": {"fifo": {}, "topics": {"t": {}}}}},
            "queues.q.topics names t, a standard topic, for a FIFO queue, which SNS refuses; expected topics.t.fifo",
        ),
        (
            {"topics": {"t": {"fifo": {}}}, "queues": {"q": {"topics": {"t": {}}}}},
            "names t, a FIFO topic, for a standard queue, where order is lost; expected fifo: {} for the queue, or uno",
        ),
        (
            {"topics": {"t": {}}, "queues": {"q": {"topics": {"t": {"unordered": True}}}}},
            "queues.q.topics.t.unordered has no use",
        ),
        (
            {"queues": {"q": {"consumer": {"source": "order_consumer", "publishes": ["events"]}}}},
            "queues.q.consumer.publishes names events, which is no topic of this workload",
        ),
    ],
)
def test_refused(values, message):
    with pytest.raises(ValidationError, match=re.escape(message)):
        MessagingSettings.of("Production", pattern="messaging", **values)
