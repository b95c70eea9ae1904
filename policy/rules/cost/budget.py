"""The estimate stays within the budget."""

from __future__ import annotations

from collections.abc import Iterator

from finops.gate import BudgetError, read
from policy import costs
from policy.accessor import Stack
from policy.rule import Answer, Context, Undecided, stack_rule
from policy.tokens import every_type


@stack_rule(
    id="BUD-001",
    name="within-budget",
    title="What the stack may cost in a month stays within its budget",
    severity="medium",
    rationale="A bill comes after weeks. The estimate counts the top of every range, so a deployment that passes "
    "cannot exceed its budget unless it is used more than told. Production stops; Staging and Development say so, "
    "because a load test or a trial may exceed its budget for a day, and the AWS Budget of the same amount watches.",
    fix="Take one of the cheaper ways, lower the limits of what scales, or raise `quoin:governance.monthlyBudget`.",
    url="https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html",
    types=every_type(),
    on_unknown="cannot-decide",
)
def check(stack: Stack, context: Context) -> Iterator[Answer]:
    """Estimate the stack and hold it against the budget; without one there is nothing to hold it against (BUD-002)."""
    try:
        budget = read(context.governance or {}, context.environment, context.workloads)
    except BudgetError as problem:
        yield Undecided("governance", costs.root(stack), f"Cannot decide: the budget cannot be read.\n{problem}")
        return
    if budget.monthly is not None:
        yield from costs.judge(stack, budget, context)
