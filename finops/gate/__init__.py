"""Whether a stack may cost what it is going to cost: the budget, what counts against it, and the decision.

The policy pack asks this at every preview (rules BUD-001 and BUD-002), reports show the same answer.
"""

from finops.gate.budget import Accepted, Budget, BudgetError, read
from finops.gate.decision import Decision, Open, decide, stand

__all__ = ["Accepted", "Budget", "BudgetError", "Decision", "Open", "decide", "read", "stand"]
