"""Whether something was used, and how large it is: CloudWatch metrics, many resources with one call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from functions.cost_optimizer.place import Place

_AT_ONCE = 500  # metrics of one GetMetricData
_DAY = 86_400


@dataclass(frozen=True)
class Question:
    """A metric of one resource."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]


def sums(place: Place, questions: Sequence[Question], days: int) -> Iterator[float]:
    """Yield the sum of each metric over the last days; what CloudWatch knows nothing of is 0."""
    yield from map(sum, _values(place, questions, days))


def latest(place: Place, question: Question, days: int) -> float:
    """Return the newest day's value of a metric, of the last days; 0 where CloudWatch knows none."""
    return next(iter(next(_values(place, [question], days))), 0.0)


def _values(place: Place, questions: Sequence[Question], days: int) -> Iterator[list[float]]:
    """Yield the values of each metric by day, the newest first."""
    rest = iter(questions)
    while group := list(islice(rest, _AT_ONCE)):
        wanted = [_query(number, question) for number, question in enumerate(group)]
        found: list[list[float]] = [[] for _ in group]
        start = place.now - timedelta(days=days)
        paginator = place.client("cloudwatch").get_paginator("get_metric_data")
        asked = {"MetricDataQueries": wanted, "StartTime": start, "EndTime": place.now}
        for page in paginator.paginate(**asked, ScanBy="TimestampDescending"):
            for result in page["MetricDataResults"]:
                found[int(result["Id"][1:])] += result["Values"]
        yield from found


def _query(number: int, question: Question) -> dict[str, Any]:
    dimensions = [{"Name": name, "Value": value} for name, value in question.dimensions]
    metric = {"Namespace": question.namespace, "MetricName": question.name, "Dimensions": dimensions}
    return {"Id": f"m{number}", "MetricStat": {"Metric": metric, "Period": _DAY, "Stat": "Sum"}}
