"""Monitoring: one topic, one dashboard, the alarms and saved queries that all components of a stack describe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.blocks.alarm import metric_alarm
from components.blocks.alarm_topic import AlarmTopic, AlarmTopicArgs
from components.blocks.custom_metrics import grant_put_metrics, metric_namespace
from components.blocks.dashboard import Board
from components.blocks.health_page import Page, sections
from components.blocks.log_queries import ERRORS_OVER_TIME
from components.blocks.saved_queries import every_log, requests_and_errors, save_queries, save_query
from components.blocks.workload_alarms import WorkloadAlarms
from components.component import Component
from components.context import StackContext
from components.iam import Statement
from components.names import physical_name
from components.operations import Alarm, Metric, Query
from components.settings.monitoring import MonitoringSettings
from components.settings.objective import ObjectiveSettings

BILLING_REGION = "us-east-1"
"""The only region that has the metrics of AWS/Billing."""
_SIX_HOURS = 21_600  # seconds; AWS updates the estimate several times a day, so a shorter period would have gaps


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    """What the monitoring of a stack is built from."""

    settings: MonitoringSettings
    stack: StackContext
    emails: Sequence[str] = ()
    """Mailboxes that hear of alarms."""


class Monitoring(Component):
    """Makes what the components of a stack describe: alarms that tell one topic, a dashboard, saved log queries.

    `watch` takes a workload with all below it, as soon as it is built; `finish` comes last, when all are known.
    """

    topic_arn: pulumi.Output[str]
    """Topic in the stack's region, for budgets and events as well."""
    metric_namespace: str
    """Namespace of the metrics that the workloads send themselves, such as `shop/prod`."""

    def __init__(self, name: str, args: MonitoringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, self._stack, self._settings = args, args.stack, args.settings
        self._topics: dict[str, AlarmTopic] = {}
        self._pages: list[Page] = []
        self._health: list[pulumi.Output[str]] = []
        self._logs: list[pulumi.Input[str]] = []
        self.topic_arn = self.topic(None)
        self.metric_namespace = metric_namespace(args.stack)
        if args.settings.billing_alarm is not None:
            billing = billing_alarm(args.settings.billing_alarm)
            self._health.append(metric_alarm(self, billing, self._stack, self.topic(billing.region)).arn)
        self.publish(topic_arn=self.topic_arn, metric_namespace=self.metric_namespace)

    def watch(self, workload: Component, objective: ObjectiveSettings | None = None) -> None:
        """Make the alarms, the saved queries and the tracing of a workload; remember it for the dashboard.

        `objective` is what it promises. Raises `pulumi.RunError` for one that nothing in the workload can measure.
        """
        parts = list(workload.walk())
        for part in parts:
            part.operations.place(part.region)
        alarms = WorkloadAlarms(workload, parts, self._stack, self._settings, self.topic)
        if self._settings.alarms:
            alarms.make(objective)
        save_queries(workload, parts, self._stack)
        self._logs += requests_and_errors(parts, self._stack).get(None, ())
        self._trace(workload, parts)
        shown = {region: made.shown for region, made in alarms.by_region.items()}
        self._pages.append(Page(name=workload.name, parts=parts, objective=objective, alarms=shown, stack=self._stack))
        self._health += [arn for made in alarms.by_region.values() for arn in made.health]

    def finish(self) -> None:
        """Make the dashboard and the query over all logs. Called once, at the end."""
        if self._logs:
            query = Query(name="errors per 5 minutes", text=ERRORS_OVER_TIME, log_groups=every_log(self._logs))
            save_query(self, f"{self.name}-errors-per-5-minutes", query, self._stack, ("everything", query.name))
        board = Board(self._health, [part for page in self._pages for part in sections(page)], self._stack.region)
        if not (board.sections and self._settings.dashboard):
            return
        if board.left_out():
            pulumi.log.warn(f"{board.left_out()} graphs do not fit into the dashboard and are left out", self)
        cloudwatch.Dashboard(
            f"{self.name}-dashboard",
            dashboard_name=dashboard_name(self._stack),
            dashboard_body=pulumi.Output.json_dumps(board.body()),
            opts=self.child(),
        )

    def grant_put_metrics(self) -> Statement:
        """Return the statement that lets a role send metrics to the stack's namespace, and to no other."""
        return grant_put_metrics(self._stack)

    def _trace(self, workload: Component, parts: Sequence[Component]) -> None:
        traced = [(part, each) for part in parts for each in part.operations.traces]
        if not traced:
            return
        from components.blocks.tracing import sampling_rule, trace_group  # noqa: PLC0415 (pulumi_aws.xray)

        for part, each in traced:
            if each.takes_rules:
                sampling_rule(part, each, self._stack, self._settings.traced_percent)
        for region in sorted({self._stack.elsewhere(each.region) or "" for _, each in traced}):
            there = [each for _, each in traced if (self._stack.elsewhere(each.region) or "") == region]
            trace_group(workload, there, self._stack, region or None)

    def topic(self, region: str | None = None) -> pulumi.Output[str]:
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


def dashboard_name(stack: StackContext) -> str:
    """Return the name of the stack's dashboard, such as `shop-prod-ProductionHealth`.

    Dashboards have one name space for an account and all its regions, so a stack cannot have `ProductionHealth` alone.
    """
    return f"{physical_name(stack.project, stack.stack, limit=200)}-{stack.environment.value}Health"


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
