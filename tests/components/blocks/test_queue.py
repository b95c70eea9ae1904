"""A queue tells when it is not worked off and when a message is refused; its dead letters are its own."""

import json

from components.blocks.queue import Queue, QueueArgs
from components.settings.queue import QueueSettings
from tests.support.synth import synth_component


def build(profile="Production", /, **values):
    def program(stage):
        settings = QueueSettings.of(stage.environment, **values)
        queue = Queue("work", QueueArgs(settings=settings, stack=stage.stack), stage.opts)
        alarms = {f"{part.name}-{alarm.key}": alarm for part in queue.walk() for alarm in part.operations.alarms}
        return {
            "name": queue.queue_name,
            "thresholds": {key: alarm.threshold for key, alarm in alarms.items()},
            "dimensions": {key: alarm.metrics["m1"].dimensions for key, alarm in alarms.items()},
            "metrics": {key: alarm.metrics["m1"].name for key, alarm in alarms.items()},
        }

    return synth_component(program, profile)


def test_alarms_on_age_and_on_the_first_dead_letter():
    found = build(ageAlarmSeconds=120)
    assert found.exports["thresholds"] == {"work-age": 120, "work-dead-messages": 0}
    assert found.exports["metrics"] == {
        "work-age": "ApproximateAgeOfOldestMessage",
        "work-dead-messages": "ApproximateNumberOfMessagesVisible",
    }
    assert found.exports["dimensions"]["work-age"] == {"QueueName": found.exports["name"]}
    dead = found.named("work-dead-queue").outputs["name"]
    assert found.exports["dimensions"]["work-dead-messages"] == {"QueueName": dead}


def test_dead_letters_come_from_this_queue_only_and_stay_for_14_days():
    found = build(retentionDays=2)
    dead, queue = found.named("work-dead-queue"), found.named("work-queue")
    assert json.loads(queue.inputs["redrivePolicy"]) == {
        "deadLetterTargetArn": dead.outputs["arn"],
        "maxReceiveCount": 5,
    }
    rule = found.only("RedriveAllowPolicy").inputs
    assert rule["queueUrl"] == dead.outputs["url"]
    assert json.loads(rule["redriveAllowPolicy"]) == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [queue.outputs["arn"]],
    }
    assert (queue.inputs["messageRetentionSeconds"], dead.inputs["messageRetentionSeconds"]) == (172_800, 1_209_600)


def test_nobody_but_named_topics_may_send():
    policies = {item.inputs["queueUrl"]: json.loads(item.inputs["policy"]) for item in build().of_type("QueuePolicy")}
    assert all({s["Effect"] for s in policy["Statement"]} == {"Deny"} for policy in policies.values())
