"""What a DynamoDB table needs when it runs: alarms and graphs."""

from __future__ import annotations

import pulumi

from components.operations import Alarm, Metric, Widget
from components.settings.table import TableSettings

Text = pulumi.Input[str]


def _metric(table: Text, name: str, stat: str = "Sum", **dimensions: Text) -> Metric:
    named = {"TableName": table, **dimensions}
    label = " ".join([name, *(str(value) for value in dimensions.values() if isinstance(value, str))])
    return Metric(namespace="AWS/DynamoDB", name=name, dimensions=named, stat=stat, label=label)


def alarms(name: str, settings: TableSettings, table: Text, region: str | None) -> list[Alarm]:
    """Return the alarms of a table: refused reads and writes of it and of its indexes."""
    found = [_throttles(f"{side}-throttles", f"{side}s of {name}", _side(table, side), region) for side in _SIDES]
    for index in settings.indexes:
        metric = _metric(table, "WriteThrottleEvents", GlobalSecondaryIndexName=index)
        # A full index refuses the writes of the whole table.
        found.append(
            _throttles(f"index-{index}-throttles", f"writes of {name} through its index {index}", metric, region)
        )
    return found


_SIDES = {"read": "ReadThrottleEvents", "write": "WriteThrottleEvents"}


def _side(table: Text, side: str) -> Metric:
    return _metric(table, _SIDES[side])


def _throttles(key: str, what: str, metric: Metric, region: str | None) -> Alarm:
    return Alarm(
        key=key,
        severity="critical",
        description=f"DynamoDB refuses {what}. One key that everybody uses is the usual cause (Contributor Insights "
        "names it); else raise the table's limits or take mode on-demand.",
        metrics={"m1": metric},
        threshold=10,
        evaluation_periods=2,
        region=region,
    )


def widgets(name: str, settings: TableSettings, table: Text, region: str | None) -> list[Widget]:
    """Return the graphs of a table: what it takes, what it refuses."""
    refused = [_side(table, side) for side in _SIDES]
    refused += [_metric(table, "WriteThrottleEvents", GlobalSecondaryIndexName=index) for index in settings.indexes]
    used = [_metric(table, "ConsumedReadCapacityUnits"), _metric(table, "ConsumedWriteCapacityUnits")]
    return [
        Widget(title=f"{name}: units used", metrics=used, region=region),
        Widget(title=f"{name}: refused", metrics=refused, region=region, saturation=True),
    ]
