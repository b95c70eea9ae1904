"""Recommendations: enrolment in what AWS itself finds to save."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import computeoptimizer, costoptimizationhub

from components.component import Component
from components.context import StackContext
from components.settings.recommendations import RecommendationSettings


@dataclass(frozen=True, kw_only=True)
class RecommendationsArgs:
    """What the enrolment is built from."""

    settings: RecommendationSettings
    stack: StackContext
    account: bool = True
    """Whether the account is enrolled where the settings leave it open."""


class Recommendations(Component):
    """Compute Optimizer and the Cost Optimization Hub, enrolled, and with what savings are reckoned.

    A service control policy that allows them would enrol nobody: enrolment is an action of each account.
    """

    enrolled: list[str]
    """Which of `compute-optimizer` and `cost-optimization-hub` the account is enrolled in."""

    def __init__(self, name: str, args: RecommendationsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        settings = args.settings
        self.enrolled = []
        if args.account if settings.compute_optimizer is None else settings.compute_optimizer:
            self.enrolled.append("compute-optimizer")
            computeoptimizer.EnrollmentStatus(
                f"{name}-compute-optimizer",
                status="Active",
                include_member_accounts=settings.member_accounts,
                opts=self.child(),
            )
        if args.account if settings.cost_optimization_hub is None else settings.cost_optimization_hub:
            self.enrolled.append("cost-optimization-hub")
            self._hub(settings)
        self.publish(enrolled=self.enrolled)

    def _hub(self, settings: RecommendationSettings) -> None:
        enrolment = costoptimizationhub.EnrollmentStatus(
            f"{self.name}-hub", include_member_accounts=settings.member_accounts, opts=self.child()
        )
        after = settings.savings == "after-discounts"
        costoptimizationhub.Preferences(
            f"{self.name}-preferences",
            savings_estimation_mode="AfterDiscounts" if after else "BeforeDiscounts",
            # Members may be told or not only by the account that they belong to.
            member_account_discount_visibility=(
                {"visible": "All", "hidden": "None"}[settings.member_discounts] if settings.member_accounts else None
            ),
            opts=self.child(depends_on=[enrolment]),
        )
