"""Settings of what AWS itself finds to save."""

from __future__ import annotations

from typing import Literal

from components.settings.base import Section


class RecommendationSettings(Section):
    """Compute Optimizer and the Cost Optimization Hub. Both are free of charge and say nothing until enrolled.

    Enrolment belongs to the account: the stack that is destroyed takes it away from all others.
    """

    compute_optimizer: bool | None = None
    """Enrol in Compute Optimizer: right sizes of instances, volumes, functions, databases. Left out: as `account`."""
    cost_optimization_hub: bool | None = None
    """Enrol in the Cost Optimization Hub: all recommendations in one list, with dollars. Left out: as `account`."""
    member_accounts: bool = False
    """Enrol the member accounts of the organization as well; in its management account only."""
    savings: Literal["before-discounts", "after-discounts"] = "after-discounts"
    """Prices that savings are reckoned with: list prices, or those of the account with its reservations and plans."""
    member_discounts: Literal["visible", "hidden"] = "visible"
    """Whether member accounts see savings after discounts; with `memberAccounts` only."""
