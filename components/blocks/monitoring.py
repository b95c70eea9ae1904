"""Monitoring: one topic, one dashboard, the alarms and saved queries that all components of a stack describe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.blocks.alarm import metric_alarm
from components.blocks.alarm_topic import AlarmTopic, AlarmTopicArgs
from components.blocks.custom_metrics import grant_put_metrics, metric_namespace
from components.blocks.dashboard import Group, body, overflow
from components.blocks.log_queries import ERRORS_OVER_TIME
from components.component import Component
from components.context import StackContext
from components.iam import Statement
from components.names import physical_name
from components.operations import Alarm, Metric, Query
from components.settings.monitoring import MonitoringSettings

BILLING_REGION = "us-east-1"
"""The only region that has the metrics of AWS/Billing."""
_SIX_HOURS = 21_600  # seconds; AWS updates the estimate several times a day, so a shorter period would have gaps
_MAX_LOG_GROUPS = 50  # log groups that one query can search


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    """What the monitoring of a stack is built from."""

    settings: MonitoringSettings
    stack: StackContext
    emails: Sequence[str] = ()
    """Mailboxes that hear of alarms."""


class Monitoring(Component):
    """Makes what the components of a stack describe: alarms that tell one topic, a dashboard, saved log queries.

    `watch` takes a component and all below it, as soon as it is built; `finish` comes last, when all are known.
    """

    topic_arn: pulumi.Output[str]
    """Topic in the stack's region, for budgets and events as well."""
    metric_namespace: str
    """Namespace of the metrics that the workloads send themselves, such as `shop/prod`."""

    def __init__(self, name: str, args: MonitoringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, self._stack, self._settings = args, args.stack, args.settings
        self._topics: dict[str, AlarmTopic] = {}
        self._watched: list[Component] = []
        self._alarms: list[pulumi.Output[str]] = []
        self.topic_arn = self._topic(None)
        self.metric_namespace = metric_namespace(args.stack)
        if args.settings.billing_alarm is not None:
            self._alarm(self, billing_alarm(args.settings.billing_alarm))
        self.publish(topic_arn=self.topic_arn, metric_namespace=self.metric_namespace)

    def watch(self, component: Component) -> None:
        """Make the alarms of a component and of all below it; remember it for the dashboard and the queries."""
        for part in component.walk():
            self._watched.append(part)
            for alarm in part.operations.alarms if self._settings.alarms else ():
                self._alarm(part, alarm)

    def finish(self) -> None:
        """Make the dashboard and the saved queries of everything that was watched. Called once, at the end."""
        for part in self._watched:
            for query in part.operations.queries:
                self._query(part, query)
        self._errors_everywhere()
        groups = [Group(part.name, part.operations.widgets) for part in self._watched if part.operations.widgets]
        if not (groups and self._settings.dashboard):
            return
        left_out = overflow(groups, len(self._alarms))
        if left_out:
            pulumi.log.warn(f"{left_out} graphs do not fit into the dashboard and are left out", self)
        content = body(groups, self._alarms, self._stack.region)
        cloudwatch.Dashboard(
            f"{self.name}-dashboard",
            dashboard_name=physical_name(self._stack.project, self._stack.stack, limit=255),
            dashboard_body=pulumi.Output.json_dumps(content),
            opts=self.child(),
        )

    def grant_put_metrics(self) -> Statement:
        """Return the statement that lets a role send metrics to the stack's namespace, and to no other."""
        return grant_put_metrics(self._stack)

    def _alarm(self, owner: Component, alarm: Alarm) -> None:
        made = metric_alarm(owner, alarm, self._stack, self._topic(alarm.region))
        self._alarms.append(made.arn)

    def _topic(self, region: str | None) -> pulumi.Output[str]:
        """Return the topic of a region, made when an alarm there needs it: alarms notify their own region only."""
        place = region or self._stack.region
        if place not in self._topics:
            home = place == self._stack.region
            self._topics[place] = AlarmTopic(
                f"{self.name}-topic" if home else f"{self.name}-{place}-topic",
                AlarmTopicArgs(
                    stack=self._stack,
                    encrypted=self._settings.topic_key,
                    emails=self._args.emails,
                    region=None if home else place,
                ),
                self.child(),
            )
        return self._topics[place].arn

    def _query(self, owner: Component, query: Query) -> None:
        key = re.sub(r"[^a-z0-9]+", "-", query.name.lower()).strip("-")
        cloudwatch.QueryDefinition(
            f"{owner.name}-{key}",
            name=f"{self._folder}/{owner.name}/{query.name}",
            query_string=query.text,
            log_group_names=list(query.log_groups),
            region=query.region,
            opts=owner.child(),
        )

    @property
    def _folder(self) -> str:
        """Folder of the saved queries in the console: an account may hold several projects with a stack `prod`."""
        return f"{self._stack.project}-{self._stack.stack}"

    def _errors_everywhere(self) -> None:
        """Save the query that counts errors in the logs of all components at once."""
        groups = [
            group
            for part in self._watched
            for query in part.operations.queries
            if query.region is None
            for group in query.log_groups
        ]
        if not groups:
            return
        cloudwatch.QueryDefinition(
            f"{self.name}-errors-over-time",
            name=f"{self._folder}/{self.name}/errors over time",
            query_string=ERRORS_OVER_TIME,
            log_group_names=pulumi.Output.all(*groups).apply(lambda names: sorted(set(names))[:_MAX_LOG_GROUPS]),
            opts=self.child(),
        )


def billing_alarm(limit: float) -> Alarm:
    """Return the alarm on the estimated charges of the account, in USD since the start of the month."""
    charges = Metric(
        namespace="AWS/Billing",
        name="EstimatedCharges",
        dimensions={"Currency": "USD"},
        stat="Maximum",
        period=_SIX_HOURS,
    )
    return Alarm(
        key="billing",
        description=f"The account's estimated charges of this month are over USD {limit:g}. Cost Explorer shows which "
        "service they come from. Without data, billing alerts are switched off in the account's billing preferences.",
        metrics={"m1": charges},
        threshold=limit,
        evaluation_periods=1,
        missing_data="missing",
        region=BILLING_REGION,
    )
