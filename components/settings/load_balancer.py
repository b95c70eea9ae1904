"""Settings of an application load balancer and of what stands behind it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.types import CertificateArn, Cidr, HttpPath, LogRetention
from components.settings.web_acl import WafSettings

TlsPolicy = Literal[
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
]
"""Policies of TLS 1.3, and 1.2 with forward secrecy and AEAD ciphers only; `TLS13-1-3` ones refuse 1.2."""


class HealthCheckSettings(Section):
    """How a load balancer finds out whether a target can take requests."""

    path: HttpPath = "/"
    """Path that is asked for."""
    status: Annotated[str, Field(pattern=r"^[2-4]\d\d([-,][2-4]\d\d)*$")] = "200"
    """Status codes of a healthy target: one, a list or a range, such as 200, 200,204 or 200-299."""
    interval: Annotated[int, Field(ge=5, le=300)] = 15
    """Seconds between two checks."""
    timeout: Annotated[int, Field(ge=2, le=120)] = 5
    """Seconds after which no answer is a failure; less than `interval`."""
    healthy_after: Annotated[int, Field(ge=2, le=10)] = 2
    """Successful checks in a row that make a target healthy."""
    unhealthy_after: Annotated[int, Field(ge=2, le=10)] = 3
    """Failed checks in a row that make a target unhealthy."""

    @model_validator(mode="after")
    def _check(self) -> HealthCheckSettings:
        if self.timeout >= self.interval:
            raise ValueError(f"timeout is {self.timeout}, expected less than interval ({self.interval})")
        return self


class TargetSettings(Section):
    """How a load balancer spreads requests over the targets of a group."""

    deregistration_delay: Annotated[int, Field(ge=0, le=3600)] = by_profile(development=10, staging=30, production=60)
    """Seconds that a target which leaves keeps its open requests."""
    slow_start: Annotated[int, Field(ge=30, le=900)] | None = None
    """Seconds over which a new target's share of requests grows; with `round-robin` only."""
    algorithm: Literal["round-robin", "least-outstanding-requests", "weighted-random"] = "least-outstanding-requests"
    """Which target gets the next request."""
    stickiness: Annotated[int, Field(ge=1, le=604_800)] | None = None
    """Seconds that a client stays with one target, by a cookie of the load balancer. Left out, it does not: sessions
    belong in the cache."""

    @model_validator(mode="after")
    def _check(self) -> TargetSettings:
        if self.slow_start is not None and self.algorithm != "round-robin":
            raise ValueError(f"slowStart works with algorithm: round-robin only, not {self.algorithm}")
        return self


class LoadBalancerAlarms(Section):
    """When somebody is told."""

    error_rate: Annotated[float, Field(gt=0, le=100)] = 1
    """Percentage of requests that end in a 5XX status."""
    client_error_rate: Annotated[float, Field(gt=0, le=100)] = 10
    """Percentage of requests that end in a 4XX status of a target."""
    response_time: Annotated[float, Field(gt=0, le=300)] = 1
    """Seconds within which 95 of 100 requests are answered by the targets."""


class LoadBalancerSettings(Section):
    """An application load balancer in front of a service.

    It costs USD 16.43 a month and 0.008 per capacity unit and hour, and 3.65 for the public address in every zone
    (us-east-1 list prices).
    """

    internal: bool = False
    """Whether it is reachable from inside the network only. A change replaces it, and its DNS name."""
    allowed_cidrs: list[Cidr] | None = None
    """Who may connect. Left out: everybody, or the network when it is internal."""
    certificate_arn: CertificateArn | None = None
    """Certificate of the region for HTTPS. Left out, the pattern makes one where it has a domain."""
    allow_http: bool = by_profile(development=True, staging=True, production=False)
    """Whether it may serve plain HTTP to the internet when there is no certificate. With one, port 80 only redirects
    to HTTPS."""
    tls_policy: TlsPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    """Protocols and ciphers. The default is what AWS recommends: TLS 1.3 and 1.2, with a key exchange that quantum
    computers do not break."""
    hsts_seconds: Annotated[int, Field(ge=0, le=63_072_000)] = by_profile(
        development=0, staging=86_400, production=31_536_000
    )
    """Seconds that browsers remember to use HTTPS only; 0 sends no such header. Sent with HTTPS answers only."""
    desync_mitigation: Literal["monitor", "defensive", "strictest"] = by_profile(
        development="defensive", staging="strictest", production="strictest"
    )
    """What happens to requests that two servers may read differently: `strictest` takes only those that follow
    RFC 7230, `defensive` lets the harmless pass."""
    deletion_protection: bool = by_profile(development=False, staging=False, production=True)
    """Whether AWS refuses to delete it."""
    access_logs: bool = by_profile(development=False, staging=False, production=True)
    """Whether every request is recorded in a bucket of its own."""
    connection_logs: bool = False
    """Whether every connection is recorded there too: TLS handshakes, also failed ones."""
    log_retention_days: LogRetention = by_profile(development=7, staging=30, production=365)
    """Days that the logs are kept."""
    idle_timeout: Annotated[int, Field(ge=1, le=4000)] = 60
    """Seconds without a byte after which a connection is closed."""
    client_keep_alive: Annotated[int, Field(ge=60, le=604_800)] = 3600
    """Seconds after which a client has to connect anew, even if it is busy."""
    zonal_shift: bool = by_profile(development=False, staging=False, production=True)
    """Whether traffic can be moved away from an impaired zone (Application Recovery Controller); free of charge."""
    waf: WafSettings
    """The web application firewall in front of it."""
    alarms: LoadBalancerAlarms
    """When somebody is told."""

    @property
    def needs_certificate(self) -> bool:
        """Whether it must not be built without a certificate."""
        return not self.internal and not self.allow_http

    @model_validator(mode="after")
    def _check(self) -> LoadBalancerSettings:
        problems: list[str] = []
        if self.allowed_cidrs is not None and not self.allowed_cidrs:
            problems.append("allowedCidrs is empty: nobody could connect; leave it out or name a range")
        if self.internal and "0.0.0.0/0" in (self.allowed_cidrs or ()):
            problems.append("allowedCidrs names 0.0.0.0/0, but an internal load balancer has no public address")
        if problems:
            raise Problems(problems)
        return self
