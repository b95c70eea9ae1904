"""A distribution: who may read the bucket, what browsers are told, what is cached for how long."""

import json

import pytest

from components.blocks.bucket import Bucket, BucketArgs
from components.blocks.cdn import Behaviour, BucketOrigin, Cdn, CdnArgs, HttpOrigin, Names
from components.settings.bucket import BucketSettings
from components.settings.cdn import CdnSettings
from tests.support.synth import synth_component

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"


def build(
    profile="Production", /, *, api=False, names=None, release="0123456789abcdef", region="us-east-1", **settings
):
    def program(stage):
        files = Bucket(
            "files",
            BucketArgs(settings=BucketSettings.of(stage.environment), stack=stage.stack, policy_later=True),
            stage.opts,
        )
        server = {"api": HttpOrigin(host="api.example.net")} if api else {}
        cdn = Cdn(
            "cdn",
            CdnArgs(
                settings=CdnSettings.of(stage.environment, **settings),
                stack=stage.stack,
                origins={"files": BucketOrigin(bucket=files), **server},
                default=Behaviour(origin="files"),
                behaviours={"/api/*": Behaviour(origin="api", kind="api")} if api else {},
                names=names,
                release=release,
            ),
            stage.opts,
        )
        alarm, clients = cdn.operations.alarms
        return {
            "arn": cdn.arn,
            "files": files.arn,
            "alarm": {"region": alarm.region, "threshold": alarm.threshold, "on": dict(alarm.metrics["m1"].dimensions)},
            "clients": [clients.region, clients.expression, clients.threshold, clients.severity],
            "id": cdn.distribution_id,
            "invalidate": cdn.grant_invalidate(),
        }

    return synth_component(program, profile, region=region)


def distribution(found):
    return found.only("Distribution").inputs


@pytest.fixture(scope="module")
def site():
    return build()


def test_the_bucket_is_read_by_this_distribution_only(site):
    [statement] = [
        statement
        for statement in json.loads(site.named("files-policy").inputs["policy"])["Statement"]
        if statement["Effect"] == "Allow"
    ]
    assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"AWS:SourceArn": site.exports["arn"]}}
    assert (statement["Action"], statement["Resource"]) == (["s3:GetObject"], [f"{site.exports['files']}/*"])


def test_requests_to_the_bucket_are_signed(site):
    access = site.only("OriginAccessControl")
    assert (access.inputs["signingBehavior"], access.inputs["signingProtocol"]) == ("always", "sigv4")
    [origin] = distribution(site)["origins"]
    assert origin["originAccessControlId"] == access.outputs["id"]
    assert "customOriginConfig" not in origin


def test_modern_and_https_only(site):
    inputs = distribution(site)
    assert (inputs["httpVersion"], inputs["isIpv6Enabled"]) == ("http2and3", True)
    default = inputs["defaultCacheBehavior"]
    assert (default["viewerProtocolPolicy"], default["compress"]) == ("redirect-to-https", True)
    assert default["allowedMethods"] == ["GET", "HEAD", "OPTIONS"]
    assert inputs["viewerCertificate"] == {"cloudfrontDefaultCertificate": True}


def test_names_and_their_certificate():
    names = Names(
        certificate_arn=CERTIFICATE,
        names=("example.com", "www.example.com"),
        redirects={"www.example.com": "example.com"},
    )
    found = build(names=names)
    assert distribution(found)["aliases"] == ["example.com", "www.example.com"]
    assert distribution(found)["viewerCertificate"] == {
        "acmCertificateArn": CERTIFICATE,
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.2_2021",
    }
    assert '"www.example.com": "example.com"' in found.only("aws:cloudfront/function:Function").inputs["code"]


def test_the_release_is_part_of_the_key(site):
    key = site.only("CachePolicy").inputs["parametersInCacheKeyAndForwardedToOrigin"]
    assert key["headersConfig"] == {"headerBehavior": "whitelist", "headers": {"items": ["x-release"]}}
    assert site.only("CachePolicy").inputs["minTtl"] == 0
    router = site.only("aws:cloudfront/function:Function")
    assert '"release": "0123456789abcdef"' in router.inputs["code"]
    [link] = distribution(site)["defaultCacheBehavior"]["functionAssociations"]
    assert link == {"eventType": "viewer-request", "functionArn": router.outputs["arn"]}


