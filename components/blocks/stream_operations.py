"""What a data stream needs when it runs: alarms on age, refusals and silence, graphs."""

from __future__ import annotations

import pulumi

from components.operations import Alarm, Metric, Widget
from components.settings.stream import StreamSettings

_MINUTE = 60
_MILLISECONDS = 1000


def stream_metric(
    stream: pulumi.Input[str], name: str, stat: str = "Sum", *, label: str | None = None, period: int = 300
) -> Metric:
    """Return a metric of one stream. Without its name as dimension a metric of Kinesis has no data at all."""
    return Metric(
        namespace="AWS/Kinesis", name=name, dimensions={"StreamName": stream}, stat=stat, label=label, period=period
    )


def alarms(name: str, settings: StreamSettings, stream: pulumi.Input[str], region: str | None) -> list[Alarm]:
    """Return the alarms of a stream: unread records, refused writes and reads, and silence where it is a fault."""
    found = [
        Alarm(
            key="iterator-age",
            severity="critical",
            description=f"A consumer of {name} is more than {settings.age_alarm_seconds} s behind. Look at its log and "
            f"alarms; records are lost when they are {settings.retention_hours} h old, so raise retentionHours first.",
            metrics={"m1": stream_metric(stream, "GetRecords.IteratorAgeMilliseconds", "Maximum", period=_MINUTE)},
            threshold=settings.age_alarm_seconds * _MILLISECONDS,
            evaluation_periods=5,
            region=region,
        ),
        _throttles("write", f"refuses records that are put into {name}", stream, region),
        _throttles("read", f"refuses reads of {name}", stream, region),
    ]
    if settings.silence_minutes:
        found.append(
            Alarm(
                key="silence",
                description=f"Nothing has arrived in {name} for {settings.silence_minutes} minutes. Look at the "
                "producers: their log, their permissions, their network.",
                metrics={"m1": stream_metric(stream, "IncomingRecords", period=_MINUTE)},
                threshold=0,
                comparison="LessThanOrEqualToThreshold",
                evaluation_periods=settings.silence_minutes,
                missing_data="breaching",
                region=region,
            )
        )
    return found


def _throttles(side: str, what: str, stream: pulumi.Input[str], region: str | None) -> Alarm:
    metric = stream_metric(stream, f"{side.capitalize()}ProvisionedThroughputExceeded", period=_MINUTE)
    return Alarm(
        key=f"{side}-throttles",
        severity="critical" if side == "write" else "warning",
        description=f"Kinesis {what}: a shard is full. One partition key that everybody uses is the usual cause; else "
        "take more shards or mode: on-demand.",
        metrics={"m1": metric},
        threshold=0,
        evaluation_periods=5,
        datapoints_to_alarm=3,
        region=region,
    )


def widgets(name: str, stream: pulumi.Input[str], region: str | None) -> list[Widget]:
    """Return the graphs of a stream: what goes through, what is late or refused."""
    return [
        Widget(
            title=f"{name}: records",
            metrics=[
                stream_metric(stream, "IncomingRecords", label="in"),
                stream_metric(stream, "GetRecords.Records", label="read"),
                stream_metric(stream, "WriteProvisionedThroughputExceeded", label="writes refused"),
                stream_metric(stream, "ReadProvisionedThroughputExceeded", label="reads refused"),
            ],
            region=region,
        ),
        Widget(
            title=f"{name}: age of unread records (ms)",
            metrics=[stream_metric(stream, "GetRecords.IteratorAgeMilliseconds", "Maximum", label="age")],
            region=region,
        ),
    ]
