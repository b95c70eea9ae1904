"""Only load balancers face the web."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource, Stack
from policy.ingress import GROUP, OLD_RULE, RULE, Opening, world_openings
from policy.rule import Answer, Finding, stack_rule

BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:elb/loadBalancer:LoadBalancer")


@stack_rule(
    id="NET-003",
    name="web-ingress-at-load-balancer",
    title="Ports 80 and 443 are open to the Internet on load balancers only",
    severity="high",
    rationale="A load balancer ends TLS, drops malformed requests and takes a web ACL; an instance does none of this.",
    fix="Put the service behind Quoin's LoadBalancer, and let its security group in instead of 0.0.0.0/0.",
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
    frameworks=("FSBP EC2.18",),
    types=(GROUP, OLD_RULE, RULE, *BALANCERS),
    on_unknown="pass",
)
def check(stack: Stack) -> Iterator[Answer]:
    """Join openings to their group, and groups to load balancers, by dependency or by id."""
    behind = [
        group for group in stack.of(GROUP) if any(_uses(stack, balancer, group) for balancer in stack.of(*BALANCERS))
    ]
    allowed = {group.urn for group in behind}
    for resource in stack.of(GROUP, OLD_RULE, RULE):
        openings = [opening for opening in world_openings(resource) if isinstance(opening, Opening) and opening.web]
        if openings and resource.urn not in allowed and not any(_belongs(stack, resource, group) for group in behind):
            ports = ", ".join(sorted({str(opening.first) for opening in openings}, key=int))
            yield Finding(
                f"Port {ports} open to {openings[0].cidr}, on a security group that no load balancer uses.",
                resource.urn,
            )


def _uses(stack: Stack, balancer: Resource, group: Resource) -> bool:
    return stack.refers(balancer, "securityGroups", group, "id")


def _belongs(stack: Stack, rule: Resource, group: Resource) -> bool:
    return stack.refers(rule, "securityGroupId", group, "id")
