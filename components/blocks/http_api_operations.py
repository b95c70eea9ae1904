"""What an HTTP API needs when it runs: alarms, a graph, saved queries."""

from __future__ import annotations

import pulumi

from components.blocks.log_queries import SLOW_REQUESTS
from components.operations import Alarm, Indicator, Metric, Query, Widget
from components.settings.http_api import HttpApiSettings

ERRORS_BY_ROUTE = """filter status >= 400
| stats count() as answers by status, route, integrationError
| sort answers desc"""


def _metric(api: pulumi.Input[str], name: str, stat: str, label: str | None = None) -> Metric:
    return Metric(namespace="AWS/ApiGateway", name=name, dimensions={"ApiId": api}, stat=stat, label=label)


def alarms(name: str, settings: HttpApiSettings, api: pulumi.Input[str], region: str | None) -> list[Alarm]:
    """Return the alarms of an API: shares of 5xx and 4xx answers, and slowness."""
    count = _metric(api, "Count", "Sum")
    return [
        Alarm(
            key="5xx",
            severity="critical",
            description=f"More than {settings.error_percent:g} % of the answers of {name} are errors of the server. "
            "Look at the saved query 'errors by route', then at the function behind it.",
            metrics={"errors": _metric(api, "5xx", "Sum"), "requests": count},
            expression="IF(requests > 0, 100 * errors / requests, 0)",
            threshold=settings.error_percent,
            region=region,
        ),
        Alarm(
            key="4xx",
            description=f"{name} turns away more than {settings.client_error_percent:g} % of its requests: "
            "a client that is broken, or somebody who tries doors.",
            metrics={"errors": _metric(api, "4xx", "Sum"), "requests": count},
            # A handful of requests says nothing of the share.
            expression="IF(requests > 20, 100 * errors / requests, 0)",
            threshold=settings.client_error_percent,
            region=region,
        ),
        Alarm(
            key="latency",
            description=f"The slowest 1 % of the requests to {name} take more than {settings.latency_ms} ms. "
            "Look at the saved query 'slowest endpoints'.",
            metrics={"m1": _metric(api, "Latency", "p99")},
            threshold=settings.latency_ms,
            region=region,
        ),
    ]


def indicator(api: pulumi.Input[str], region: str | None) -> Indicator:
    """Return how well an API serves."""
    return Indicator(
        door="entrance",
        metrics={"failed": _metric(api, "5xx", "Sum"), "requests": _metric(api, "Count", "Sum")},
        counts="requests",
        total="requests",
        failed="failed",
        latency=_metric(api, "Latency", "p99"),
        region=region,
    )


def widget(name: str, api: pulumi.Input[str], region: str | None) -> Widget:
    """Return the graph of an API."""
    return Widget(
        title=f"{name}: requests",
        metrics=[
            _metric(api, "Count", "Sum", "requests"),
            _metric(api, "4xx", "Sum", "4xx"),
            _metric(api, "5xx", "Sum", "5xx"),
            _metric(api, "Latency", "p99", "latency p99 (ms)"),
        ],
        region=region,
    )


def queries(log_group: pulumi.Input[str], region: str | None) -> list[Query]:
    """Return the saved queries of an API's access log."""
    texts = {"slowest endpoints": SLOW_REQUESTS, "errors by route": ERRORS_BY_ROUTE}
    return [Query(name=key, text=text, log_groups=[log_group], region=region) for key, text in texts.items()]
