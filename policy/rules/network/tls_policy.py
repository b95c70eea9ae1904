"""TLS 1.2 or newer at load balancers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.accessor import MISSING, Resource
from policy.rule import Answer, resource_rule

_MODERN = re.compile(r"ELBSecurityPolicy-(TLS13-1-[23](-|$)|TLS-1-2-|FS-1-2-)")


@resource_rule(
    id="NET-006",
    name="listener-tls-policy",
    title="HTTPS and TLS listeners take TLS 1.2 or newer only",
    severity="high",
    rationale="TLS 1.0 and 1.1 are broken; without a policy the listener gets one of 2016 that still takes them.",
    fix="Set `ssl_policy='ELBSecurityPolicy-TLS13-1-2-2021-06'`. Quoin's LoadBalancer does.",
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    frameworks=("FSBP ELB.17",),
    types=("aws:lb/listener:Listener",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Look at the policy of encrypted listeners."""
    if str(resource.need("protocol")).upper() not in ("HTTPS", "TLS"):
        return
    policy = resource.need("sslPolicy")
    if policy is MISSING:
        yield "No TLS policy is set, and the default one takes TLS 1.0."
    elif not _MODERN.match(str(policy)):
        yield "The TLS policy takes versions before 1.2."
