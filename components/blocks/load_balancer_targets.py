"""What stands behind a load balancer: groups of targets, their health checks, how requests are spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from components.blocks.short_name import short_name
from components.context import StackContext
from components.settings.load_balancer import HealthCheckSettings, TargetSettings

ALGORITHMS = {
    "round-robin": "round_robin",
    "least-outstanding-requests": "least_outstanding_requests",
    "weighted-random": "weighted_random",
}


@dataclass(frozen=True, kw_only=True)
class TargetArgs:
    """A group of targets and the requests that it gets."""

    port: int
    """Port on which the targets listen."""
    protocol: Literal["HTTP", "HTTPS"] = "HTTP"
    protocol_version: Literal["HTTP1", "HTTP2", "GRPC"] = "HTTP1"
    target_type: Literal["instance", "ip"] = "instance"
    """`instance` for Auto Scaling groups, `ip` for containers."""
    health_check: HealthCheckSettings
    settings: TargetSettings | None = None
    """How requests are spread; None takes the defaults of the environment."""
    paths: Sequence[str] = field(default_factory=list)
    """Path patterns such as /api/*."""
    hosts: Sequence[str] = field(default_factory=list)
    """Host names such as api.example.com or *.example.com."""
    priority: int | None = None
    """1 to 50000, 1 is asked first. None derives it from hosts and paths, the more specific first. A target without
    paths and hosts is the default: it gets what no other takes."""


def target_arguments(name: str, args: TargetArgs, stack: StackContext) -> dict[str, Any]:
    """Return the arguments of a target group."""
    settings = args.settings or TargetSettings.of(stack.environment)
    fixed = (args.port, args.protocol, args.protocol_version, args.target_type)
    return {
        "name": short_name(name, stack.project, stack.stack, *fixed),
        "port": args.port,
        "protocol": args.protocol,
        "protocol_version": args.protocol_version,
        "target_type": args.target_type,
        "health_check": health_check(args),
        "deregistration_delay": settings.deregistration_delay,
        "slow_start": settings.slow_start,
        "load_balancing_algorithm_type": ALGORITHMS[settings.algorithm],
        # AWS finds targets that fail oddly often, and sends them less, with this algorithm only.
        "load_balancing_anomaly_mitigation": "on" if settings.algorithm == "weighted-random" else None,
        "stickiness": {
            "type": "lb_cookie",
            "enabled": settings.stickiness is not None,
            "cookie_duration": settings.stickiness,
        },
    }


def health_check(args: TargetArgs) -> dict[str, Any]:
    """Return the health check of a target group, on the port that takes the requests."""
    check = args.health_check
    grpc = args.protocol_version == "GRPC"
    return {
        "enabled": True,
        "protocol": args.protocol,
        "port": "traffic-port",
        "path": check.path,
        "matcher": "0" if grpc else check.status,  # gRPC answers with codes of its own; 0 is OK
        "interval": check.interval,
        "timeout": check.timeout,
        "healthy_threshold": check.healthy_after,
        "unhealthy_threshold": check.unhealthy_after,
    }
