"""Governance: the components that a stack's `quoin:governance` asks for.

To add one, under `thing:`

1. give `GovernanceSettings` (components/settings/governance.py) a field for its section, and `asked` there a line that
   tells whether the section makes anything;
2. write a method here, `_thing`, that imports the component late, builds it as `f"{self.name}-thing"`, and returns what
   the outputs say of it.

What the component describes in `operations` (alarms, graphs, queries) is watched like that of any workload. What it
needs of the stack (topics, network) stands in `GovernanceArgs` and `StackContext`. Then `make schema docs golden`, and
the section in `examples/governance.yaml`, which has every one on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi

from components.component import Component
from components.context import StackContext
from components.governance.cost_topic import BILLING_REGION
from components.settings.governance import GovernanceSettings

if TYPE_CHECKING:
    from components.foundation import Foundation
    from components.settings.stack import Settings

Outputs = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class GovernanceArgs:
    """What the governance of a stack is built from."""

    settings: GovernanceSettings
    stack: StackContext
    topic: Callable[[str], pulumi.Input[str]]
    """Takes a region and returns the ARN of the topic there that alarms, budgets and anomalies notify. It is asked only
    when something is to be told."""


class Governance(Component):
    """Budgets, anomaly detection, reports, tags, schedules …: what the sections of `quoin:governance` ask for."""

    outputs: Outputs
    """What was made, by section: names, ids and ARNs that people and later stacks need."""

    def __init__(self, name: str, args: GovernanceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, self._settings, self._stack = args, args.settings, args.stack
        self.outputs = {key: getattr(self, f"_{key}")() for key in args.settings.asked}
        self.publish(outputs=self.outputs)

    def _anomalies(self) -> Outputs:
        settings = self._settings
        from components.governance.anomaly_detection import (  # noqa: PLC0415 (imports costexplorer)
            CostAnomalyDetection,
            CostAnomalyDetectionArgs,
        )

        args = CostAnomalyDetectionArgs(
            settings=settings.anomalies,
            stack=self._stack,
            emails=settings.alerts,
            topic_arn=self._args.topic(BILLING_REGION) if settings.anomalies.immediate else None,
            account=settings.account,
        )
        made = CostAnomalyDetection(f"{self.name}-anomalies", args, self.child())
        return {"monitorArns": made.monitor_arns}

    def _budgets(self) -> Outputs:
        settings = self._settings
        from components.governance.budgets import Budgets, BudgetsArgs  # noqa: PLC0415 (imports budgets)

        args = BudgetsArgs(
            settings=settings.budgets,
            stack=self._stack,
            monthly=settings.monthly_budget,
            emails=settings.alerts,
            topic_arn=self._args.topic(BILLING_REGION),
            account=settings.account,
        )
        return {"names": Budgets(f"{self.name}-budgets", args, self.child()).budget_names}

    def _recommendations(self) -> Outputs:
        settings = self._settings
        from components.governance.recommendations import Recommendations, RecommendationsArgs  # noqa: PLC0415

        args = RecommendationsArgs(settings=settings.recommendations, stack=self._stack, account=settings.account)
        return {"enrolled": Recommendations(f"{self.name}-recommendations", args, self.child()).enrolled}

    def _reports(self) -> Outputs:
        from components.governance.cost_reports import CostReports, CostReportsArgs  # noqa: PLC0415 (imports s3)

        args = CostReportsArgs(settings=self._settings.reports, stack=self._stack)
        made = CostReports(f"{self.name}-reports", args, self.child())
        return {"bucket": made.bucket, "workgroup": made.workgroup, "database": made.database}

    def _tags(self) -> Outputs:
        from components.governance.tag_governance import TagGovernance, TagGovernanceArgs  # noqa: PLC0415

        made = TagGovernance(
            f"{self.name}-tags", TagGovernanceArgs(settings=self._settings.tags, stack=self._stack), self.child()
        )
        return {"policyIds": made.policy_ids}

    def _scheduler(self) -> Outputs:
        from components.governance.instance_scheduler import InstanceScheduler, InstanceSchedulerArgs  # noqa: PLC0415

        if self._settings.scheduler is None:
            raise ValueError(f"{self.name} has no scheduler")
        args = InstanceSchedulerArgs(settings=self._settings.scheduler, stack=self._stack)
        made = InstanceScheduler(f"{self.name}-scheduler", args, self.child())
        return {
            "function": made.function_name,
            "schedules": made.schedules,
            "metricNamespace": made.metric_namespace,
            "memberTemplate": made.member_template,
        }

    def _optimizer(self) -> Outputs:
        from components.governance.cost_optimizer import CostOptimizer, CostOptimizerArgs  # noqa: PLC0415

        if self._settings.optimizer is None:
            raise ValueError(f"{self.name} has no optimizer")
        args = CostOptimizerArgs(settings=self._settings.optimizer, stack=self._stack, emails=self._settings.alerts)
        made = CostOptimizer(f"{self.name}-optimizer", args, self.child())
        return {
            "function": made.function_name,
            "bucket": made.bucket,
            "topicArn": made.topic_arn,
            "memberTemplate": made.member_template,
        }

    def _spot(self) -> Outputs:
        from components.governance.spot_capacity import SpotCapacity, SpotCapacityArgs  # noqa: PLC0415 (imports ec2)

        network = self._stack.network
        if network is None:
            raise ValueError("Spot capacity stands in a network, and the stack has none")
        made: Outputs = {}
        for key, settings in self._settings.spot.items():
            args = SpotCapacityArgs(settings=settings, stack=self._stack, network=network)
            spot = SpotCapacity(f"{self.name}-spot-{key}", args, self.child())
            made[key] = {"id": spot.capacity_id, "roleArn": spot.role_arn, "securityGroupId": spot.security_group_id}
        return made

    def _logs(self) -> Outputs:
        from components.governance.log_lifecycle import LogLifecycle, LogLifecycleArgs  # noqa: PLC0415

        args = LogLifecycleArgs(settings=self._settings.logs, stack=self._stack)
        return {"logGroupArns": LogLifecycle(f"{self.name}-logs", args, self.child()).log_group_arns}


def build(settings: Settings, base: Foundation) -> None:
    """Build what the stack's settings ask for, have it watched, and export its outputs."""
    if not settings.governance.asked:
        return
    args = GovernanceArgs(settings=settings.governance, stack=base.stack, topic=base.monitoring.topic)
    built = Governance("governance", args, base.opts)
    base.monitoring.watch(built)
    pulumi.export("governance", built.outputs)
