"""Settings of a REST API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, model_validator

from components.settings.base import Environment, Section, by_profile, environment_of
from components.settings.types import LogRetention


class RestApiSettings(Section):
    """A REST API (API Gateway) with access and execution logs, a request limit, tracing and alarms."""

    authorization: Literal["none", "iam"] = by_profile(development="none", staging="iam", production="iam")
    """Who may call: anybody, or callers that sign with IAM."""
    stage: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "live"
    """Last part of the address. A change gives the API another address."""
    requests_per_second: Annotated[int, Field(ge=1, le=10_000)] = by_profile(
        development=20, staging=100, production=500
    )
    """Requests a second, on average, that each route takes before it answers 429."""
    burst: Annotated[int, Field(ge=1, le=5_000)] = by_profile(development=40, staging=200, production=1000)
    """Requests that may come at once."""
    execution_log: Literal["OFF", "ERROR", "INFO"] = "INFO"
    """What API Gateway writes about its own work on each request."""
    data_trace: bool = by_profile(development=True, staging=False, production=False)
    """Write whole requests and answers to the execution log. Not in Production: bodies and headers hold personal data
    and credentials, which would lie in a log that many may read, and can hardly be taken out again."""
    tracing: bool = True
    """Record traces with X-Ray."""
    log_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that the logs are kept."""
    error_percent: Annotated[float, Field(gt=0, le=100)] = by_profile(development=25, staging=5, production=1)
    """Share of answers of class 5xx, in percent, above which the alarm goes off."""
    client_error_percent: Annotated[float, Field(gt=0, le=100)] = by_profile(development=75, staging=50, production=25)
    """Share of answers of class 4xx, in percent, above which the alarm goes off: a broken client, or somebody trying
    doors."""
    latency_ms: Annotated[int, Field(ge=1, le=29_000)] = by_profile(development=5000, staging=3000, production=2000)
    """Milliseconds that the slowest 1 % of the requests may take."""

    @model_validator(mode="after")
    def _check(self, info: ValidationInfo) -> RestApiSettings:
        if self.data_trace and environment_of(info) is Environment.PRODUCTION:
            raise ValueError(
                "dataTrace is true in Production: bodies with personal data and credentials would be logged; "
                "expected false"
            )
        if self.data_trace and self.execution_log == "OFF":
            raise ValueError("dataTrace writes to the execution log, which is OFF; expected executionLog: INFO")
        return self
