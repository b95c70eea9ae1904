"""What a run did: counted, told in one line of log, and sent as metrics."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from functions.instance_scheduler.config import Config

from .kinds.base import batches

logger = logging.getLogger()

_LISTED = 50
"""Problems that a log line lists; all are counted."""
_DATA = 500  # values that one call sends; CloudWatch takes 1,000


@dataclass
class Saving:
    """What is off at the moment because of one schedule."""

    hours: Decimal = Decimal(0)
    """Machine hours that the interval until the next run saves."""
    dollars: Decimal = Decimal(0)
    unpriced_hours: Decimal = Decimal(0)
    """Hours of machines whose price is not known: the dollars leave them out."""


@dataclass
class Report:
    """What a run, or a part of it, did."""

    counts: Counter[str] = field(default_factory=Counter)
    """`seen`, `started`, `stopped`, `running`, `off`, `waiting`, `failed`, `places_failed`, `unfinished`."""
    savings: defaultdict[str, Saving] = field(default_factory=lambda: defaultdict(Saving))
    """By schedule."""
    problems: list[str] = field(default_factory=list)

    def fail(self, what: str, why: str, count: str = "failed") -> None:
        """Note something that went wrong."""
        self.counts[count] += 1
        self.problems.append(f"{what}: {why}")

    def add(self, other: Report) -> None:
        """Take in what another part did."""
        self.counts.update(other.counts)
        self.problems += other.problems
        for name, saving in other.savings.items():
            mine = self.savings[name]
            mine.hours += saving.hours
            mine.dollars += saving.dollars
            mine.unpriced_hours += saving.unpriced_hours

    def plain(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "counts": dict(sorted(self.counts.items())),
            "saved": {
                name: {"hours": float(s.hours), "dollars": float(s.dollars), "unpricedHours": float(s.unpriced_hours)}
                for name, s in sorted(self.savings.items())
            },
            "problems": self.problems[:_LISTED],
        }


def tell(report: Report) -> None:
    """Log a report: one line, a warning when something went wrong."""
    level = logging.WARNING if report.problems else logging.INFO
    logger.log(level, "run finished", extra=report.plain())


def send(report: Report, config: Config, client: Any) -> None:
    """Send the metrics of a run."""
    for batch in batches(metrics(report, config), _DATA):
        client.put_metric_data(Namespace=config.namespace, MetricData=batch)


def metrics(report: Report, config: Config) -> Iterator[Mapping[str, Any]]:
    """Yield the metrics: what a run did for the scheduler, what it saved for the scheduler and for each schedule."""
    own = [{"Name": "Scheduler", "Value": config.name}]
    total = Report()
    total.add(report)
    everything = Saving()
    for name, saving in sorted(total.savings.items()):
        everything.hours += saving.hours
        everything.dollars += saving.dollars
        everything.unpriced_hours += saving.unpriced_hours
        yield from _saved(saving, [*own, {"Name": "Schedule", "Value": name}])
    yield from _saved(everything, own)
    counts = report.counts
    values = {
        "Failures": counts["failed"] + counts["places_failed"] + counts["unfinished"],
        "Started": counts["started"],
        "Stopped": counts["stopped"],
        "ResourcesOn": counts["running"],
        "ResourcesOff": counts["off"],
    }
    for name, value in values.items():
        yield {"MetricName": name, "Dimensions": own, "Value": float(value), "Unit": "Count"}


def _saved(saving: Saving, dimensions: list[dict[str, str]]) -> Iterator[Mapping[str, Any]]:
    values = {"HoursSaved": saving.hours, "DollarsSaved": saving.dollars, "HoursWithoutPrice": saving.unpriced_hours}
    for name, value in values.items():
        yield {"MetricName": name, "Dimensions": dimensions, "Value": float(value), "Unit": "None"}
