"""Settings of what stands between people and a workload: a name, its certificate, a load balancer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationInfo, model_validator

from components.settings.base import Environment, Problems, environment_of
from components.settings.dns import DnsSettings, zone_of
from components.settings.load_balancer import LoadBalancerSettings
from components.settings.types import DomainName
from components.settings.workload import WorkloadSettings


class FrontDoorSettings(WorkloadSettings):
    """The base of patterns with a load balancer in front."""

    domain: DomainName | None = None
    """Name that the application answers to. A certificate and the DNS records are made for it. Left out, it answers
    to the load balancer's own name: over HTTP, and in Production from inside the network only."""
    dns: DnsSettings
    """The hosted zone of `domain`."""
    load_balancer: LoadBalancerSettings
    """The way in."""

    @model_validator(mode="before")
    @classmethod
    def _keep_inside(cls, data: Any, info: ValidationInfo) -> Any:
        """Keep what has no certificate off the internet in Production."""
        if not isinstance(data, Mapping) or data.get("domain") or environment_of(info) is not Environment.PRODUCTION:
            return data
        balancer = data.get("loadBalancer", data.get("load_balancer", {}))
        decided = {"internal", "allowHttp", "allow_http", "certificateArn", "certificate_arn"}
        if not isinstance(balancer, Mapping) or decided & set(balancer):
            return data
        rest = {key: value for key, value in data.items() if key != "load_balancer"}
        return {**rest, "loadBalancer": {**balancer, "internal": True}}

    @model_validator(mode="after")
    def _check_door(self) -> FrontDoorSettings:
        problems: list[str] = []
        if self.domain:
            try:
                zone_of(self.domain, self.dns)
            except ValueError as error:
                problems.append(str(error))
        elif self.load_balancer.needs_certificate and not self.load_balancer.certificate_arn:
            problems.append(
                "loadBalancer faces the internet without a certificate; expected domain, loadBalancer.certificateArn, "
                "loadBalancer.internal: true or loadBalancer.allowHttp: true"
            )
        if problems:
            raise Problems(problems)
        return self

    @property
    def kept_inside(self) -> bool:
        """Whether nobody outside the network can reach the application because it has no certificate."""
        has_certificate = self.domain or self.load_balancer.certificate_arn
        return self.load_balancer.internal and not has_certificate
