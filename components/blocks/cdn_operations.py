"""What a distribution needs when it runs: alarms, graphs, how well it serves. Its metrics live in us-east-1 only."""

from __future__ import annotations

import pulumi

from components.blocks.certificate import CLOUDFRONT_REGION
from components.operations import Alarm, Indicator, Metric, Widget
from components.settings.cdn import DistributionSettings


def _metric(distribution: pulumi.Input[str], name: str, stat: str, label: str | None = None) -> Metric:
    dimensions = {"DistributionId": distribution, "Region": "Global"}
    return Metric(namespace="AWS/CloudFront", name=name, dimensions=dimensions, stat=stat, label=label)


def alarms(name: str, settings: DistributionSettings, distribution: pulumi.Input[str]) -> list[Alarm]:
    """Return the alarms on the shares of 5xx and 4xx answers, which CloudFront itself reports in per cent."""
    return [
        Alarm(
            key="5xx",
            severity="critical",
            description=f"More than {settings.error_percent:g} % of the answers of {name} are errors of an origin. "
            "Look at the origins first: the API's log, the policy of the bucket.",
            metrics={"m1": _metric(distribution, "5xxErrorRate", "Average")},
            threshold=settings.error_percent,
            region=CLOUDFRONT_REGION,
        ),
        Alarm(
            key="4xx",
            description=f"{name} turns away more than {settings.client_error_percent:g} % of its requests: pages that "
            "a release lost, a firewall rule that hits customers, or somebody who tries paths.",
            metrics={
                "rate": _metric(distribution, "4xxErrorRate", "Average"),
                "requests": _metric(distribution, "Requests", "Sum"),
            },
            # A handful of requests says nothing of the share.
            expression="IF(requests > 20, rate, 0)",
            threshold=settings.client_error_percent,
            region=CLOUDFRONT_REGION,
        ),
    ]


def indicator(settings: DistributionSettings, distribution: pulumi.Input[str]) -> Indicator:
    """Return how well a distribution serves. Only the additional metrics tell how long origins take."""
    return Indicator(
        door="edge",
        metrics={
            "requests": _metric(distribution, "Requests", "Sum"),
            "rate": _metric(distribution, "5xxErrorRate", "Average"),
        },
        counts="requests",
        total="requests",
        failed="requests * rate / 100",
        latency=_metric(distribution, "OriginLatency", "p99") if settings.extra_metrics else None,
        region=CLOUDFRONT_REGION,
    )


def widgets(name: str, settings: DistributionSettings, distribution: pulumi.Input[str]) -> list[Widget]:
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