def test_only_the_router_changes_with_the_release(site):
    before = {resource.urn: resource.inputs for resource in site.resources}
    after = {resource.urn: resource.inputs for resource in build(release="f" * 16).resources}
    assert {urn.rpartition("::")[2] for urn in before if before[urn] != after[urn]} == {"cdn-router"}


def test_an_api_is_never_cached_and_keeps_its_answers():
    found = build(api=True)
    [api] = distribution(found)["orderedCacheBehaviors"]
    assert (api["pathPattern"], api["cachePolicyId"]) == ("/api/*", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad")
    assert api["originRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    assert "functionAssociations" not in api
    assert set(api["allowedMethods"]) == {"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"}
    assert [response["errorCode"] for response in distribution(found)["customErrorResponses"]] == [403]
    server = next(origin for origin in distribution(found)["origins"] if origin["originId"] == "api")
    assert server["customOriginConfig"]["originProtocolPolicy"] == "https-only"
    assert server["customOriginConfig"]["originSslProtocols"] == ["TLSv1.2"]


def test_errors_show_the_page_with_the_right_status(site):
    responses = distribution(site)["customErrorResponses"]
    assert {(response["errorCode"], response["responseCode"]) for response in responses} == {(403, 404), (404, 404)}
    assert {response["responsePagePath"] for response in responses} == {"/404.html"}
    assert not distribution(build(errorDocument=None)).get("customErrorResponses")


def test_browsers_are_told(site):
    policy = site.only("ResponseHeadersPolicy")
    headers = policy.inputs["securityHeadersConfig"]
    assert headers["strictTransportSecurity"] == {
        "accessControlMaxAgeSec": 730 * 86_400,
        "includeSubdomains": False,
        "preload": False,
        "override": True,
    }
    assert headers["frameOptions"] == {"frameOption": "DENY", "override": True}
    assert headers["contentTypeOptions"] == {"override": True}
    assert "default-src 'self'" in headers["contentSecurityPolicy"]["contentSecurityPolicy"]
    assert distribution(site)["defaultCacheBehavior"]["responseHeadersPolicyId"] == policy.outputs["id"]


def test_headers_can_be_left_out():
    settings = {"hstsDays": 0, "contentSecurityPolicy": None, "frameOptions": None, "more": {"X-A": "b"}}
    inputs = build(headers=settings).only("ResponseHeadersPolicy").inputs
    assert set(inputs["securityHeadersConfig"]) == {"contentTypeOptions", "referrerPolicy"}
    assert inputs["customHeadersConfig"]["items"] == [{"header": "X-A", "value": "b", "override": True}]


@pytest.mark.parametrize(
    ("countries", "expected"),
    [
        (None, ("none", [])),
        ({"allow": ["FR", "DE"]}, ("whitelist", ["DE", "FR"])),
        ({"block": ["KP"]}, ("blacklist", ["KP"])),
    ],
)
def test_countries(countries, expected):
    geo = distribution(build("Development", countries=countries))["restrictions"]["geoRestriction"]
    assert (geo["restrictionType"], geo["locations"]) == expected


def test_firewall_logs_and_metrics_by_profile(site):
    production, development = site, build("Development")
    assert distribution(production)["webAclId"] == production.only("WebAcl", "cdn-waf-acl").outputs["arn"]
    assert "webAclId" not in distribution(development)
    for kind in ("MonitoringSubscription", "LogDelivery"):
        assert production.of_type(kind)
        assert not development.of_type(kind)
    assert distribution(development)["priceClass"] == "PriceClass_100"


def test_what_cloudfront_keeps_in_us_east_1_is_there():
    found = build(region="eu-west-1")
    assert found.exports["alarm"]["region"] == "us-east-1"
    for kind in ("LogDeliverySource", "LogDeliveryDestination", "LogDelivery"):
        assert found.only(kind).inputs["region"] == "us-east-1"
    assert found.only("WebAcl", "cdn-waf-acl").inputs["region"] == "us-east-1"


def test_refused_requests_are_a_warning_and_a_share(site):
    assert site.exports["clients"] == ["us-east-1", "IF(requests > 20, rate, 0)", 25, "warning"]


def test_the_alarm_names_the_distribution(site):
    assert site.exports["alarm"]["on"] == {"DistributionId": site.exports["id"], "Region": "Global"}


def test_a_pipeline_may_empty_this_cache_only(site):
    assert site.exports["invalidate"]["Resource"] == [site.exports["arn"]]
