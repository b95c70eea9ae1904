"""What an Athena workgroup needs when it runs: alarms on what it reads and what fails, a graph."""

from __future__ import annotations

import pulumi

from components.operations import Alarm, Metric, Widget
from components.settings.athena import WorkgroupSettings

_DAY, _HOUR = 86_400, 3600
_GB = 1_000_000_000


def workgroup_metric(
    workgroup: pulumi.Input[str], name: str, stat: str = "Sum", *, period: int = 300, label: str | None = None
) -> Metric:
    """Return a metric of one workgroup."""
    return Metric(
        namespace="AWS/Athena", name=name, dimensions={"WorkGroup": workgroup}, stat=stat, label=label, period=period
    )


def alarms(name: str, settings: WorkgroupSettings, workgroup: pulumi.Input[str], region: str | None) -> list[Alarm]:
    """Return the alarms of a workgroup: bytes read in a day, failed queries."""
    failed = Metric(
        namespace="AWS/Athena",
        name="TotalExecutionTime",
        dimensions={"WorkGroup": workgroup, "QueryState": "FAILED", "QueryType": "DML"},
        stat="SampleCount",
        period=_HOUR,
    )
    return [
        Alarm(
            key="scanned",
            description=f"Queries of {name} have read more than {settings.daily_scan_gb:,} GB in a day, about USD "
            f"{settings.daily_scan_gb * 5 / 1000:,.2f}. The workgroup's history shows the largest; conditions on "
            "partitions make them small.",
            metrics={"m1": workgroup_metric(workgroup, "ProcessedBytes", period=_DAY)},
            threshold=settings.daily_scan_gb * _GB,
            evaluation_periods=1,
            region=region,
        ),
        Alarm(
            key="failed",
            description=f"More than {settings.failed_queries} queries of {name} failed in an hour. The workgroup's "
            "history tells the reason: the limit of bytes, a table that changed, a permission.",
            metrics={"m1": failed},
            threshold=settings.failed_queries,
            evaluation_periods=1,
            region=region,
        ),
    ]


def widget(name: str, workgroup: pulumi.Input[str], region: str | None) -> Widget:
    """Return the graph of a workgroup."""
    metrics = [
        workgroup_metric(workgroup, "ProcessedBytes", label="bytes read"),
        workgroup_metric(workgroup, "TotalExecutionTime", "p90", label="time p90 (ms)"),
        workgroup_metric(workgroup, "QueryQueueTime", "p90", label="waiting p90 (ms)"),
    ]
    return Widget(title=f"{name}: queries", metrics=metrics, region=region)
