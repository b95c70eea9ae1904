"""Settings of an ECS cluster on Fargate."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Section, by_profile
from components.settings.formats import arn
from components.settings.types import DomainName, LogRetention

AuthorityArn = Annotated[
    str,
    arn(
        "acm-pca",
        r"certificate-authority/[0-9a-f-]{36}",
        "the ARN of a private certificate authority",
        scope="regional",
    ),
]
Weight = Annotated[int, Field(ge=0, le=1000)]


class CapacitySettings(Section):
    """How tasks spread over Fargate and Fargate Spot, which costs up to 70 % less and may be taken back with two
    minutes' notice.
    """

    spot_weight: Weight = 2
    """Share of Spot beside `onDemandWeight`: 2 and 1 are two Spot tasks for each one on demand."""
    on_demand_weight: Weight = 1
    """Share of Fargate on demand; 0 leaves it out."""
    on_demand_base: Annotated[int, Field(ge=0, le=1000)] = by_profile(development=0, staging=0, production=1)
    """Tasks of a service that are on demand before the shares count. With one, a service outlives the hour in which
    AWS takes back all Spot capacity of a kind."""

    @model_validator(mode="after")
    def _check(self) -> CapacitySettings:
        if not self.spot_weight and not self.on_demand_weight:
            raise ValueError("spotWeight and onDemandWeight are both 0; expected at least one above 0")
        return self

    @property
    def shares(self) -> dict[str, tuple[int, int]]:
        """Weight and base of each capacity provider that is in use."""
        found = {
            "FARGATE": (self.on_demand_weight, self.on_demand_base),
            "FARGATE_SPOT": (self.spot_weight, 0),
        }
        return {name: share for name, share in found.items() if any(share)}


class EcsClusterSettings(Section):
    """A cluster for containers on Fargate; it costs nothing by itself."""

    capacity: CapacitySettings
    """How tasks spread over Fargate and Fargate Spot."""
    insights: Literal["disabled", "enabled", "enhanced"] = by_profile(
        development="disabled", staging="enabled", production="enhanced"
    )
    """Container Insights: metrics of services (`enabled`) or of each task and container as well (`enhanced`). They
    are billed as custom metrics."""
    insights_log_days: LogRetention = by_profile(development=1, staging=7, production=30)
    """Days that the events are kept from which Container Insights makes its metrics; the metrics stay for 15 months."""
    service_connect: bool = True
    """Give every service a name that the others reach it by, http://<service>:<port>, with retries, time limits and
    metrics (ECS Service Connect, which took the place of App Mesh). A proxy of some 64 MiB runs in every task."""
    tls_authority_arn: AuthorityArn | None = None
    """Private certificate authority of AWS that Service Connect takes certificates from: traffic between services is
    then encrypted. The authority needs the tag AmazonECSManaged = true. A short-lived one costs USD 50 a month."""
    dns_namespace: DomainName | None = None
    """Name of a private DNS zone of the network in which every service gets a name, such as services.internal:
    `users.services.internal` is then the addresses of its tasks, for callers outside the cluster. Services of the
    cluster reach each other by Service Connect without it."""
    exec_log_days: LogRetention = by_profile(development=7, staging=30, production=365)
    """Days that the record of shell sessions in containers is kept."""

    @model_validator(mode="after")
    def _check(self) -> EcsClusterSettings:
        if self.tls_authority_arn and not self.service_connect:
            raise ValueError("tlsAuthorityArn encrypts what Service Connect carries; expected serviceConnect: true")
        return self
