"""Nothing but the web is open to the world."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.ingress import TYPES, Opening, world_openings
from policy.rule import Answer, resource_rule


@resource_rule(
    id="NET-001",
    name="open-ingress",
    title="No port but 80 and 443 is open to the Internet",
    severity="high",
    rationale="Every open port is found by scanners within minutes.",
    fix="Name the security group or the CIDR block of those who need the port; put public services behind a "
    "load balancer.",
    url="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    frameworks=("FSBP EC2.18",),
    types=TYPES,
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Name each opening that is neither web (NET-003) nor sensitive (NET-002)."""
    for opening in world_openings(resource):
        if not isinstance(opening, Opening):
            yield opening
        elif not opening.web and not opening.sensitive:
            yield f"{opening.ports} ({opening.protocol}) open to {opening.cidr}."
