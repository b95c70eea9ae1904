"""LatticeService: a service of VPC Lattice, its targets, their shares of the requests, and who may call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_aws import iam, vpclattice

from components.blocks.lattice_network import LatticeNetwork
from components.blocks.lattice_operations import describe
from components.blocks.lattice_policies import Caller, calling, service_statements
from components.blocks.short_name import fitting
from components.component import Component
from components.context import StackContext
from components.iam import document
from components.settings.lattice_service import LatticeRuleSettings, LatticeServiceSettings, LatticeTargetSettings

if TYPE_CHECKING:
    from components.blocks.network import Network

_NAME_LIMIT, _GROUP_LIMIT, _RULE_LIMIT = 40, 128, 63
_VERSIONS = {"http1": "HTTP1", "http2": "HTTP2", "grpc": "GRPC"}


@dataclass(frozen=True, kw_only=True)
class LatticeServiceArgs:
    """What a service is built from."""

    settings: LatticeServiceSettings
    stack: StackContext
    lattice: LatticeNetwork
    """The service network that it belongs to."""
    network: Network
    """Network of the targets."""
    ports: Mapping[str, int] = field(default_factory=dict)
    """Ports of ECS services by name, for targets that name none."""
    region: str | None = None
    """Region of the service; None is the stack's."""


