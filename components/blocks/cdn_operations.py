"""What a distribution needs when it runs: an alarm and a graph. Its metrics live in us-east-1 only."""

from __future__ import annotations

import pulumi

from components.blocks.certificate import CLOUDFRONT_REGION
from components.operations import Alarm, Metric, Widget
from components.settings.cdn import CdnSettings


def _metric(distribution: pulumi.Input[str], name: str, stat: str, label: str | None = None) -> Metric:
    dimensions = {"DistributionId": distribution, "Region": "Global"}
    return Metric(namespace="AWS/CloudFront", name=name, dimensions=dimensions, stat=stat, label=label)


def alarms(name: str, settings: CdnSettings, distribution: pulumi.Input[str]) -> list[Alarm]:
    """Return the alarm on the share of 5xx answers."""
    return [
        Alarm(
            key="5xx",
            description=f"More than {settings.error_percent:g} % of the answers of {name} are errors of an origin. "
            "Look at the origins first: the API's log, the policy of the bucket.",
            metrics={"m1": _metric(distribution, "5xxErrorRate", "Average")},
            threshold=settings.error_percent,
            region=CLOUDFRONT_REGION,
        )
    ]


def widgets(name: str, settings: CdnSettings, distribution: pulumi.Input[str]) -> list[Widget]:
    """Return the graphs of a distribution."""
    rates = [
        _metric(distribution, "4xxErrorRate", "Average", "4xx (%)"),
        _metric(distribution, "5xxErrorRate", "Average", "5xx (%)"),
    ]
    if settings.extra_metrics:
        rates.append(_metric(distribution, "CacheHitRate", "Average", "cache hits (%)"))
    traffic = [
        _metric(distribution, "Requests", "Sum", "requests"),
        _metric(distribution, "BytesDownloaded", "Sum", "bytes"),
    ]
    return [
        Widget(title=f"{name}: traffic", metrics=traffic, region=CLOUDFRONT_REGION),
        Widget(title=f"{name}: rates", metrics=rates, region=CLOUDFRONT_REGION),
    ]
