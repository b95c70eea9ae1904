"""Route 53 and CloudFront: services without a region, whose prices stand in one list."""

from __future__ import annotations

from finops.estimate.charge import Items, Unpriced
from finops.estimate.registry import GLOBAL, free, not_priced, price
from finops.estimate.span import Span
from finops.estimate.view import View

MILLION = 1_000_000
RECORD = "aws:route53/record:Record"
ZONE = "aws:route53/zone:Zone"
METRICS = 8
"""Additional metrics of a distribution, each charged as a custom metric (CloudFront developer guide)."""


@price(ZONE, home=GLOBAL)
def zone(view: View) -> Items:
    """Hosted zone."""
    yield view.charge("Hosted zone", "route53.zone", zones=1)
    yield view.metered("Standard queries", "route53.queries/standard", "monthlyQueries", per=MILLION)


@price(ZONE, home=GLOBAL)
def routed(view: View) -> Items:
    """Queries of records that route by latency or place."""
    records = view.referrers(RECORD, "zoneId")
    if any(record.given("latencyRoutingPolicies") for record in records):
        yield view.metered("Latency queries", "route53.queries/latency", "monthlyLatencyQueries", per=MILLION)
    if any(record.given("geolocationRoutingPolicies") for record in records):
        yield view.metered("Geolocation queries", "route53.queries/geo", "monthlyGeoQueries", per=MILLION)


@price("aws:route53/healthCheck:HealthCheck", home=GLOBAL)
def health_check(view: View) -> Items:
    """Health check."""
    kind = view.text("type")
    if kind in ("CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"):
        yield view.charge("Health check", "route53.health-check/aws", checks=1)
        return
    # Nothing tells whether the endpoint runs on AWS: the dearer price, down to that of AWS endpoints.
    yield view.charge("Health check", "route53.health-check/other", checks=1, factors=_endpoint(view, "health-check"))
    options = sum((kind.startswith("HTTPS"), kind.endswith("_STR_MATCH"), view.number("requestInterval", 30) == 10))
    count = view.either("measureLatency", 1, 0) + options
    if count.high:
        factors = _endpoint(view, "health-check-option")
        yield view.charge("Options", "route53.health-check-option/other", options=count, factors=factors)


def _endpoint(view: View, kind: str) -> dict[str, Span | None]:
    share = view.list_price(f"route53.{kind}/aws") / view.list_price(f"route53.{kind}/other")
    return {"Endpoint on AWS": Span.between(share, 1)}


@price("aws:route53/resolverEndpoint:ResolverEndpoint")
def resolver(view: View) -> Items:
    """Interfaces of the endpoint."""
    yield view.hourly("Network interfaces", "route53.resolver-endpoint", interfaces=view.count("ipAddresses"))


@price("aws:cloudfront/distribution:Distribution", home=GLOBAL)
def distribution(view: View) -> Items:
    """Data and requests."""
    yield view.metered("Data to viewers, US and Europe", "cloudfront.out", "dataOutGb")
    yield view.metered("HTTPS requests", "cloudfront.https", "monthlyRequests", per=10_000)
    yield view.metered("Data to origins", "cloudfront.origin", "originGb")


@price("aws:cloudfront/distribution:Distribution", home=GLOBAL)
def dedicated_addresses(view: View) -> Items:
    """Dedicated IP addresses of the certificate."""
    if view.text("viewerCertificate.sslSupportMethod", "sni-only") == "vip":
        raise Unpriced("dedicated IP certificates have no row")
    yield from ()


@price("aws:cloudfront/function:Function", home=GLOBAL)
def edge_function(view: View) -> Items:
    """Invocations."""
    yield view.metered("Invocations", "cloudfront.function", "monthlyRequests", per=MILLION)


@price("aws:cloudfront/monitoringSubscription:MonitoringSubscription", home=GLOBAL)
def additional_metrics(view: View) -> Items:
    """Additional metrics."""
    path = "monitoringSubscription.realtimeMetricsSubscriptionConfig.realtimeMetricsSubscriptionStatus"
    if view.text(path) == "Enabled":
        yield view.charge("Additional metrics", "cloudwatch.metric", metrics=METRICS)


free(
    "charged with its zone",
    RECORD,
    "aws:route53/keySigningKey:KeySigningKey",
    "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec",
    "aws:route53/delegationSet:DelegationSet",
    "aws:route53/zoneAssociation:ZoneAssociation",
    "aws:route53/resolverRule:ResolverRule",
    "aws:route53/resolverRuleAssociation:ResolverRuleAssociation",
)
free(
    "charged with its distribution",
    "aws:cloudfront/cachePolicy:CachePolicy",
    "aws:cloudfront/keyGroup:KeyGroup",
    "aws:cloudfront/originAccessControl:OriginAccessControl",
    "aws:cloudfront/originAccessIdentity:OriginAccessIdentity",
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy",
    "aws:cloudfront/publicKey:PublicKey",
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
)
not_priced(
    "no row with evidence yet",
    "aws:route53/trafficPolicyInstance:TrafficPolicyInstance",
    "aws:route53/queryLog:QueryLog",
    "aws:route53domains/registeredDomain:RegisteredDomain",
    "aws:cloudfront/keyValueStore:KeyValueStore",
    "aws:cloudfront/realtimeLogConfig:RealtimeLogConfig",
)
