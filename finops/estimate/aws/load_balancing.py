"""Load balancers."""

from __future__ import annotations

from finops.estimate.charge import Items, Unpriced
from finops.estimate.registry import free, price
from finops.estimate.resource import Unknown
from finops.estimate.span import Span
from finops.estimate.view import View

BALANCERS = (
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:alb/loadBalancer:LoadBalancer",
)
SUBNETS = 3
"""Subnets counted at most while the list is unknown: an Application Load Balancer needs two, three are usual."""


@price(*BALANCERS)
def balancer(view: View) -> Items:
    """Load balancer."""
    kind = view.text("loadBalancerType", "application")
    if kind == "application":
        yield view.hourly("Application Load Balancer", "alb.hour", balancers=1)
        yield view.metered("Capacity units", "alb.lcu", "averageCapacityUnits", hours=730)
    elif kind == "network":
        yield view.hourly("Network Load Balancer", "nlb.hour", balancers=1)
        yield view.metered("Capacity units", "nlb.lcu", "averageCapacityUnits", hours=730)
    else:
        raise Unpriced(f"loadBalancerType {kind} has no row")


@price(*BALANCERS)
def addresses(view: View) -> Items:
    """Public IPv4 of a load balancer that faces the internet, one for each zone."""
    internal = view.flag("internal")
    if internal is True:
        return
    zones = _zones(view)
    count = Span.between(0, zones.high) if isinstance(internal, Unknown) else zones
    if count.high:
        yield view.hourly("Public IPv4", "vpc.public-ipv4", addresses=count)


def _zones(view: View) -> Span:
    """Return how many addresses AWS brings; a mapping with an Elastic IP pays for it there."""
    if isinstance(view.value("subnets"), Unknown) or isinstance(view.value("subnetMappings"), Unknown):
        return Span.between(1, SUBNETS)
    own = sum(1 for mapping in view.blocks("subnetMappings") if not mapping.given("allocationId"))
    return Span.of(view.count("subnets") or own)


@price(*BALANCERS)
def internet(view: View) -> Items:
    """Data to the internet."""
    if view.flag("internal") is not True:
        yield view.metered("Data to the internet", "transfer.internet", "internetGb")


@price("aws:elb/loadBalancer:LoadBalancer")
def classic(view: View) -> Items:
    """Classic Load Balancer."""
    yield view.hourly("Classic Load Balancer", "clb.hour", balancers=1)
    yield view.metered("Data through the balancer", "clb.data", "dataProcessedGb")


free(
    "charged with its load balancer",
    "aws:lb/listener:Listener",
    "aws:lb/listenerRule:ListenerRule",
    "aws:lb/listenerCertificate:ListenerCertificate",
    "aws:lb/targetGroup:TargetGroup",
    "aws:lb/targetGroupAttachment:TargetGroupAttachment",
    "aws:alb/listener:Listener",
    "aws:alb/listenerRule:ListenerRule",
    "aws:alb/targetGroup:TargetGroup",
    "aws:alb/targetGroupAttachment:TargetGroupAttachment",
    "aws:elb/attachment:Attachment",
)
