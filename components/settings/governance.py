"""Settings of what the stack may cost, who hears of it, and what keeps costs in order.

One section for each component of `components/governance`, each in a file of its own that is named after what it
governs. A new one is a field here and a line in `components/governance/governance.py`, and nothing else.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from components.settings.anomaly_detection import AnomalySettings
from components.settings.base import Problems, Section
from components.settings.budgets import BudgetSettings
from components.settings.cost_optimizer import CostOptimizerSettings
from components.settings.cost_reports import CostReportSettings
from components.settings.estimate import EstimateSettings
from components.settings.instance_scheduler import InstanceSchedulerSettings
from components.settings.log_lifecycle import LogLifecycleSettings
from components.settings.recommendations import RecommendationSettings
from components.settings.spot_capacity import SpotCapacitySettings
from components.settings.tag_governance import TagGovernanceSettings
from components.settings.types import Email, ItemName


class GovernanceSettings(Section):
    """What the stack may cost, whom to tell, and what keeps costs in order."""

    monthly_budget: Annotated[Decimal, Field(gt=0, decimal_places=2)] | None = None
    """Amount in USD that the stack may cost in a month: the estimate of a preview is held against it, and AWS Budgets
    holds the bill against it. A production stack needs one, and is stopped above it; elsewhere that is a notice."""
    estimate: EstimateSettings
    """What the estimate reckons with before it is held against the budget."""
    alerts: list[Email] = Field(default_factory=list, max_length=10)
    """Mailboxes that hear of alarms and of costs; ten at most, as AWS Budgets takes them. AWS sends each a message that
    must be confirmed before alarms arrive; those of budgets and the daily summary of anomalies arrive without it."""
    account: bool = False
    """Whether this stack looks after its whole AWS account as well: the monitor of all services, reports, enrolment in
    recommendations, budgets of reservations and Savings Plans. AWS has these once in an account, so exactly one stack
    of an account says true; the sections below switch each by itself."""
    anomalies: AnomalySettings
    """Costs that are unlike those of the weeks before."""
    budgets: BudgetSettings
    """Budgets beside the one of the whole stack, and when each tells."""
    recommendations: RecommendationSettings
    """What AWS itself finds to save."""
    reports: CostReportSettings
    """The bill in every detail, and Athena to ask it."""
    tags: TagGovernanceSettings
    """Tags that hold in the whole organization, and that the bill is split by."""
    scheduler: InstanceSchedulerSettings | None = None
    """Turn off at night what nobody uses then. Left out, there is no scheduler; `{}` makes one."""
    optimizer: CostOptimizerSettings | None = None
    """Look every week for what costs money and need not. Left out, nothing looks; `{}` has it looked for."""
    spot: dict[ItemName, SpotCapacitySettings] = Field(default_factory=dict)
    """Groups of Spot instances for work that may be interrupted, by name."""
    logs: LogLifecycleSettings
    """An end for logs that no component of the stack looks after."""

    @model_validator(mode="after")
    def _check(self) -> GovernanceSettings:
        problems = []
        if self.budgets.action and self.monthly_budget is None:
            problems.append("budgets.action is taken by the monthly budget; expected monthlyBudget as well")
        if self.anomalies.service_monitor and self.anomalies.service_monitor_arn:
            problems.append(
                "anomalies.serviceMonitor makes the monitor that anomalies.serviceMonitorArn names already; expected "
                "one of the two"
            )
        if problems:
            raise Problems(problems)
        return self

    def whole_account(self, switch: bool | None) -> bool:
        """Return whether a part that an account has once is made here: its own switch decides, else `account`."""
        return self.account if switch is None else switch

    @property
    def asked(self) -> list[str]:
        """Return the sections that make something in this stack, in the order in which they are built."""
        recommend, tags, logs = self.recommendations, self.tags, self.logs
        makes = {
            "anomalies": self.anomalies.enabled,
            "budgets": self.monthly_budget is not None
            or bool(self.budgets.services)
            or self.whole_account(self.budgets.commitments.enabled),
            "recommendations": self.whole_account(recommend.compute_optimizer)
            or self.whole_account(recommend.cost_optimization_hub),
            "reports": self.whole_account(self.reports.enabled),
            "tags": bool(tags.target) or tags.cost_allocation or tags.categories,
            "scheduler": self.scheduler is not None,
            "optimizer": self.optimizer is not None,
            "spot": bool(self.spot),
            "logs": bool(logs.groups or logs.buckets),
        }
        return [section for section, asked in makes.items() if asked]
