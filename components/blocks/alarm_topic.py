"""AlarmTopic: the SNS topic that alarms, budgets and events notify, with its mailboxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import sns

from components.blocks.account import account_root
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, deny, document
from components.settings.key import KeySettings

PUBLISHERS = ("cloudwatch.amazonaws.com", "events.amazonaws.com", "budgets.amazonaws.com", "costalerts.amazonaws.com")
"""Who tells people something: alarms, events, budgets, cost anomalies."""
_ANONYMOUS = ("events.amazonaws.com",)  # EventBridge sends no source keys: a condition on them would stop every event


@dataclass(frozen=True, kw_only=True)
class AlarmTopicArgs:
    """What a topic is built from."""

    stack: StackContext
    encrypted: bool
    """Whether a KMS key of its own encrypts the topic."""
    emails: Sequence[str]
    """Mailboxes; each must confirm once before it hears anything."""
    region: str | None = None
    """Region of the topic, which must be that of the alarms; None is the stack's."""


class AlarmTopic(Component):
    """A topic that AWS's own alarms, budgets and events of this account may publish to, over TLS only."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: AlarmTopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        topic = sns.Topic(
            f"{name}-topic",
            display_name=f"{args.stack.project} {args.stack.stack}"[:100],
            kms_master_key_id=self._key(args) if args.encrypted else None,
            region=args.region,
            opts=self.child(),
        )
        root = account_root(self)
        statements = pulumi.Output.all(root, topic.arn).apply(lambda both: topic_statements(*both))
        policy = sns.TopicPolicy(
            f"{name}-policy",
            arn=topic.arn,
            policy=statements.apply(lambda found: document(*found)),
            region=args.region,
            opts=self.child(),
        )
        # Whoever names the topic waits for its policy: services check that they may publish.
        self.arn = pulumi.Output.all(topic.arn, policy.id).apply(lambda both: both[0])
        for email in args.emails:
            sns.TopicSubscription(
                f"{name}-{email}",
                topic=topic.arn,
                protocol="email",
                endpoint=email,
                region=args.region,
                opts=self.child(),
            )
        self.publish(arn=self.arn)

    def _key(self, args: AlarmTopicArgs) -> pulumi.Output[str]:
        from components.blocks.key import Key, KeyArgs  # noqa: PLC0415 (a stack without a key need not import KMS)

        key = Key(
            f"{self.name}-key",
            KeyArgs(
                settings=KeySettings.of(args.stack.environment),
                stack=args.stack,
                services=PUBLISHERS,
                description=f"Messages of alarms and budgets of {args.stack.project} {args.stack.stack}",
                region=args.region,
            ),
            self.child(),
        )
        return key.arn


def topic_statements(root: str, topic: str) -> list[Statement]:
    """Return the statements of the topic's policy; `root` is the ARN of the account's root principal."""
    account = root.split(":")[4]
    own = {"StringEquals": {"aws:SourceAccount": account}}
    return [
        *(
            allow(
                ["sns:Publish"],
                [topic],
                sid=f"Publish{service.partition('.')[0].capitalize()}",
                principal={"Service": service},
                condition=None if service in _ANONYMOUS else own,
            )
            for service in PUBLISHERS
        ),
        deny(
            ["sns:Publish"],
            [topic],
            sid="DenyInsecureTransport",
            principal="*",
            condition={"Bool": {"aws:SecureTransport": "false"}},
        ),
    ]
