"""CloudFront serves over HTTPS only."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import UNKNOWN, Resource
from policy.rule import Answer, Undecided, resource_rule

_OLD = ("SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016")


@resource_rule(
    id="NET-008",
    name="cdn-https",
    title="CloudFront answers over HTTPS with TLS 1.2 or newer",
    severity="high",
    rationale="`allow-all` serves pages and cookies in clear to whoever asks so.",
    fix="Set `viewer_protocol_policy='redirect-to-https'` on every behaviour and "
    "`minimum_protocol_version='TLSv1.2_2021'` with your certificate. Quoin's Cdn does.",
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html",
    frameworks=("FSBP CloudFront.3",),
    types=("aws:cloudfront/distribution:Distribution",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Look at each behaviour, and at the certificate's minimum version (the default certificate has none to choose)."""
    behaviours = [("defaultCacheBehavior", resource.need("defaultCacheBehavior"))]
    behaviours += [
        (f"orderedCacheBehaviors[{i}]", item) for i, item in enumerate(resource.list("orderedCacheBehaviors"))
    ]
    for path, behaviour in behaviours:
        policy = behaviour.get("viewerProtocolPolicy") if isinstance(behaviour, dict) else None
        if policy is UNKNOWN:
            yield Undecided(f"{path}.viewerProtocolPolicy")
        elif policy == "allow-all":
            yield f"{path} answers over HTTP."
    if resource.flag("viewerCertificate.cloudfrontDefaultCertificate"):
        return
    if resource.need("viewerCertificate.minimumProtocolVersion") in _OLD:
        yield "viewerCertificate.minimumProtocolVersion is older than TLS 1.2."
