"""The topics and queues of a synthesis on moto: made from the inputs of its resources, never from what a test knows.

moto delivers, filters, hides messages and moves them to dead-letter queues. It does not judge policies and runs no
functions: that is done here, as AWS does it. A subscriber whose policy, key or permission keeps the topic out gets
nothing, and its message goes where the subscription's redrive policy says, if that queue's policy lets it in.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import time_machine

from synthesis.model import Resource, Synthesis
from tests.support.policies import allows

SNS = "sns.amazonaws.com"
ACCOUNT = "123456789012"
_QUEUE = {
    "visibilityTimeoutSeconds": "VisibilityTimeout",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "delaySeconds": "DelaySeconds",
    "maxMessageSize": "MaximumMessageSize",
    "fifoQueue": "FifoQueue",
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deduplicationScope": "DeduplicationScope",
    "fifoThroughputLimit": "FifoThroughputLimit",
    "redrivePolicy": "RedrivePolicy",
    "kmsMasterKeyId": "KmsMasterKeyId",
}
_TOPIC = {"fifoTopic": "FifoTopic", "contentBasedDeduplication": "ContentBasedDeduplication"}
_SUBSCRIPTION = {
    "filterPolicy": "FilterPolicy",
    "filterPolicyScope": "FilterPolicyScope",
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
}


@cache
def _client(service: str, region: str) -> Any:
    return boto3.client(service, region_name=region)


class Delivery:
    """A synthesis that delivers. `clock` is a stopped time_machine; the mock of AWS is up, credentials are set."""

    def __init__(self, synthesis: Synthesis, region: str, clock: time_machine.Coordinates) -> None:
        self.synthesis, self.region, self.clock = synthesis, region, clock
        self.sqs, self.sns = _client("sqs", region), _client("sns", region)
        self.queues = {queue.outputs["arn"]: queue for queue in synthesis.of_type("aws:sqs/queue:Queue")}
        self.urls: dict[str, str] = {}
        self._called: set[str] = set()
        for queue in sorted(self.queues.values(), key=lambda item: "redrivePolicy" in item.inputs):
            self._make_queue(queue)  # dead-letter queues first
        for topic in synthesis.of_type("aws:sns/topic:Topic"):
            if topic.outputs["region"] == region:
                self._make_topic(topic)
        for subscription in synthesis.of_type("TopicSubscription"):
            self._subscribe(subscription)

    def call(self, function: str, event: Mapping[str, Any]) -> Any:
        """Run the handler of a function, by its resource's name, with its environment, as Lambda would."""
        resource = self.synthesis.named(function)
        variables = resource.inputs.get("environment", {}).get("variables", {})
        folder = Path(resource.inputs["code"]["archive"]["path"]).stem
        module, _, name = resource.inputs["handler"].rpartition(".")
        code = importlib.import_module(f"functions.{folder}.{module}")
        if hasattr(code, "client") and folder not in self._called:
            code.client.cache_clear()  # a client of an earlier test may have other credentials
        self._called.add(folder)
        before = dict(os.environ)
        os.environ.update(variables, AWS_DEFAULT_REGION=self.region)
        try:
            return getattr(code, name)(event, None)
        finally:
            os.environ.clear()
            os.environ.update(before)

    def work_off(self, queue: str, rounds: int = 100) -> None:
        """Let Lambda poll a queue, by its resource's name, until it is empty; time passes as messages hide."""
        arn = self.synthesis.named(queue).outputs["arn"]
        mapping = next(m for m in self.synthesis.of_type("EventSourceMapping") if m.inputs["eventSourceArn"] == arn)
        function = next(
            f
            for f in self.synthesis.of_type("aws:lambda/function:Function")
            if f.outputs["arn"] == mapping.inputs["functionName"]
        )
        assert self.may(function, "sqs:ReceiveMessage", arn), f"{function.name} may not receive from {queue}"
        for _ in range(rounds):
            messages = self._receive(arn, min(mapping.inputs["batchSize"], 10))
            if messages:
                self._run(function, mapping, arn, messages)
            elif not self._hidden(arn):
                return
            else:
                self.clock.shift(self.queues[arn].inputs["visibilityTimeoutSeconds"] + 1)
        raise AssertionError(f"{queue} is never empty")

    def bodies(self, queue: str) -> list[Any]:
        """Take what lies in a queue, by its resource's name; return each body, read as JSON."""
        arn = self.synthesis.named(queue).outputs["arn"]
        found: list[Any] = []
        while messages := self._receive(arn):
            found += [json.loads(message["Body"]) for message in messages]
            for message in messages:  # a FIFO queue gives the rest of a group only when this is done
                self.sqs.delete_message(QueueUrl=self.urls[arn], ReceiptHandle=message["ReceiptHandle"])
        return found

    def mail(self, subscription: str) -> list[Any]:
        """Take what somebody got, by the name of the subscription's resource; return each message, read as JSON."""
        return [json.loads(json.loads(message["Body"])["Message"]) for message in self._receive(subscription)]

    def may(self, function: Resource, action: str, resource: str) -> bool:
        """Tell whether the role of a function may do something; with a queue's key too, where it has one."""
        policies = [
            policy.inputs["policy"]
            for policy in self.synthesis.of_type("RolePolicy")
            for role in self.synthesis.of_type("aws:iam/role:Role")
            if role.outputs["arn"] == function.inputs["role"] and policy.inputs["role"] == role.outputs["name"]
        ]
        context = {"kms:ViaService": f"{action.partition(':')[0]}.{self.region}.amazonaws.com"}
        made = next(r for r in self.synthesis.resources if r.custom and r.outputs.get("arn") == resource)
        key = made.inputs.get("kmsMasterKeyId", "")
        needed = [(action, resource)]
        if key.startswith("arn:"):
            uses = ["kms:Decrypt"] if action == "sqs:ReceiveMessage" else ["kms:Decrypt", "kms:GenerateDataKey"]
            needed += [(use, key) for use in uses]
        return all(any(allows(policy, *need, context=context) for policy in policies) for need in needed)

    def _make_queue(self, queue: Resource) -> None:
        attributes = {_QUEUE[key]: _text(value) for key, value in queue.inputs.items() if key in _QUEUE}
        redrive = json.loads(queue.inputs.get("redrivePolicy", "{}"))
        if redrive:
            self._may_redrive(queue, redrive["deadLetterTargetArn"])
        url = self.sqs.create_queue(QueueName=queue.outputs["name"], Attributes=attributes)["QueueUrl"]
        found = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        assert found == queue.outputs["arn"]
        self.urls[found] = url

    def _may_redrive(self, queue: Resource, target: str) -> None:
        """AWS takes a redrive policy only to a queue of the same kind that accepts this one as its source."""
        dead = self.queues[target]
        assert dead.inputs.get("fifoQueue") == queue.inputs.get("fifoQueue"), f"{dead.name} is of the other kind"
        for rule in self.synthesis.of_type("RedriveAllowPolicy"):
            if rule.inputs["queueUrl"] == dead.outputs["url"]:
                allowed = json.loads(rule.inputs["redriveAllowPolicy"])
                assert queue.outputs["arn"] in allowed.get("sourceQueueArns", []), f"{dead.name} refuses {queue.name}"

    def _make_topic(self, topic: Resource) -> None:
        attributes = {_TOPIC[key]: _text(value) for key, value in topic.inputs.items() if key in _TOPIC}
        made = self.sns.create_topic(Name=topic.outputs["name"], Attributes=attributes)["TopicArn"]
        assert made == topic.outputs["arn"]

    def _subscribe(self, subscription: Resource) -> None:
        inputs = subscription.inputs
        topic, endpoint = inputs["topic"], inputs["endpoint"]
        attributes = {_SUBSCRIPTION[key]: _text(value) for key, value in inputs.items() if key in _SUBSCRIPTION}
        if inputs["protocol"] != "sqs":
            endpoint = self._mailbox(subscription, fifo=topic.endswith(".fifo"))
        if not self._lets_in(subscription):
            dead = json.loads(inputs["redrivePolicy"])["deadLetterTargetArn"]
            if not self._queue_lets_in(dead, topic):
                return  # the message is lost
            endpoint = dead
        self.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=endpoint, Attributes=attributes)

    def _mailbox(self, subscription: Resource, *, fifo: bool) -> str:
        """Return a queue that stands for a mailbox, a telephone, an address or a function: moto has no such thing."""
        assert not fifo, "a FIFO topic delivers to queues only"
        url = self.sqs.create_queue(QueueName=f"mailbox-{subscription.name}"[:80])["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self.urls[arn] = self.urls[subscription.name] = url
        return arn

    def _lets_in(self, subscription: Resource) -> bool:
        topic, endpoint = subscription.inputs["topic"], subscription.inputs["endpoint"]
        if subscription.inputs["protocol"] == "sqs":
            return self._queue_lets_in(endpoint, topic)
        if subscription.inputs["protocol"] == "lambda":
            return any(
                (permission.inputs["principal"], permission.inputs["sourceArn"], permission.inputs["function"])
                == (SNS, topic, endpoint)
                for permission in self.synthesis.of_type("Permission")
            )
        return True

    def _queue_lets_in(self, arn: str, topic: str) -> bool:
        """Tell whether SNS may put a topic's message into a queue, and encrypt it there."""
        queue = self.queues[arn]
        context = {"aws:SourceArn": topic, "aws:SourceAccount": ACCOUNT, "aws:SecureTransport": "true"}
        policies = [p for p in self.synthesis.of_type("QueuePolicy") if p.inputs["queueUrl"] == queue.outputs["url"]]
        door = any(allows(p.inputs["policy"], "sqs:SendMessage", arn, principal=SNS, context=context) for p in policies)
        key = queue.inputs.get("kmsMasterKeyId")
        if key is None:
            return door
        policy = next(k.inputs["policy"] for k in self.synthesis.of_type("aws:kms/key:Key") if k.outputs["arn"] == key)
        uses = ("kms:GenerateDataKey", "kms:Decrypt")
        return door and all(allows(policy, use, key, principal=SNS, context=context) for use in uses)

    def _receive(self, arn: str, number: int = 10) -> list[dict[str, Any]]:
        answer = self.sqs.receive_message(
            QueueUrl=self.urls[arn],
            MaxNumberOfMessages=number,
            WaitTimeSeconds=0,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return answer.get("Messages", [])

    def _hidden(self, arn: str) -> int:
        name = "ApproximateNumberOfMessagesNotVisible"
        found = self.sqs.get_queue_attributes(QueueUrl=self.urls[arn], AttributeNames=[name])
        return int(found["Attributes"][name])

    def _run(self, function: Resource, mapping: Resource, arn: str, messages: list[dict[str, Any]]) -> None:
        """Hand a batch to the function, and delete what it did not name as failed."""
        answer = self.call(function.name, {"Records": list(_records(messages, arn))})
        reported = "ReportBatchItemFailures" in mapping.inputs.get("functionResponseTypes", [])
        failed = {item["itemIdentifier"] for item in answer["batchItemFailures"]} if reported else set()
        for message in messages:
            if message["MessageId"] not in failed:
                self.sqs.delete_message(QueueUrl=self.urls[arn], ReceiptHandle=message["ReceiptHandle"])


def _records(messages: list[dict[str, Any]], arn: str) -> Iterator[dict[str, Any]]:
    """Yield the messages as Lambda hands them over."""
    for message in messages:
        yield {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message["Attributes"],
            "messageAttributes": message.get("MessageAttributes", {}),
            "eventSource": "aws:sqs",
            "eventSourceARN": arn,
        }


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
