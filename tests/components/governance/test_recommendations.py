"""Enrolment in what AWS finds to save."""

from __future__ import annotations

from typing import Any

from components.governance.recommendations import Recommendations, RecommendationsArgs
from components.settings.recommendations import RecommendationSettings
from tests.support.synth import Synthesis, synth_component


def build(*, account: bool = True, **values: Any) -> Synthesis:
    def program(stage: Any) -> dict[str, Any]:
        settings = RecommendationSettings.of(stage.environment, **values)
        args = RecommendationsArgs(settings=settings, stack=stage.stack, account=account)
        return {"enrolled": Recommendations("advice", args, stage.opts).enrolled}

    return synth_component(program)


def test_the_account_is_enrolled_in_both() -> None:
    found = build()
    assert found.exports["enrolled"] == ["compute-optimizer", "cost-optimization-hub"]
    optimizer = found.only("aws:computeoptimizer/enrollmentStatus:EnrollmentStatus").inputs
    assert (optimizer["status"], optimizer["includeMemberAccounts"]) == ("Active", False)
    assert found.only("Preferences").inputs == {"savingsEstimationMode": "AfterDiscounts"}


def test_a_switch_decides_whatever_the_account_says() -> None:
    assert build(account=False).exports["enrolled"] == []
    assert build(account=False, computeOptimizer=True).exports["enrolled"] == ["compute-optimizer"]
    assert build(computeOptimizer=False).exports["enrolled"] == ["cost-optimization-hub"]


def test_members_are_told_what_the_account_that_pays_allows() -> None:
    hidden = build(memberAccounts=True, memberDiscounts="hidden", savings="before-discounts")
    assert hidden.only("Preferences").inputs == {
        "memberAccountDiscountVisibility": "None",
        "savingsEstimationMode": "BeforeDiscounts",
    }
    hub = hidden.only("aws:costoptimizationhub/enrollmentStatus:EnrollmentStatus")
    assert hub.inputs["includeMemberAccounts"] is True
