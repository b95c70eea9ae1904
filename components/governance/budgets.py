"""Budgets: what the stack, its services and the account's commitments may cost, held against the bill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_aws import budgets

from components.component import Component
from components.context import StackContext
from components.governance.budget_parts import (
    COMMITMENT_COSTS,
    Filter,
    Threshold,
    cost_types,
    notification,
    of_service,
    of_tags,
)
from components.governance.cost_topic import cost_topic
from components.names import physical_name
from components.settings.budgets import SERVICES, BudgetSettings, CommitmentSettings

if TYPE_CHECKING:
    from components.governance.budget_stop import BudgetStop

_ALL = "100"
"""Limit of budgets that are about a share; the threshold is what matters."""


@dataclass(frozen=True, kw_only=True)
class BudgetsArgs:
    """What the budgets are built from."""

    settings: BudgetSettings
    stack: StackContext
    monthly: Decimal | None = None
    """USD that the stack may cost in a month, the figure that its estimate is held against; None makes no budget."""
    emails: Sequence[str] = ()
    """Mailboxes that hear, ten at most. They hear from the budget itself, since that needs no confirmation."""
    topic_arn: pulumi.Input[str] | None = None
    """Topic that hears as well, with a policy that admits budgets.amazonaws.com (`AlarmTopic` has it); None makes
    one."""
    account: bool = True
    """Whether reservations and Savings Plans are watched where the settings leave it open."""


class Budgets(Component):
    """AWS Budgets of the month, of single services, and of what was paid for ahead."""

    budget_names: pulumi.Output[dict[str, str]]
    """Key → name of each budget; `monthly` is the one of the stack."""

    def __init__(self, name: str, args: BudgetsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, self._settings = args, args.settings
        self._emails = list(args.emails)
        self._topic = cost_topic(self, args.stack, args.topic_arn, ())
        self._made: dict[str, budgets.Budget] = {}
        if args.monthly is not None:
            self._month(args.monthly)
        for key, service in args.settings.services.items():
            named = service.service or SERVICES[key]
            self._cost(key, service.limit, [Threshold(service.percent)], [of_service(named)], support=False)
        commitments = args.settings.commitments
        if args.account if commitments.enabled is None else commitments.enabled:
            self._commitments(commitments)
        self.budget_names = pulumi.Output.all(**{key: made.name for key, made in self._made.items()})
        self.publish(budget_names=self.budget_names)

    def _month(self, limit: Decimal) -> None:
        settings = self._settings
        chosen = [(settings.forecast_percent, "FORECASTED"), (settings.actual_percent, "ACTUAL")]
        thresholds = [Threshold(percent, kind=kind) for percent, kind in chosen if percent is not None]
        budget = self._cost("monthly", limit, thresholds, [], support=True)
        if settings.action:
            self._stop(budget)

    def _stop(self, budget: budgets.Budget) -> BudgetStop:
        from components.governance.budget_stop import BudgetStop, BudgetStopArgs  # noqa: PLC0415 (imports iam)

        if self._settings.action is None:
            raise ValueError(f"{self.name} has no action")
        args = BudgetStopArgs(
            settings=self._settings.action,
            stack=self._args.stack,
            budget_name=budget.name,
            emails=self._emails,
            topic_arn=self._topic,
        )
        return BudgetStop(f"{self.name}-action", args, self.child())

    def _cost(
        self, key: str, limit: Decimal, thresholds: Sequence[Threshold], filters: Sequence[Filter], *, support: bool
    ) -> budgets.Budget:
        """Make a budget of dollars a month; of this stack's share alone unless the settings say the account's."""
        scope = of_tags(self._args.stack) if self._settings.scope == "stack" else []
        return self._budget(
            key,
            budget_type="COST",
            limit_amount=f"{limit:f}",
            limit_unit="USD",
            time_unit="MONTHLY",
            cost_types=cost_types(support=support),
            cost_filters=[*filters, *scope],
            thresholds=thresholds,
        )

    def _commitments(self, settings: CommitmentSettings) -> None:
        shares = [
            ("reserved", "RI_UTILIZATION", settings.reserved_utilization),
            ("reserved", "RI_COVERAGE", settings.reserved_coverage),
            ("savings-plans", "SAVINGS_PLANS_UTILIZATION", settings.savings_plans_utilization),
            ("savings-plans", "SAVINGS_PLANS_COVERAGE", settings.savings_plans_coverage),
        ]
        for what, budget_type, share in shares:
            if share is None:
                continue
            measure = budget_type.rpartition("_")[2].lower()
            # AWS takes a budget of reservations for one service only, and one of Savings Plans for all of them.
            places = settings.reserved_services if what == "reserved" else [None]
            for service in places:
                self._budget(
                    "-".join(part for part in (what, measure, service) if part),
                    budget_type=budget_type,
                    limit_amount=_ALL,
                    limit_unit="PERCENTAGE",
                    time_unit=settings.period.upper(),
                    cost_types=COMMITMENT_COSTS,
                    cost_filters=[of_service(SERVICES[service])] if service else None,
                    thresholds=[Threshold(share, above=False)],
                )

    def _budget(self, key: str, *, thresholds: Sequence[Threshold], **what: Any) -> budgets.Budget:
        stack = self._args.stack
        self._made[key] = budgets.Budget(
            f"{self.name}-{key}",
            name=physical_name(stack.project, stack.stack, key, limit=100),  # the messages name nothing else
            notifications=[notification(one, self._emails, self._topic) for one in thresholds],
            opts=self.child(),
            **what,
        )
        return self._made[key]
