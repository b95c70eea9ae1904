"""FailureLog: what Glue tells of runs that failed, in a log of the workload's own, with an alarm for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch

from components.blocks.account import arn_of
from components.blocks.key import Key
from components.component import Component
from components.context import StackContext
from components.iam import allow, document
from components.operations import Alarm, Metric, Query
from components.settings.types import LogRetention

_WRITERS = ["events.amazonaws.com", "delivery.logs.amazonaws.com"]
LATEST = """fields @timestamp, `detail-type`, detail.state as state,
    coalesce(detail.jobName, detail.crawlerName, detail.context.tableName) as what,
    coalesce(detail.message, detail.errorMessage, '') as why
| sort @timestamp desc
| limit 50"""


@dataclass(frozen=True, kw_only=True)
class FailureLogArgs:
    """What a log of failures is built from."""

    stack: StackContext
    workload: str
    """Beginning of the names of all whose failures are kept: rules named so may write to the log."""
    days: LogRetention
    """Days that failures are kept."""
    key: Key | None = None
    """Key that encrypts the log; None leaves it to CloudWatch Logs."""
    region: str | None = None
    """Region of the log; None is the stack's."""


class FailureLog(Component):
    """Glue has no metric for a job, a crawler or a rule set that failed: it sends an event. Rules catch these events,
    this log keeps them, and each rule has an alarm on having matched.
    """

    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: FailureLogArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        stack = args.stack
        self._group = cloudwatch.LogGroup(
            f"{name}-log",
            name=f"/aws/events/{stack.project}-{stack.stack}-{name}",
            retention_in_days=args.days,
            kms_key_id=args.key.arn if args.key else None,
            region=args.region,
            opts=self.child(),
        )
        self.log_group_name = self._group.name
        self._policy = self._admit()
        self.operations.queries.append(
            Query(name="latest failures", text=LATEST, log_groups=[self.log_group_name], region=args.region)
        )
        self.publish(log_group_name=self.log_group_name)

    def watch(self, owner: Component, pattern: Mapping[str, Any], description: str) -> None:
        """Catch the events of one job, crawler or table below its component, and alarm on the first."""
        args = self._args
        rule = cloudwatch.EventRule(
            f"{owner.name}-failures",
            description=f"Failures of {owner.name}",
            event_pattern=pulumi.Output.json_dumps(dict(pattern)),
            region=args.region,
            opts=owner.child(),
        )
        # CloudWatch Logs takes the ARN without the `:*` that other services want; the provider gives it so.
        cloudwatch.EventTarget(
            f"{owner.name}-failures-to-log",
            rule=rule.name,
            arn=self._group.arn,
            region=args.region,
            opts=owner.child(depends_on=[self._policy]),
        )
        matched = Metric(
            namespace="AWS/Events", name="TriggeredRules", dimensions={"RuleName": rule.name}, stat="Sum", period=300
        )
        owner.operations.alarms.append(
            Alarm(
                key="failed",
                description=description,
                metrics={"m1": matched},
                threshold=0,
                evaluation_periods=1,
                region=args.region,
            )
        )

    def _admit(self) -> cloudwatch.LogResourcePolicy:
        """Let EventBridge write to the log, for rules of this workload only."""
        args, stack = self._args, self._args.stack
        streams = pulumi.Output.concat(self._group.arn, ":*")
        principal = {"Service": _WRITERS}
        rules = arn_of(self, "events", args.region or stack.region, f"rule/{args.workload}-*")
        statements = document(
            allow(["logs:CreateLogStream"], [streams], principal=principal),
            allow(
                ["logs:PutLogEvents"], [streams], principal=principal, condition={"ArnLike": {"aws:SourceArn": rules}}
            ),
        )
        return cloudwatch.LogResourcePolicy(
            f"{self.name}-policy",
            policy_name=f"{stack.project}-{stack.stack}-{self.name}",
            policy_document=statements,
            region=args.region,
            opts=self.child(),
        )
