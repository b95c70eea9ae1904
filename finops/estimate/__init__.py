"""What a list of resources costs in a month: pure, exact, from dated price books, and honest about what it cannot tell.

`estimate(resources)` takes plain resources and returns an `Estimate`; `readers` makes resources of Pulumi's documents;
the `render_*` modules turn an estimate, or a `diff` of two, into text.
"""

from finops.estimate.diff import Difference, diff
from finops.estimate.estimator import estimate
from finops.estimate.model import Coverage, Estimate, FreeOfCharge, Gap, Line, Owner
from finops.estimate.resource import UNKNOWN, Resource
from finops.estimate.span import Span
from finops.estimate.usage import Usage, UsageError

__all__ = [
    "UNKNOWN",
    "Coverage",
    "Difference",
    "Estimate",
    "FreeOfCharge",
    "Gap",
    "Line",
    "Owner",
    "Resource",
    "Span",
    "Usage",
    "UsageError",
    "diff",
    "estimate",
]
