"""Who reaches a load balancer that is not open to the internet: CloudFront, health checks, an accelerator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.component import Component

if TYPE_CHECKING:
    from components.blocks.load_balancer import LoadBalancerArgs

_HTTPS = 443
_CLOUDFRONT = "com.amazonaws.global.cloudfront.origin-facing"
_ACCELERATOR = "GlobalAccelerator"
"""Name of the group that Global Accelerator makes in a network, one for all accelerators that lead there."""


def let_health_checks_in(component: Component, group: SecurityGroup, args: LoadBalancerArgs) -> None:
    """Admit the health checks of Route 53; the list counts as 25 rules of the 60 that a group takes."""
    name = f"com.amazonaws.{args.region or args.stack.region}.route53-healthchecks"
    group.allow_from("health-checks-443", _list(component, name, args), _HTTPS, description="health checks of Route 53")


def cloudfront_group(component: Component, args: LoadBalancerArgs) -> SecurityGroup:
    """Create a group that admits CloudFront. It is one of its own: the list counts as 55 rules of 60."""
    group = SecurityGroup(
        f"{component.name}-cdn",
        SecurityGroupArgs(
            vpc_id=args.network.vpc_id,
            description=f"Load balancer {component.name}: CloudFront",
            stack=args.stack,
            region=args.region,
        ),
        component.child(),
    )
    group.allow_from("cloudfront-443", _list(component, _CLOUDFRONT, args), _HTTPS, description="CloudFront")
    return group


def accelerator_group(
    component: Component, vpc_id: pulumi.Input[str], region: str, accelerator: pulumi.Resource
) -> pulumi.Output[str]:
    """Return the group that an accelerator's connections come from; AWS makes it with the first endpoint there."""
    return aws.ec2.get_security_group_output(
        name=_ACCELERATOR,
        vpc_id=vpc_id,
        region=region,
        opts=pulumi.InvokeOutputOptions(parent=component, depends_on=[accelerator]),
    ).id


def _list(component: Component, name: str, args: LoadBalancerArgs) -> str:
    found = aws.ec2.get_managed_prefix_list(name=name, region=args.region, opts=pulumi.InvokeOptions(parent=component))
    return found.id