class LatticeService(Component):
    """A service that is called by name, its requests shared out by weight, its callers told apart by IAM."""

    arn: pulumi.Output[str]
    dns: pulumi.Output[str]
    """Name that callers use."""
    target_groups: dict[str, pulumi.Output[str]]
    """ARN of the group of each target, by its name."""

    def __init__(self, name: str, args: LatticeServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, self.settings = args, args.settings
        secured = args.lattice.settings.auth == "iam"
        self._service = service = vpclattice.Service(
            f"{name}-service",
            name=self._short("service", _NAME_LIMIT),
            auth_type="AWS_IAM" if secured else "NONE",
            custom_domain_name=args.settings.domain,
            certificate_arn=args.settings.certificate_arn,
            idle_timeout_seconds=args.settings.idle_seconds,
            region=args.region,
            opts=self.child(),
        )
        self.arn = service.arn
        self._groups = {key: self._target(key, target) for key, target in args.settings.targets.items()}
        self.target_groups = {key: group.arn for key, group in self._groups.items()}
        listener = self._listen()
        for key, rule in args.settings.rules.items():
            self._rule(key, rule, listener)
        vpclattice.ServiceNetworkServiceAssociation(
            f"{name}-membership",
            service_identifier=service.id,
            service_network_identifier=args.lattice.identifier,
            region=args.region,
            opts=self.child(),
        )
        self.dns = service.dns_entries.apply(lambda entries: (entries[0].domain_name or "") if entries else "")
        self.operations = describe(
            service.id,
            {key: group.id for key, group in self._groups.items()},
            error_percent=args.lattice.settings.error_percent,
            region=args.region,
        )
        self.publish(arn=self.arn, dns=self.dns, target_groups=self.target_groups)

    @property
    def url(self) -> pulumi.Output[str]:
        """Address that callers use."""
        scheme, port = self.settings.protocol, self.settings.listener_port
        usual = port == {"https": 443, "http": 80}[scheme]
        host = pulumi.Output.from_input(self.settings.domain) if self.settings.domain else self.dns
        return pulumi.Output.concat(scheme, "://", host, "" if usual else f":{port}")

    def admit(self, callers: Mapping[str, Caller]) -> None:
        """Let these call, and nobody else: the service names them, and roles of the stack get the same permission."""
        if not callers:
            return  # without a policy AWS refuses every call, which is what no caller means
        vpclattice.AuthPolicy(
            f"{self.name}-auth",
            resource_identifier=self.arn,
            policy=document(*service_statements(self.arn, callers)),
            region=self._args.region,
            opts=self.child(),
        )
        for key, caller in callers.items():
            if caller.role_name is not None:
                iam.RolePolicy(
                    f"{self.name}-call-{key}",
                    role=caller.role_name,
                    policy=document(calling(self.arn, caller.settings)),
                    opts=self.child(),
                )

    def _short(self, role: str, limit: int) -> str | None:
        return fitting(f"{self.name}-{role}", self._args.stack.project, self._args.stack.stack, limit=limit)

    def _target(self, key: str, target: LatticeTargetSettings) -> vpclattice.TargetGroup:
        args = self._args
        port = self._port(target)
        group = vpclattice.TargetGroup(
            f"{self.name}-{key}",
            name=self._short(key, _GROUP_LIMIT),
            type=target.kind,
            config=None if target.kind == "LAMBDA" else _config(target, port, args.network),
            region=args.region,
            opts=self.child(),
        )
        if target.function_arn:
            self._let_in(key, group, target.function_arn)
        places = {"balancer": target.load_balancer_arn, "function": target.function_arn}
        places |= {address.replace(".", "-"): address for address in target.addresses}
        for place, identity in places.items():
            if identity:
                vpclattice.TargetGroupAttachment(
                    f"{self.name}-{key}-{place}-target",
                    target_group_identifier=group.id,
                    target={"id": identity, "port": None if target.function_arn else port},
                    region=args.region,
                    opts=self.child(),
                )
        return group

    def _let_in(self, key: str, group: vpclattice.TargetGroup, function_arn: str) -> None:
        from pulumi_aws import lambda_  # noqa: PLC0415 (only where a function is a target)

        lambda_.Permission(
            f"{self.name}-{key}-permission",
            action="lambda:InvokeFunction",
            function=function_arn,
            principal="vpc-lattice.amazonaws.com",
            source_arn=group.arn,
            region=self._args.region,
            opts=self.child(),
        )

    def _port(self, target: LatticeTargetSettings) -> int:
        if target.port:
            return target.port
        if target.service and target.service in self._args.ports:
            return self._args.ports[target.service]
        return 443 if target.protocol == "https" else 80

    def _listen(self) -> vpclattice.Listener:
        settings = self.settings
        return vpclattice.Listener(
            f"{self.name}-listener",
            name=self._short("listener", _RULE_LIMIT),
            protocol=settings.protocol.upper(),
            port=settings.listener_port,
            service_identifier=self._service.id,
            default_action={"forwards": [{"target_groups": self._shares(settings.shares)}]},
            region=self._args.region,
            opts=self.child(),
        )

    def _rule(self, key: str, rule: LatticeRuleSettings, listener: vpclattice.Listener) -> None:
        action: Any = {"forward": {"target_groups": self._shares(rule.weights)}}
        if rule.status:
            action = {"fixed_response": {"status_code": rule.status}}
        vpclattice.ListenerRule(
            f"{self.name}-rule-{key}",
            name=self._short(f"rule-{key}", _RULE_LIMIT),
            service_identifier=self._service.id,
            listener_identifier=listener.listener_id,
            priority=rule.priority,
            match=_match(rule),
            action=action,
            region=self._args.region,
            opts=self.child(),
        )

    def _shares(self, weights: Mapping[str, int]) -> Any:
        """Return the groups with their weights. One of weight 0 stays: its share can come back in place."""
        return [
            {"target_group_identifier": self._groups[key].id, "weight": weight}
            for key, weight in sorted(weights.items())
        ]


def _config(target: LatticeTargetSettings, port: int, network: Network) -> Any:
    config: dict[str, Any] = {
        "vpc_identifier": network.vpc_id,
        "port": port,
        "protocol": target.protocol.upper(),
        "protocol_version": _VERSIONS[target.version],
    }
    if target.kind == "IP":
        config["ip_address_type"] = "IPV4"
        config["health_check"] = {
            "enabled": True,
            "path": target.health.path,
            "protocol": target.protocol.upper(),
            "protocol_version": "HTTP2" if target.version == "http2" else "HTTP1",
            "matcher": {"value": target.health.status},
            "health_check_interval_seconds": target.health.interval,
            "health_check_timeout_seconds": target.health.timeout,
            "healthy_threshold_count": target.health.healthy,
            "unhealthy_threshold_count": target.health.unhealthy,
        }
    return config


def _match(rule: LatticeRuleSettings) -> Any:
    match: dict[str, Any] = {}
    if rule.method:
        match["method"] = rule.method
    if rule.path or rule.prefix:
        path = {"exact": rule.path} if rule.path else {"prefix": rule.prefix}
        match["path_match"] = {"match": path, "case_sensitive": True}
    if rule.headers:
        match["header_matches"] = [
            {"name": name, "match": {"exact": value}, "case_sensitive": False}
            for name, value in sorted(rule.headers.items())
        ]
    return {"http_match": match}
