"""The parts of a budget: which costs count, whose, and when somebody hears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import budgets

from components.context import StackContext

Filter = budgets.BudgetCostFilterArgs
SCOPE_TAGS = ("Project", "Environment")
"""Tags that tell the costs of one stack from those of others in the account."""


@dataclass(frozen=True)
class Threshold:
    """When somebody hears."""

    percent: int
    """Per cent of the limit."""
    kind: str = "ACTUAL"
    """ACTUAL or FORECASTED."""
    above: bool = True
    """Whether more than that is told, or less."""


def cost_types(*, support: bool) -> budgets.BudgetCostTypesArgs:
    """Return which costs count: what is used and paid for, with taxes, before credits and refunds."""
    return budgets.BudgetCostTypesArgs(
        include_credit=False,
        include_discount=True,
        include_other_subscription=True,
        include_recurring=True,
        include_refund=False,
        include_subscription=True,
        include_support=support,
        include_tax=True,
        include_upfront=True,
        use_blended=False,
    )


COMMITMENT_COSTS = budgets.BudgetCostTypesArgs(
    include_credit=False,
    include_discount=False,
    include_other_subscription=False,
    include_recurring=False,
    include_refund=False,
    include_subscription=True,
    include_support=False,
    include_tax=False,
    include_upfront=False,
    use_blended=False,
)
"""What AWS demands of budgets that are about reservations and Savings Plans: nothing but these count."""


def of_service(service: str) -> Filter:
    """Return the filter of one service, by its name on the bill."""
    return Filter(name="Service", values=[service])


def of_tags(stack: StackContext) -> list[Filter]:
    """Return the filter of what carries the tags of this stack: `user:Project$shop` and `user:Environment$Production`.

    The estimate is of this stack alone, so the budget that shares its figure must be as well: in an account with a
    second stack an unfiltered budget would tell of the other one's costs. Different keys must both match.
    """
    values = {"Project": stack.project, "Environment": stack.environment.value}
    return [Filter(name="TagKeyValue", values=[f"user:{key}${values[key]}" for key in SCOPE_TAGS])]


def notification(
    threshold: Threshold, emails: Sequence[str], topic_arn: pulumi.Input[str]
) -> budgets.BudgetNotificationArgs:
    """Return who hears of a threshold."""
    return budgets.BudgetNotificationArgs(
        comparison_operator="GREATER_THAN" if threshold.above else "LESS_THAN",
        threshold=threshold.percent,
        threshold_type="PERCENTAGE",
        notification_type=threshold.kind,
        subscriber_email_addresses=list(emails),
        subscriber_sns_topic_arns=[topic_arn],
    )
