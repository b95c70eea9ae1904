"""What a REST API needs when it runs: alarms, a graph, saved queries, how well it serves, what it traces."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.blocks.log_queries import SLOW_REQUESTS
from components.operations import Alarm, Indicator, Metric, Operations, Query, Traced, Widget
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
    watched = _Watched(name, settings, api, region)
    texts = {"slowest endpoints": SLOW_REQUESTS, "errors by path": ERRORS_BY_PATH}
    return Operations(
        alarms=watched.alarms(),
        widgets=[watched.widget()],
        queries=[Query(name=key, text=text, log_groups=[access_log], region=region) for key, text in texts.items()],
        indicators=[watched.indicator()],
        traces=[watched.traced()] if settings.tracing else [],
    )


@dataclass(frozen=True)
class _Watched:
    """An API in the eyes of CloudWatch."""

    name: str
    settings: RestApiSettings
    api: pulumi.Input[str]
    region: str | None

    def metric(self, name: str, stat: str = "Sum", label: str | None = None) -> Metric:
        dimensions = {"ApiName": self.api, "Stage": self.settings.stage}
        return Metric(namespace="AWS/ApiGateway", name=name, dimensions=dimensions, stat=stat, period=60, label=label)

    def alarms(self) -> list[Alarm]:
        settings = self.settings
        return [
            Alarm(
                key="5xx",
                severity="critical",
                description=f"More than {settings.error_percent:g} % of the answers of {self.name} are errors of the "
                "server. Look at the saved query 'errors by path', then at the function behind it.",
                metrics={"errors": self.metric("5XXError"), "requests": self.metric("Count")},
                expression="IF(requests > 0, 100 * errors / requests, 0)",
                threshold=settings.error_percent,
                region=self.region,
            ),
            Alarm(
                key="4xx",
                description=f"{self.name} turns away more than {settings.client_error_percent:g} % of its requests: a "
                "client that is broken, or somebody who tries doors.",
                metrics={"errors": self.metric("4XXError"), "requests": self.metric("Count")},
                # A handful of requests says nothing of the share.
                expression="IF(requests > 20, 100 * errors / requests, 0)",
                threshold=settings.client_error_percent,
                region=self.region,
            ),
            Alarm(
                key="latency",
                description=f"The slowest 1 % of the requests to {self.name} take more than {settings.latency_ms} ms. "
                "Look at the saved query 'slowest endpoints', and at a trace of one of them.",
                metrics={"m1": self.metric("Latency", "p99")},
                threshold=settings.latency_ms,
                region=self.region,
            ),
        ]

    def widget(self) -> Widget:
        return Widget(
            title=f"{self.name}: requests",
            metrics=[
                self.metric("Count", label="requests"),
                self.metric("4XXError", label="4xx"),
                self.metric("5XXError", label="5xx"),
                self.metric("Latency", "p99", "latency p99 (ms)"),
            ],
            region=self.region,
        )

    def indicator(self) -> Indicator:
        return Indicator(
            door="entrance",
            metrics={"failed": self.metric("5XXError"), "requests": self.metric("Count")},
            counts="requests",
            total="requests",
            failed="failed",
            latency=self.metric("Latency", "p99"),
            region=self.region,
        )

    def traced(self) -> Traced:
        service = pulumi.Output.concat(self.api, "/", self.settings.stage)
        return Traced(service=service, type="AWS::ApiGateway::Stage", takes_rules=True, region=self.region)
