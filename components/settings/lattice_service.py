"""Settings of a service of VPC Lattice: where its requests go, in which shares, and who may send them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section
from components.settings.eks_access import PrincipalArn
from components.settings.formats import arn, text
from components.settings.http_api import Method
from components.settings.types import CertificateArn, DomainName, HttpPath, ItemName, Port

FunctionArn = Annotated[
    str, arn("lambda", r"function:[A-Za-z0-9-_]+(:[A-Za-z0-9-_$]+)?", "the ARN of a Lambda function", scope="regional")
]
LoadBalancerArn = Annotated[
    str,
    arn("elasticloadbalancing", r"loadbalancer/app/.+", "the ARN of an Application Load Balancer", scope="regional"),
]
_OCTET = r"(25[0-5]|2[0-4]\d|1?\d?\d)"
Address = Annotated[str, text(rf"({_OCTET}\.){{3}}{_OCTET}", "an IPv4 address such as 10.20.1.5")]
HeaderName = Annotated[str, text(r"[A-Za-z0-9-]{1,40}", "the name of a header such as x-canary")]
Weight = Annotated[int, Field(ge=0, le=999)]
Status = Literal[404, 500]


class LatticeHealthSettings(Section):
    """How VPC Lattice finds out whether a target can take requests."""

    path: HttpPath = "/"
    """Path that is asked."""
    status: Annotated[str, text(r"\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*", "statuses such as 200 or 200-299")] = "200-399"
    """Statuses of a healthy answer."""
    interval: Annotated[int, Field(ge=5, le=300)] = 15
    """Seconds between two checks."""
    timeout: Annotated[int, Field(ge=1, le=120)] = 5
    """Seconds after which a check has failed."""
    healthy: Annotated[int, Field(ge=2, le=10)] = 2
    """Good answers in a row that make a target healthy."""
    unhealthy: Annotated[int, Field(ge=2, le=10)] = 2
    """Failures in a row that make it unhealthy."""


class LatticeTargetSettings(Section):
    """One place that requests can go to: one version of a service. Exactly one of the first four says which."""

    service: ItemName | None = None
    """A service of the platform on ECS; its tasks come and go here by themselves."""
    function_arn: FunctionArn | None = None
    """A Lambda function."""
    load_balancer_arn: LoadBalancerArn | None = None
    """An internal Application Load Balancer of the network, such as one that a controller in Kubernetes made."""
    addresses: list[Address] = Field(default_factory=list)
    """Addresses inside the network."""
    port: Port | None = None
    """Port of the targets. Left out: that of the ECS service, else 443 with `protocol: https` and 80 with `http`."""
    protocol: Literal["http", "https"] = "http"
    """How requests reach the targets. Inside an ECS service or to addresses that is up to them; VPC Lattice does not
    check the certificate of a target."""
    version: Literal["http1", "http2", "grpc"] = "http1"
    """Version of HTTP that the targets speak."""
    health: LatticeHealthSettings
    """How their health is checked; not of functions and load balancers."""

    @property
    def kind(self) -> Literal["IP", "LAMBDA", "ALB"]:
        """What AWS calls a group of such targets."""
        if self.function_arn:
            return "LAMBDA"
        return "ALB" if self.load_balancer_arn else "IP"

    @model_validator(mode="after")
    def _check(self) -> LatticeTargetSettings:
        ways = {
            "service": self.service,
            "functionArn": self.function_arn,
            "loadBalancerArn": self.load_balancer_arn,
            "addresses": self.addresses,
        }
        given = [name for name, value in ways.items() if value]
        if len(given) != 1:
            raise ValueError(f"{' and '.join(given) or 'no target'}; expected exactly one of {', '.join(ways)}")
        return self


class LatticeRuleSettings(Section):
    """Requests that go elsewhere than the others: the first rule that fits decides."""

    priority: Annotated[int, Field(ge=1, le=100)]
    """Place of the rule: 1 is asked first."""
    path: HttpPath | None = None
    """Path of the requests, exactly."""
    prefix: HttpPath | None = None
    """Beginning of their path."""
    method: Method | None = None
    """Their method."""
    headers: Annotated[dict[HeaderName, str], Field(max_length=5)] = Field(default_factory=dict)
    """Headers with their exact values, such as x-canary: "1" for testers."""
    weights: dict[ItemName, Weight] = Field(default_factory=dict)
    """Shares of the targets, by their names."""
    status: Status | None = None
    """Answer with this status instead of asking a target."""

    @model_validator(mode="after")
    def _check(self) -> LatticeRuleSettings:
        problems: list[str] = []
        if bool(self.weights) == bool(self.status):
            problems.append("expected weights or status, and not both")
        if self.path and self.prefix:
            problems.append("path and prefix exclude each other; expected one of the two")
        if not (self.path or self.prefix or self.method or self.headers):
            problems.append("it fits every request; expected path, prefix, method or headers")
        if problems:
            raise Problems(problems)
        return self


class LatticeCallerSettings(Section):
    """Who may call a service, and what of it. Exactly one of the first three says who."""

    service: ItemName | None = None
    """A service of the platform on ECS."""
    identity: ItemName | None = None
    """An identity of pods on EKS."""
    principal: PrincipalArn | None = None
    """A role or user, of this or another account. Its own policies must allow vpc-lattice-svcs:Invoke as well; those
    of the two above get that here."""
    methods: list[Method] = Field(default_factory=list)
    """Methods that it may use; none is all."""
    paths: list[HttpPath] = Field(default_factory=list)
    """Paths that it may call, and all below them; none is all."""

    @model_validator(mode="after")
    def _check(self) -> LatticeCallerSettings:
        ways = {"service": self.service, "identity": self.identity, "principal": self.principal}
        given = [name for name, value in ways.items() if value]
        if len(given) != 1:
            raise ValueError(f"{' and '.join(given) or 'nobody'}; expected exactly one of {', '.join(ways)}")
        return self


class LatticeServiceSettings(Section):
    """A service of VPC Lattice: a name, targets with shares of the requests, callers."""

    targets: Annotated[dict[ItemName, LatticeTargetSettings], Field(min_length=1, max_length=10)]
    """Where requests can go, each place with a name, such as `stable` and `canary`."""
    weights: dict[ItemName, Weight] = Field(default_factory=dict)
    """Shares of the targets: 90 and 10 send one request of ten to the second. Left out with one target: all of it."""
    rules: dict[ItemName, LatticeRuleSettings] = Field(default_factory=dict)
    """Requests that go elsewhere, each rule with a name."""
    callers: dict[ItemName, LatticeCallerSettings] = Field(default_factory=dict)
    """Who may call, each with a name. With `auth: iam` nobody else may."""
    domain: DomainName | None = None
    """A name of the service's own, beside the one that AWS gives. Its record (CNAME or alias to the output `dns`) lies
    in a zone of yours."""
    certificate_arn: CertificateArn | None = None
    """Certificate of `domain`; AWS's own name has one."""
    protocol: Literal["https", "http"] = "https"
    """What callers speak."""
    port: Port | None = None
    """Port that callers use. Left out: 443, or 80 with `protocol: http`."""
    idle_seconds: Annotated[int, Field(ge=60, le=600)] | None = None
    """Seconds after which an idle connection is closed. Left out: 60."""

    @property
    def listener_port(self) -> int:
        """Port that callers use."""
        return self.port or (443 if self.protocol == "https" else 80)

    @property
    def shares(self) -> Mapping[str, int]:
        """Weight of each target of the service."""
        return self.weights or dict.fromkeys(self.targets, 100)

    @model_validator(mode="after")
    def _check(self) -> LatticeServiceSettings:
        problems = [*self._weight_problems()]
        if self.domain and self.protocol == "https" and not self.certificate_arn:
            problems.append(f"domain {self.domain} has no certificate; expected certificateArn, or protocol: http")
        if self.certificate_arn and not self.domain:
            problems.append("certificateArn is for domain, which is left out")
        priorities: dict[int, str] = {}
        for name, rule in self.rules.items():
            first = priorities.setdefault(rule.priority, name)
            if first != name:
                problems.append(f"rules.{name} and rules.{first} have priority {rule.priority}; expected one of them")
        if problems:
            raise Problems(problems)
        return self

    def _weight_problems(self) -> list[str]:
        problems: list[str] = []
        known = ", ".join(self.targets)
        if not self.weights and len(self.targets) > 1:
            problems.append(f"weights are left out; expected the share of each target ({known})")
        places = {
            "weights": self.weights,
            **{f"rules.{name}.weights": rule.weights for name, rule in self.rules.items()},
        }
        for place, weights in places.items():
            problems += [
                f"{place}.{name}: expected one of targets ({known})" for name in weights if name not in self.targets
            ]
            if weights and not any(weights.values()):
                problems.append(f"{place} are all 0; expected at least one above 0")
        return problems
