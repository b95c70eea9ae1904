"""What a delivery needs when it runs: alarms on late, lost and unreadable records, graphs, a query."""

from __future__ import annotations

import pulumi

from components.operations import Alarm, Metric, Query, Widget
from components.settings.delivery import DeliverySettings

_MINUTE = 60

FAILED = """fields @timestamp, errorCode, errorMessage
| stats count() as times by errorCode, errorMessage
| sort times desc"""


def firehose_metric(
    delivery: pulumi.Input[str], name: str, stat: str = "Sum", *, label: str | None = None, period: int = 300
) -> Metric:
    """Return a metric of one Firehose stream."""
    return Metric(
        namespace="AWS/Firehose",
        name=name,
        dimensions={"DeliveryStreamName": delivery},
        stat=stat,
        label=label,
        period=period,
    )


def alarms(
    name: str, settings: DeliverySettings, delivery: pulumi.Input[str], region: str | None, *, converts: bool
) -> list[Alarm]:
    """Return the alarms of a delivery."""
    found = [
        Alarm(
            key="late",
            description=f"The oldest record that {name} has not delivered is more than {settings.late_minutes} minutes "
            "old. Look at the saved query 'failed deliveries', then at the permissions of its role and the key.",
            metrics={"m1": firehose_metric(delivery, "DeliveryToS3.DataFreshness", "Maximum")},
            threshold=settings.late_minutes * _MINUTE,
            region=region,
        ),
        Alarm(
            key="failed",
            severity="critical",
            description=f"S3 refuses files of {name}. Firehose tries for 24 hours, then the records are lost. Look at "
            "the saved query 'failed deliveries'.",
            metrics={"m1": firehose_metric(delivery, "DeliveryToS3.Success", "Minimum")},
            threshold=1,
            comparison="LessThanThreshold",
            evaluation_periods=2,
            region=region,
        ),
    ]
    if settings.stream is None:
        found.append(
            _any("throttles", f"{name} refuses records: its quota is used up.", "ThrottledRecords", delivery, region)
        )
    if converts:
        text = f"Records of {name} do not fit the table; they are below errors/ of its zone, each with the reason."
        found.append(_any("unreadable", text, "FailedConversion.Records", delivery, region))
    if settings.partition_by:
        text = f"Records of {name} name too many partitions at a time: those beyond go to errors/."
        found.append(_any("partitions", text, "PartitionCountExceeded", delivery, region))
        text = f"partitionBy of {name} finds nothing in some records; they are below errors/ of its zone."
        found.append(_any("unsorted", text, "JQProcessing.Failure", delivery, region))
    return found


def _any(key: str, text: str, metric: str, delivery: pulumi.Input[str], region: str | None) -> Alarm:
    return Alarm(
        key=key,
        description=text,
        metrics={"m1": firehose_metric(delivery, metric)},
        threshold=0,
        evaluation_periods=1,
        region=region,
    )


def widgets(name: str, delivery: pulumi.Input[str], region: str | None, *, converts: bool) -> list[Widget]:
    """Return the graphs of a delivery: records, and how old the oldest undelivered one is."""
    records = [
        firehose_metric(delivery, "IncomingRecords", label="in"),
        firehose_metric(delivery, "DeliveryToS3.Records", label="delivered"),
    ]
    if converts:
        records.append(firehose_metric(delivery, "FailedConversion.Records", label="unreadable"))
    age = [firehose_metric(delivery, "DeliveryToS3.DataFreshness", "Maximum", label="age")]
    return [
        Widget(title=f"{name}: records", metrics=records, region=region),
        Widget(title=f"{name}: age of undelivered records (s)", metrics=age, region=region),
    ]


def queries(log_group: pulumi.Input[str], region: str | None) -> list[Query]:
    """Return the saved query of a delivery's log."""
    return [Query(name="failed deliveries", text=FAILED, log_groups=[log_group], region=region)]
