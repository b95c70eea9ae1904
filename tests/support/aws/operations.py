"""Roles, logs, alarms, topics, queues."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.aws.made import ACCOUNT, Outputs, by_arn, named, of_account

RESOURCES: Mapping[str, Outputs] = {
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": named("cloudwatch", "alarm", "alarmName", ":"),
    "aws:cloudwatch/logGroup:LogGroup": named("logs", "log-group", separator=":"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": named("cloudwatch", "alarm", separator=":"),
    "aws:iam/instanceProfile:InstanceProfile": of_account("iam", "instance-profile"),
    "aws:iam/policy:Policy": of_account("iam", "policy"),
    "aws:iam/role:Role": of_account("iam", "role"),
    "aws:sns/topic:Topic": by_arn("sns", "{name}"),
    "aws:sqs/queue:Queue": lambda made: {
        "id": f"https://sqs.{made.region}.amazonaws.com/{ACCOUNT}/{made.physical('name')}",
        "url": f"https://sqs.{made.region}.amazonaws.com/{ACCOUNT}/{made.physical('name')}",
        "name": made.physical("name"),
        "arn": made.arn("sqs", made.physical("name")),
    },
}
