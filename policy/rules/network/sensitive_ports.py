"""Administration and data ports are not open to the world."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.ingress import TYPES, Opening, world_openings
from policy.rule import Answer, resource_rule


@resource_rule(
    id="NET-002",
    name="sensitive-ports",
    title="No administration or database port is open to the Internet",
    severity="critical",
    rationale="Password guessing against SSH, RDP and databases never stops; one weak login or one unpatched "
    "server is enough.",
    fix="Use Session Manager instead of SSH and RDP; let databases in from the security group of the service only.",
    url="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    frameworks=("FSBP EC2.13", "FSBP EC2.14", "FSBP EC2.19", "CIS 3.0.0 5.2", "CIS 3.0.0 5.3"),
    types=TYPES,
    on_unknown="pass",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Name each opening that covers such a port (NET-001 reports what cannot be decided)."""
    for opening in world_openings(resource):
        if isinstance(opening, Opening) and opening.sensitive:
            names = ", ".join(opening.sensitive[:4]) + (", …" if len(opening.sensitive) > 4 else "")
            yield f"{opening.ports} ({opening.protocol}) open to {opening.cidr}: {names}."
