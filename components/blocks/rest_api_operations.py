"""What a REST API needs when it runs: alarms, a graph, saved queries."""

from __future__ import annotations

import pulumi

from components.blocks.log_queries import SLOW_REQUESTS
from components.operations import Alarm, Metric, Operations, Query, Widget
from components.settings.rest_api import RestApiSettings

ERRORS_BY_PATH = """filter status >= 400
| stats count() as answers by status, path, integrationError
| sort answers desc"""


def describe(
    name: str,
    settings: RestApiSettings,
    *,
    api: pulumi.Input[str],
    access_log: pulumi.Input[str],
    region: str | None,
) -> Operations:
    """Return what is to be watched about an API; `api` is its name, the dimension of its metrics."""

    def metric(metric_name: str, stat: str, label: str | None = None) -> Metric:
        dimensions = {"ApiName": api, "Stage": settings.stage}
        return Metric(
            namespace="AWS/ApiGateway", name=metric_name, dimensions=dimensions, stat=stat, period=60, label=label
        )

    errors = Alarm(
        key="5xx",
        description=f"More than {settings.error_percent:g} % of the answers of {name} are errors of the server. Look "
        "at the saved query 'errors by path', then at the function behind it.",
        metrics={"errors": metric("5XXError", "Sum"), "requests": metric("Count", "Sum")},
        expression="IF(requests > 0, 100 * errors / requests, 0)",
        threshold=settings.error_percent,
        region=region,
    )
    slow = Alarm(
        key="latency",
        description=f"The slowest 1 % of the requests to {name} take more than {settings.latency_ms} ms. Look at the "
        "saved query 'slowest endpoints', and at a trace of one of them.",
        metrics={"m1": metric("Latency", "p99")},
        threshold=settings.latency_ms,
        region=region,
    )
    graph = Widget(
        title=f"{name}: requests",
        metrics=[
            metric("Count", "Sum", "requests"),
            metric("4XXError", "Sum", "4xx"),
            metric("5XXError", "Sum", "5xx"),
            metric("Latency", "p99", "latency p99 (ms)"),
        ],
        region=region,
    )
    texts = {"slowest endpoints": SLOW_REQUESTS, "errors by path": ERRORS_BY_PATH}
    queries = [Query(name=key, text=text, log_groups=[access_log], region=region) for key, text in texts.items()]
    return Operations(alarms=[errors, slow], widgets=[graph], queries=queries)
