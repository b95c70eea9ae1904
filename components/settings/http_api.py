"""Settings of an HTTP API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Section, by_profile
from components.settings.formats import text
from components.settings.types import DomainName, LogRetention

Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
Origin = Annotated[str, text(r"\*|https?://[^\s/]+", "an origin such as https://shop.example.com, or * for any")]


class CorsSettings(Section):
    """Which other sites may call the API from a browser."""

    origins: Annotated[list[Origin], Field(min_length=1)]
    """Origins such as https://shop.example.com; `*` is any."""
    methods: list[Method] = Field(default_factory=lambda: list[Method](["GET"]))
    """Methods that they may use."""
    headers: list[str] = Field(default_factory=list)
    """Request headers that they may send beside the simple ones."""
    credentials: bool = False
    """Whether browsers send cookies along. Not together with the origin `*`."""
    max_age_seconds: Annotated[int, Field(ge=0, le=86_400)] = 3600
    """Seconds that a browser remembers the answer."""

    @model_validator(mode="after")
    def _check(self) -> CorsSettings:
        if self.credentials and "*" in self.origins:
            raise ValueError("credentials: true needs named origins; browsers refuse it together with '*'")
        return self


class JwtSettings(Section):
    """Callers show a token of an OpenID Connect provider, such as a Cognito user pool."""

    issuer: Annotated[str, text(r"https://\S+", "the address of an issuer, beginning with https://")]
    """Address of the issuer; below it lies `/.well-known/openid-configuration`."""
    audience: Annotated[list[str], Field(min_length=1)]
    """Client ids that the token may be for."""
    scopes: list[str] = Field(default_factory=list)
    """Scopes of which the token must have one; none asks for no scope."""


class HttpApiSettings(Section):
    """An HTTP API (API Gateway v2) with access logs, a request limit and alarms."""

    authorization: Literal["none", "iam", "jwt", "lambda"] = "none"
    """Who may call: anybody, callers that sign with IAM, callers with a token (`jwt` says whose), or whom a function
    lets in."""
    jwt: JwtSettings | None = None
    """Whose tokens count, for `authorization: jwt`."""
    cors: CorsSettings | None = None
    """Other sites that may call it from a browser. Behind a site's own `/api/*` none is needed."""
    domain: DomainName | None = None
    """Name of the API's own; needs a certificate in the API's region. Left out: the address that AWS gives."""
    requests_per_second: Annotated[int, Field(ge=1, le=10_000)] = by_profile(
        development=20, staging=100, production=500
    )
    """Requests a second, on average, that each route takes before it answers 429."""
    burst: Annotated[int, Field(ge=1, le=5_000)] = by_profile(development=40, staging=200, production=1000)
    """Requests that may come at once."""
    log_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that the access log is kept."""
    error_percent: Annotated[float, Field(gt=0, le=100)] = by_profile(development=25, staging=5, production=1)
    """Share of answers of class 5xx, in percent, above which the alarm goes off."""
    client_error_percent: Annotated[float, Field(gt=0, le=100)] = by_profile(development=75, staging=50, production=25)
    """Share of answers of class 4xx, in percent, above which the alarm goes off: a broken client, or somebody trying
    doors."""
    latency_ms: Annotated[int, Field(ge=1, le=30_000)] = by_profile(development=5000, staging=3000, production=2000)
    """Milliseconds that the slowest 1 % of the requests may take."""

    @model_validator(mode="after")
    def _check(self) -> HttpApiSettings:
        if (self.authorization == "jwt") != (self.jwt is not None):
            raise ValueError("authorization: jwt and the section jwt go together; expected both or neither")
        return self
