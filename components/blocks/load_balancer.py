"""An application load balancer: the way in from the internet, or from the network, to the targets behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import pulumi
import pulumi_aws as aws

from components.blocks import load_balancer_operations as operations
from components.blocks.load_balancer_doors import cloudfront_group, let_health_checks_in
from components.blocks.load_balancer_rules import conditions, priority_of, target_problems
from components.blocks.load_balancer_targets import TargetArgs, target_arguments
from components.blocks.network import Network
from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.blocks.short_name import short_name
from components.component import Component
from components.context import StackContext
from components.settings.load_balancer import LoadBalancerSettings

HTTP, HTTPS = 80, 443
INTERNET, INTERNET_IPV6 = "0.0.0.0/0", "::/0"
NOT_FOUND = {
    "type": "fixed-response",
    "fixed_response": {"content_type": "text/plain", "message_body": "Not found", "status_code": "404"},
}
"""What requests get that no target takes."""
TO_HTTPS = {
    "type": "redirect",
    "redirect": {"port": str(HTTPS), "protocol": "HTTPS", "status_code": "HTTP_301"},
}


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs:
    """What a load balancer is built from."""

    settings: LoadBalancerSettings
    stack: StackContext
    network: Network
    certificate_arn: pulumi.Input[str] | None = None
    """Certificate for HTTPS; None takes that of the settings, if there is one."""
    forwarded: bool = False
    """Whether requests come through CloudFront, so that the address of a client stands in X-Forwarded-For."""
    closed: bool = False
    """Whether only CloudFront (if `forwarded`), the health checks of Route 53, `allowedCidrs` and whom `allow_from`
    names may connect. `allowedCidrs` with 0.0.0.0/0 opens it."""
    region: str | None = None
    """Region of the load balancer; None is the stack's."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """What a load balancer made for one kind of requests."""

    group: aws.lb.TargetGroup
    alternate: aws.lb.TargetGroup | None
    """The second group, for deployments that run two versions side by side."""
    rule_arn: pulumi.Output[str]
    dimensions: Sequence[operations.Dimensions]
    """Dimensions of the metrics of each group."""


