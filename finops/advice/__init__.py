"""What would cost less: for each way its saving in dollars, the arithmetic, the conditions, and how to set it.

`advise(case)` asks every way. Most ways change inputs and estimate again, with the estimator that the gate uses: a
price that is missing then makes no advice, and never a saving. Pure, from dated price books.
"""

from finops.advice.advisor import advise, cheapest, names
from finops.advice.case import Case, Options
from finops.advice.model import Advice
from finops.advice.schedule import BUSINESS_HOURS, Schedule, ScheduleError

__all__ = [
    "BUSINESS_HOURS",
    "Advice",
    "Case",
    "Options",
    "Schedule",
    "ScheduleError",
    "advise",
    "cheapest",
    "names",
]
