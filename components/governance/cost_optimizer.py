"""CostOptimizer: once a week a report of what costs money and need not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
from pulumi_aws import sns

from components.blocks.account import account_root, partition_of
from components.blocks.bucket import Bucket, BucketArgs
from components.blocks.custom_metrics import grant_put_metrics, metric_namespace
from components.blocks.function import Function, FunctionArgs
from components.blocks.scheduled_call import Receiver, ScheduledCall, ScheduledCallArgs
from components.blocks.topic import Topic, TopicArgs
from components.component import Component
from components.context import StackContext
from components.governance import optimizer_operations as operations
from components.governance import optimizer_package as package
from components.governance.member_role import member_role
from components.governance.optimizer_permissions import statements
from components.iam import Statement, allow, document
from components.operations import Metric
from components.settings.bucket import BucketSettings
from components.settings.cost_optimizer import CostOptimizerSettings
from components.settings.topic import TopicSettings

SOURCE = Path("functions/cost_optimizer")
_HANDLER = "functions.cost_optimizer.handler.handler"
_DAY = 86_400
_ROLE = "quoin-cost-optimizer"


@dataclass(frozen=True, kw_only=True)
class CostOptimizerArgs:
    """What an optimizer is built from."""

    settings: CostOptimizerSettings
    stack: StackContext
    emails: Sequence[str] = ()
    """Mailboxes that get the summary; each must confirm once."""


class CostOptimizer(Component):
    """A function that reads the account once a week, a bucket with its reports, a topic with their summaries."""

    function_name: pulumi.Output[str]
    """Function to call by hand, with an empty event, to have a report at once."""
    bucket: pulumi.Output[str]
    """Bucket with the reports: `reports/<year>/<month>/<day>/report.html`, .json and .csv."""
    topic_arn: pulumi.Output[str]
    """Topic that the summaries go to."""
    member_template: pulumi.Output[str]
    """CloudFormation template of the role for other accounts."""

    def __init__(self, name: str, args: CostOptimizerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        settings, stack = args.settings, args.stack
        config = package.configuration(name, settings, stack)
        regions = sorted({place["region"] for place in config["targets"]})
        reports = self._reports(args)
        topic = self._topic(args)
        function = Function(
            f"{name}-function",
            FunctionArgs(
                settings=settings.function,
                stack=stack,
                source=SOURCE,
                handler=_HANDLER,
                files=package.files(config),
                description="Looks for what costs money and need not",
                environment={"REPORT_BUCKET": reports.bucket, "TOPIC_ARN": topic.arn},
                statements=self._own(args, reports, topic),
            ),
            self.child(),
        )
        self._look(settings, regions, function)
        self.function_name, self.bucket, self.topic_arn = function.function_name, reports.bucket, topic.arn
        role = pulumi.Output.all(account_root(self), function.role_name).apply(_role_arn)
        self.member_template = role.apply(lambda arn: self._member(settings, regions, arn))
        runs = self._call(args, function, config["targets"])
        namespace = metric_namespace(stack)
        self.operations.alarms += operations.alarms(name, namespace, config["name"], runs)
        self.operations.widgets.append(operations.widget(name, namespace, config["name"]))
        self.operations.queries.append(operations.query(function.log_group_name))
        self.publish(
            function_name=self.function_name,
            bucket=self.bucket,
            topic_arn=self.topic_arn,
            member_template=self.member_template,
        )

    def _reports(self, args: CostOptimizerArgs) -> Bucket:
        days = args.settings.report_days
        settings = BucketSettings.of(args.stack.environment, expire_after_days=days, tiers={})
        return Bucket(f"{self.name}-reports", BucketArgs(settings=settings, stack=args.stack), self.child())

    def _topic(self, args: CostOptimizerArgs) -> Topic:
        settings = TopicSettings.of(args.stack.environment, display_name="Cost findings")
        topic = Topic(f"{self.name}-summaries", TopicArgs(settings=settings, stack=args.stack), self.child())
        for email in args.emails:
            sns.TopicSubscription(
                f"{self.name}-{email}", topic=topic.arn, protocol="email", endpoint=email, opts=self.child()
            )
        return topic

    def _own(self, args: CostOptimizerArgs, reports: Bucket, topic: Topic) -> list[Statement]:
        """Return what the function may do with what belongs to it, and the roles that it may take."""
        settings = args.settings
        found = [
            allow(["s3:PutObject"], [pulumi.Output.concat(reports.arn, "/reports/*")]),
            *topic.grant_publish(),
            grant_put_metrics(args.stack),
        ]
        if settings.sweep:
            found += [allow(["s3:PutObject"], [pulumi.Output.concat(reports.arn, "/parts/*")])]
            found += reports.grant_read("parts/")
        if settings.roles:
            found.append(allow(["sts:AssumeRole"], sorted(settings.roles), sid="OtherAccounts"))
        return found

    def _look(self, settings: CostOptimizerSettings, regions: list[str], function: Function) -> None:
        """Let the function read its own account, by a policy of its own: who reviews it sees at once what is read."""
        if not settings.own_account:
            return
        from pulumi_aws import iam  # noqa: PLC0415

        root = account_root(self)
        policy = root.apply(lambda arn: document(*statements(settings, regions, partition_of(arn))))
        iam.RolePolicy(f"{self.name}-look", role=function.role_name, policy=policy, opts=self.child())

    def _member(self, settings: CostOptimizerSettings, regions: list[str], role: str) -> str:
        return member_role(
            name=_ROLE,
            what="the cost optimizer look for what costs money and need not",
            trusted=role,
            external_id=settings.external_id,
            statements=list(statements(settings, regions, "${AWS::Partition}")),
        )

    def _call(self, args: CostOptimizerArgs, function: Function, places: list[dict[str, str]]) -> Metric:
        """Have the function run, or the sweep that runs it everywhere; return the metric that counts the runs."""
        settings = args.settings
        name = {"FunctionName": function.function_name}
        counted = Metric(namespace="AWS/Lambda", name="Invocations", dimensions=name, stat="Sum", period=_DAY)
        if settings.sweep is None:
            self._at("call", args, function, settings.when)
            return counted
        from components.blocks.account_sweep import AccountSweep, AccountSweepArgs  # noqa: PLC0415 (imports s3)

        sweep = AccountSweep(
            f"{self.name}-sweep",
            AccountSweepArgs(settings=settings.sweep, stack=args.stack, function=function, places=places),
            self.child(),
        )
        self._at("call", args, sweep.machine, settings.when, sweep.payload)
        self._at("report", args, function, an_hour_later(settings.when), {"report": True})
        return counted

    def _at(self, role: str, args: CostOptimizerArgs, receiver: Receiver, when: str, payload: Any = None) -> None:
        ScheduledCall(
            f"{self.name}-{role}",
            ScheduledCallArgs(
                stack=args.stack,
                receiver=receiver,
                expression=when,
                timezone=args.settings.time_zone,
                payload=payload,
            ),
            self.child(),
        )


def an_hour_later(cron: str) -> str:
    """Return a cron expression an hour later: `cron(0 9 ? * MON *)` → `cron(0 10 ? * MON *)`.

    Hours that are no single number, and the last one of a day, stay within their day at its end.
    """
    minute, hour, *rest = cron.removeprefix("cron(").removesuffix(")").split()
    later = ("59", "23") if not hour.isdigit() or int(hour) == 23 else (minute, str(int(hour) + 1))
    return f"cron({' '.join([*later, *rest])})"


def _role_arn(parts: list[str]) -> str:
    root, role = parts
    _, partition, _, _, account, _ = root.split(":")
    return f"arn:{partition}:iam::{account}:role/{role}"
