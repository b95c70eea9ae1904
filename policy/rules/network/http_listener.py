"""HTTP listeners only redirect."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import UNKNOWN, Resource
from policy.rule import Answer, Undecided, resource_rule


@resource_rule(
    id="NET-005",
    name="http-listener-redirects",
    title="An HTTP listener does nothing but redirect to HTTPS",
    severity="medium",
    rationale="Passwords, cookies and personal data must not cross the network in clear.",
    fix="Give Quoin's load balancer a domain or a certificate: it then listens on 443, and 80 redirects.",
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-http-listener.html",
    frameworks=("FSBP ELB.1",),
    types=("aws:lb/listener:Listener",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Look at the default actions of HTTP listeners."""
    if str(resource.need("protocol")).upper() != "HTTP":
        return
    for index, action in enumerate(resource.list("defaultActions")):
        kind = action.get("type", UNKNOWN) if isinstance(action, dict) else UNKNOWN
        redirect = action.get("redirect", {}) if isinstance(action, dict) else UNKNOWN
        if kind is UNKNOWN or redirect is UNKNOWN:
            yield Undecided(f"defaultActions[{index}]")
        elif kind != "redirect" or not isinstance(redirect, dict) or redirect.get("protocol") != "HTTPS":
            yield "The default action answers over HTTP instead of redirecting to HTTPS."
