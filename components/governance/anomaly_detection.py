"""CostAnomalyDetection: tells of costs that are unlike those of the weeks before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pulumi
from pulumi_aws import costexplorer

from components.component import Component
from components.context import StackContext
from components.governance.cost_topic import cost_topic
from components.names import physical_name
from components.settings.anomaly_detection import AnomalySettings, MonitorSettings

_PROJECT_TAG = "Project"


@dataclass(frozen=True, kw_only=True)
class CostAnomalyDetectionArgs:
    """What the detection is built from."""

    settings: AnomalySettings
    stack: StackContext
    emails: Sequence[str] = ()
    """Mailboxes of the daily summary; without one there is none."""
    topic_arn: pulumi.Input[str] | None = None
    """Topic that hears at once, with a policy that admits costalerts.amazonaws.com (`AlarmTopic` has it); None makes
    one."""
    account: bool = True
    """Whether the monitor of all services is made where the settings leave it open."""


class CostAnomalyDetection(Component):
    """Cost Anomaly Detection with a daily summary by e-mail and an immediate message to a topic.

    These are two subscriptions, because AWS sends what is immediate to topics only and summaries to mailboxes only.
    """

    monitor_arns: pulumi.Output[list[str]]
    """Every monitor that the subscriptions listen to."""

    def __init__(self, name: str, args: CostAnomalyDetectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, self._settings = args, args.settings
        monitors = self._monitors()
        self.monitor_arns = pulumi.Output.all(*monitors)
        if monitors and args.settings.daily and args.emails:
            self._subscribe("DAILY", monitors, dict.fromkeys(args.emails, "EMAIL"))
        if monitors and args.settings.immediate:
            topic = cost_topic(self, args.stack, args.topic_arn, args.emails)
            self._subscribe("IMMEDIATE", monitors, {}, topic)
        self.publish(monitor_arns=self.monitor_arns)

    def _monitors(self) -> list[pulumi.Input[str]]:
        settings, found = self._settings, list[pulumi.Input[str]]()
        makes = self._args.account if settings.service_monitor is None else settings.service_monitor
        if settings.service_monitor_arn:
            found.append(settings.service_monitor_arn)
        elif makes:
            found.append(self._monitor("services", monitor_type="DIMENSIONAL", monitor_dimension="SERVICE"))
        if settings.stack_monitor if settings.stack_monitor is not None else not found:
            own = MonitorSettings(tag=_PROJECT_TAG, values=[self._args.stack.project])
            found.append(self._custom("stack", own))
        for key, monitor in settings.monitors.items():
            found.append(self._custom(f"of-{key}", monitor))
        return found

    def _custom(self, key: str, monitor: MonitorSettings) -> pulumi.Output[str]:
        return self._monitor(key, monitor_type="CUSTOM", monitor_specification=json.dumps(specification(monitor)))

    def _monitor(self, key: str, **what: Any) -> pulumi.Output[str]:
        return costexplorer.AnomalyMonitor(
            f"{self.name}-{key}", name=self._physical(key), opts=self.child(), **what
        ).arn

    def _subscribe(
        self,
        frequency: str,
        monitors: Sequence[pulumi.Input[str]],
        mailboxes: dict[str, str],
        topic: pulumi.Input[str] | None = None,
    ) -> None:
        addresses: list[tuple[pulumi.Input[str], str]] = [*mailboxes.items(), *([(topic, "SNS")] if topic else [])]
        key = frequency.lower()
        costexplorer.AnomalySubscription(
            f"{self.name}-{key}",
            name=self._physical(key),  # the messages name it
            frequency=frequency,
            monitor_arn_lists=list(monitors),
            subscribers=[
                costexplorer.AnomalySubscriptionSubscriberArgs(address=address, type=kind)
                for address, kind in addresses
            ],
            threshold_expression=threshold(self._settings.threshold),
            opts=self.child(),
        )

    def _physical(self, key: str) -> str:
        return physical_name(self._args.stack.project, self._args.stack.stack, key, limit=100)


def threshold(dollars: Decimal) -> costexplorer.AnomalySubscriptionThresholdExpressionArgs:
    """Return the condition that an anomaly has cost at least so much more than what is usual."""
    dimension = costexplorer.AnomalySubscriptionThresholdExpressionDimensionArgs(
        key="ANOMALY_TOTAL_IMPACT_ABSOLUTE", match_options=["GREATER_THAN_OR_EQUAL"], values=[f"{dollars:f}"]
    )
    return costexplorer.AnomalySubscriptionThresholdExpressionArgs(dimension=dimension)


def specification(monitor: MonitorSettings) -> dict[str, Any]:
    """Return what a monitor watches, as AWS writes it back: a part that is left out would look like a change."""
    parts: dict[str, Any] = dict.fromkeys(("And", "CostCategories", "Dimensions", "Not", "Or", "Tags"))
    if monitor.tag is not None:
        parts["Tags"] = {"Key": monitor.tag, "MatchOptions": None, "Values": monitor.values}
    elif monitor.category is not None:
        parts["CostCategories"] = {"Key": monitor.category, "MatchOptions": None, "Values": monitor.values}
    else:
        parts["Dimensions"] = {"Key": "LINKED_ACCOUNT", "MatchOptions": None, "Values": monitor.accounts}
    return parts