class LoadBalancer(Component):
    """A load balancer that speaks HTTPS where it has a certificate and answers 404 where no target is named.

    Its security group lets nothing out: `allow_to` opens the way to the group of the targets.
    """

    arn: pulumi.Output[str]
    arn_suffix: pulumi.Output[str]
    """The dimension `LoadBalancer` of its metrics."""
    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    """Hosted zone of `dns_name`, for alias records."""
    security_group_id: pulumi.Output[str]
    listener_arn: pulumi.Output[str]
    """The listener that has the rules: HTTPS where there is a certificate, else HTTP."""
    secure: bool
    """Whether it speaks HTTPS."""
    targets: dict[str, aws.lb.TargetGroup]

    def __init__(self, name: str, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts, region=args.region)
        self._args, self._settings = args, args.settings
        certificate = args.settings.certificate_arn if args.certificate_arn is None else args.certificate_arn
        if certificate is None and args.settings.needs_certificate:
            raise pulumi.RunError(
                f"{name}: a load balancer on the internet needs a certificate in {args.stack.environment}; set the "
                "workload's domain, or loadBalancer.certificateArn, or loadBalancer.allowHttp: true"
            )
        self.secure = certificate is not None
        self.targets = {}
        self._priorities: dict[int, str] = {}
        self._group = self._security_group()
        self.security_group_id = self._group.id
        balancer = self._balancer()
        self.arn, self.arn_suffix = balancer.arn, balancer.arn_suffix
        self.dns_name, self.zone_id = balancer.dns_name, balancer.zone_id
        self._dimensions = {"LoadBalancer": self.arn_suffix}
        self.listener_arn = self._http() if certificate is None else self._https(certificate)
        if args.settings.waf.enabled:
            self._shield()
        self.operations.alarms += operations.balancer_alarms(self._dimensions, args.settings.alarms)
        self.operations.widgets += operations.balancer_widgets(name, self._dimensions)
        self.operations.indicators.append(operations.indicator(self._dimensions, args.region))
        self.publish(
            arn=self.arn,
            arn_suffix=self.arn_suffix,
            dns_name=self.dns_name,
            zone_id=self.zone_id,
            security_group_id=self.security_group_id,
            listener_arn=self.listener_arn,
        )

    def allow_to(self, key: str, security_group_id: pulumi.Input[str], port: int) -> None:
        """Let requests and health checks out to the security group of a target. `key` names it for good."""
        self._group.allow_to(key, security_group_id, port)

    def allow_from(self, key: str, security_group_id: pulumi.Input[str]) -> None:
        """Let a security group in. `key` names it for good."""
        for port in (HTTP, HTTPS) if self.secure else (HTTP,):
            self._group.allow_from(f"{key}-{port}", security_group_id, port)

    def target(self, key: str, args: TargetArgs) -> aws.lb.TargetGroup:
        """Add a group of targets; `key` names it for good. Raises what `route` raises."""
        return self.route(key, args).group

    def route(self, key: str, args: TargetArgs, *, alternate: bool = False) -> Route:
        """Add a group of targets and tell its rule as well. `alternate` adds a second group of the same kind.

        ECS moves requests between the two groups by itself, so the rule's actions are then left to it.
        Raises `pulumi.RunError` for a rule that AWS would refuse, such as a priority that is taken.
        """
        priority = priority_of(key, args.paths, args.hosts) if args.priority is None else args.priority
        problems = target_problems(key, args.paths, args.hosts, priority, self._priorities)
        if problems:
            raise pulumi.RunError("\n".join(f"{self.name}: {problem}" for problem in problems))
        self._priorities[priority] = key
        group = self._target_group(key, args)
        other = self._target_group(f"{key}-alternate", args) if alternate else None
        rule = aws.lb.ListenerRule(
            f"{self.name}-{key}",
            listener_arn=self.listener_arn,
            priority=priority,
            conditions=cast("Any", conditions(args.paths, args.hosts)),
            actions=[{"type": "forward", "target_group_arn": group.arn}],
            region=self._args.region,
            opts=self.child(ignore_changes=["actions"] if alternate else None),
        )
        groups = [{**self._dimensions, "TargetGroup": made.arn_suffix} for made in (group, other) if made]
        self.operations.alarms += operations.target_alarms(key, groups, self._settings.alarms)
        self.operations.widgets += operations.target_widgets(self.name, key, groups)
        self.targets[key] = group
        return Route(group=group, alternate=other, rule_arn=rule.arn, dimensions=groups)

    def _target_group(self, key: str, args: TargetArgs) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            f"{self.name}-{key}",
            **target_arguments(f"{self.name}-{key}", args, self._args.stack),
            vpc_id=self._args.network.vpc_id,
            region=self._args.region,
            opts=self.child(),
        )

    @property
    def _dual_stack(self) -> bool:
        return self._args.network.ipv6 and not self._settings.internal

    def _security_group(self) -> SecurityGroup:
        group = SecurityGroup(
            f"{self.name}-access",
            SecurityGroupArgs(
                vpc_id=self._args.network.vpc_id,
                description=f"Load balancer {self.name}: who may connect, and to which targets it goes",
                stack=self._args.stack,
                region=self._args.region,
            ),
            self.child(),
        )
        nearby = [self._args.network.cidr_block if self._settings.internal else INTERNET]
        sources = list(self._settings.allowed_cidrs or ([] if self._closed else nearby))
        if INTERNET in sources and self._dual_stack:
            sources.append(INTERNET_IPV6)
        names = {INTERNET: "internet", INTERNET_IPV6: "internet-ipv6"}
        for source in dict.fromkeys(sources):
            for port in (HTTP, HTTPS) if self.secure else (HTTP,):
                group.allow_from(f"{names.get(source, source.replace('/', '-'))}-{port}", source, port)
        if self._closed:
            let_health_checks_in(self, group, self._args)
        return group

    @property
    def _closed(self) -> bool:
        return self._args.closed and INTERNET not in (self._settings.allowed_cidrs or ())

    def _balancer(self) -> aws.lb.LoadBalancer:
        settings, stack, network = self._settings, self._args.stack, self._args.network
        logs = self._logs()
        behind_cdn = [cloudfront_group(self, self._args).id] if self._closed and self._args.forwarded else []
        return aws.lb.LoadBalancer(
            f"{self.name}-balancer",
            name=short_name(self.name, stack.project, stack.stack, settings.internal),
            load_balancer_type="application",
            internal=settings.internal,
            ip_address_type="dualstack" if self._dual_stack else "ipv4",
            subnets=network.private_subnet_ids if settings.internal else network.public_subnet_ids,
            security_groups=[self._group.id, *behind_cdn],
            drop_invalid_header_fields=True,
            desync_mitigation_mode=settings.desync_mitigation,
            enable_http2=True,
            enable_deletion_protection=settings.deletion_protection,
            enable_zonal_shift=settings.zonal_shift,
            idle_timeout=settings.idle_timeout,
            client_keep_alive=settings.client_keep_alive,
            region=self._args.region,
            **logs,
        )

    def _logs(self) -> dict[str, Any]:
        """Make the bucket for the logs, if any are wanted, and return the arguments that send them there."""
        settings = self._settings
        if not (settings.access_logs or settings.connection_logs):
            return {"opts": self.child()}
        from components.blocks import load_balancer_logs as logs  # noqa: PLC0415 (S3 only where it is used)

        bucket = logs.log_bucket(self, self._args.stack, settings.log_retention_days, self._args.region)
        # The load balancer writes a test object at once, so the bucket's policy must stand before.
        arguments: dict[str, Any] = {"opts": self.child(depends_on=[bucket])}
        if settings.access_logs:
            arguments["access_logs"] = {"bucket": bucket.bucket, "prefix": logs.ACCESS, "enabled": True}
        if settings.connection_logs:
            arguments["connection_logs"] = {
                "bucket": bucket.bucket,
                "prefix": logs.CONNECTIONS,
                "enabled": True,
            }
        return arguments

    def _http(self) -> pulumi.Output[str]:
        return aws.lb.Listener(
            f"{self.name}-http",
            load_balancer_arn=self.arn,
            port=HTTP,
            protocol="HTTP",
            default_actions=cast("Any", [NOT_FOUND]),
            routing_http_response_server_enabled=False,
            region=self._args.region,
            opts=self.child(),
        ).arn

    def _https(self, certificate: pulumi.Input[str]) -> pulumi.Output[str]:
        hsts = self._settings.hsts_seconds
        aws.lb.Listener(
            f"{self.name}-redirect",
            load_balancer_arn=self.arn,
            port=HTTP,
            protocol="HTTP",
            default_actions=cast("Any", [TO_HTTPS]),
            region=self._args.region,
            opts=self.child(),
        )
        return aws.lb.Listener(
            f"{self.name}-https",
            load_balancer_arn=self.arn,
            port=HTTPS,
            protocol="HTTPS",
            ssl_policy=self._settings.tls_policy,
            certificate_arn=certificate,
            default_actions=cast("Any", [NOT_FOUND]),
            routing_http_response_server_enabled=False,
            routing_http_response_strict_transport_security_header_value=f"max-age={hsts}" if hsts else None,
            region=self._args.region,
            opts=self.child(),
        ).arn

    def _shield(self) -> None:
        from components.blocks.web_acl import WebAcl, WebAclArgs  # noqa: PLC0415 (0.2 s of pulumi_aws.wafv2)

        acl = WebAcl(
            f"{self.name}-waf",
            WebAclArgs(
                settings=self._settings.waf,
                stack=self._args.stack,
                forwarded=self._args.forwarded,
                region=self._args.region,
            ),
            self.child(),
        )
        aws.wafv2.WebAclAssociation(
            f"{self.name}-waf",
            resource_arn=self.arn,
            web_acl_arn=acl.arn,
            region=self._args.region,
            opts=self.child(),
        )
