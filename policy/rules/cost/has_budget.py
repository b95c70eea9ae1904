"""Production has a budget."""

from __future__ import annotations

from collections.abc import Iterator

from policy import costs
from policy.accessor import Stack
from policy.rule import Answer, Context, Finding, stack_rule
from policy.selection import PRODUCTION
from policy.tokens import every_type


@stack_rule(
    id="BUD-002",
    name="has-budget",
    title="A production stack has a monthly budget",
    severity="medium",
    rationale="Without a budget nothing stops a deployment that costs ten times what anybody expects, and no AWS "
    "Budget watches afterwards. Like a cost center it cannot be guessed, so it is asked for; one line settles it.",
    fix="Run `pulumi config set --path quoin:governance.monthlyBudget 500` with the amount in USD.",
    url="https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html",
    types=every_type(),
    on_unknown="pass",
)
def check(stack: Stack, context: Context) -> Iterator[Answer]:
    """Look for the budget in the configuration; where none was handed over (a state that is analysed) say nothing."""
    if context.environment != PRODUCTION or context.governance is None:
        return
    if context.governance.get("monthlyBudget") is None:
        yield Finding("The stack has no monthly budget.", costs.root(stack))
