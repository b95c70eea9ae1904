"""Settings of a Lambda function, and the runtimes that it may have."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Section, by_profile
from components.settings.formats import text
from components.settings.types import Arn, LogRetention

Runtime = Literal["python3.12", "python3.13", "python3.14", "nodejs22.x", "nodejs24.x"]

RUNTIME_ENDS: dict[Runtime, date] = {
    "python3.12": date(2028, 10, 31),
    "python3.13": date(2029, 6, 30),
    "python3.14": date(2029, 6, 30),
    "nodejs22.x": date(2027, 4, 30),
    "nodejs24.x": date(2028, 4, 30),
}
"""Day on which AWS ends the support of a runtime, from the table of runtimes in the Lambda guide, as of
2026-11."""

LAMBDA_RETRIES = 2
"""Further tries that Lambda makes of an asynchronous run without being told."""

VariableName = Annotated[str, text(r"[A-Za-z][A-Za-z0-9_]*", "the name of an environment variable such as LOG_TOPIC")]
LogLevel = Literal["DEBUG", "INFO", "WARN", "ERROR"]


class FunctionSettings(Section):
    """A Lambda function on arm64 with logs of its own, in JSON, kept for a set time."""

    runtime: Runtime = "python3.13"
    """Language and version. AWS patches it; python3.13 is supported until 2029-06-30."""
    memory_mb: Annotated[int, Field(ge=128, le=10_240)] = 256
    """Memory in MB. Processor time grows with it: 1,769 MB are one full processor."""
    timeout_seconds: Annotated[int, Field(ge=1, le=900)] = 15
    """Seconds after which a run is stopped. Behind an HTTP API at most 29 are of use."""
    concurrency: Annotated[int, Field(ge=0, le=1_000)] | None = None
    """Runs at a time, taken out of the account's 1,000 and kept for this function; 0 stops it. Left out: no
    limit of its own."""
    tracing: bool = by_profile(development=False, staging=True, production=True)
    """Record traces with X-Ray: 100,000 a month are free, then USD 5 a million."""
    log_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that the log is kept."""
    log_level: LogLevel = by_profile(development="DEBUG", staging="INFO", production="INFO")
    """The least important messages of the code that are kept."""
    environment: dict[VariableName, str] = Field(default_factory=dict)
    """Environment variables. They are not encrypted for readers of the console: a secret belongs into Secrets
    Manager."""
    layers: Annotated[list[Arn], Field(max_length=5)] = Field(default_factory=list)
    """ARNs of layer versions, in the order in which Lambda unpacks them."""
    retries: Annotated[int, Field(ge=0, le=2)] = LAMBDA_RETRIES
    """Further tries of an asynchronous run that failed."""
    error_percent: Annotated[float, Field(gt=0, le=100)] = by_profile(development=25, staging=5, production=1)
    """Share of failed runs, in percent, above which the alarm goes off."""

    @model_validator(mode="after")
    def _check(self) -> FunctionSettings:
        taken = sorted(key for key in self.environment if key.startswith("AWS_") or key == "_HANDLER")
        if taken:
            raise ValueError(f"environment has {', '.join(taken)}; expected names that Lambda does not keep to itself")
        return self
