"""Topic: an SNS topic with a policy, a log of failed deliveries, alarms, and the permission to publish."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch, iam, sns

from components.blocks.account import account_root
from components.blocks.key import Key
from components.blocks.messages import PUBLISHER, topic_statements
from components.blocks.short_name import fitting
from components.blocks.topic_operations import failure_query, topic_alarms, topic_widget
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, assume_role, document
from components.settings.topic import TopicSettings

AWS_KEY = "alias/aws/sns"
"""The key that AWS manages for SNS: for publishers of this account, not for AWS services."""
_ROLE_LIMIT = 64


@dataclass(frozen=True, kw_only=True)
class TopicArgs:
    """What a topic is built from."""

    settings: TopicSettings
    stack: StackContext
    key: Key | None = None
    """Key that encrypts the messages; None leaves it to the one that AWS manages for SNS."""
    region: str | None = None
    """Region of the topic; None is the stack's."""


class Topic(Component):
    """An SNS topic that takes messages over TLS only, from roles that were granted `grant_publish`."""

    arn: pulumi.Output[str]
    topic_name: pulumi.Output[str]

    def __init__(self, name: str, args: TopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, self._key = args, args.key
        self.fifo = args.settings.fifo is not None
        role = self._log_role() if args.settings.delivery_log_days else None
        logger = role.arn if role else None
        topic = sns.Topic(
            f"{name}-topic",
            display_name=args.settings.display_name,
            kms_master_key_id=args.key.arn if args.key else AWS_KEY,
            signature_version=2,  # SHA-256 instead of SHA-1 for those who check what HTTPS brings
            region=args.region,
            **_order(args.settings),
            http_failure_feedback_role_arn=logger,
            lambda_failure_feedback_role_arn=logger,
            sqs_failure_feedback_role_arn=logger,
            opts=self.child(),
        )
        self.arn, self.topic_name = topic.arn, topic.name
        sns.TopicPolicy(
            f"{name}-policy",
            arn=topic.arn,
            policy=document(*topic_statements(topic.arn)),
            region=args.region,
            opts=self.child(),
        )
        if role:
            self._log(role)
        self.operations.alarms += topic_alarms(name, topic.name, args.region)
        self.operations.widgets.append(topic_widget(name, topic.name, args.region))
        self.publish(arn=self.arn, topic_name=self.topic_name)

    def grant_publish(self) -> list[Statement]:
        """Return what a role needs to publish."""
        use = [self._key.grant_encrypt("sns")] if self._key else []
        return [allow(["sns:Publish"], [self.arn]), *use]

    def access(self) -> pulumi.Output[str]:
        """Make an IAM policy for publishers that run elsewhere; return its ARN."""
        policy = iam.Policy(
            f"{self.name}-publish",
            description=f"For the code that is to publish to {self.name}",
            policy=document(*self.grant_publish()),
            opts=self.child(),
        )
        return policy.arn

    def _log_role(self) -> iam.Role:
        stack = self._args.stack
        return iam.Role(
            f"{self.name}-log",
            name=fitting(f"{self.name}-log", stack.project, stack.stack, limit=_ROLE_LIMIT),
            assume_role_policy=assume_role(PUBLISHER),
            opts=self.child(),
        )

    def _log(self, role: iam.Role) -> None:
        """Make the log that SNS would make by itself, with an end, and let SNS write to it."""
        account = account_root(self).apply(lambda root: root.split(":")[4])
        region = self._args.region or self._args.stack.region
        place = pulumi.Output.concat("sns/", region, "/", account, "/", self.topic_name, "/Failure")
        group = cloudwatch.LogGroup(
            f"{self.name}-failure-log",
            name=place,
            retention_in_days=self._args.settings.delivery_log_days,
            region=self._args.region,
            opts=self.child(),
        )
        iam.RolePolicy(
            f"{self.name}-log-policy",
            role=role.name,
            policy=document(
                allow(["logs:CreateLogStream", "logs:PutLogEvents"], [pulumi.Output.concat(group.arn, ":*")])
            ),
            opts=self.child(),
        )
        self.operations.queries.append(failure_query(group.name, self._args.region))


def _order(settings: TopicSettings) -> dict[str, Any]:
    """Return the arguments of a FIFO topic; none for a standard one."""
    fifo = settings.fifo
    if fifo is None:
        return {}
    return {
        "fifo_topic": True,
        "content_based_deduplication": fifo.content_deduplication,
        "fifo_throughput_scope": "MessageGroup" if fifo.throughput == "group" else "Topic",
        "archive_policy": json.dumps({"MessageRetentionPeriod": str(fifo.archive_days)}) if fifo.archive_days else None,
    }
