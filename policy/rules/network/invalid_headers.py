"""Load balancers drop malformed requests."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import MISSING, Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="NET-009",
    name="drop-invalid-headers",
    title="Application load balancers drop invalid header fields",
    severity="medium",
    rationale="Malformed headers are how requests are smuggled past the load balancer to the service behind it.",
    fix="Set `drop_invalid_header_fields=True`. Quoin's LoadBalancer does.",
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
    frameworks=("FSBP ELB.4",),
    types=("aws:lb/loadBalancer:LoadBalancer",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Look at application load balancers; the other kinds have no headers."""
    if resource.need("loadBalancerType") in (MISSING, "application") and not resource.flag("dropInvalidHeaderFields"):
        yield "dropInvalidHeaderFields is off."
