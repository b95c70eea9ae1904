"""The static site: alone it works under CloudFront's name; domain, redirect and API come by one setting each."""

import pytest
from pydantic import ValidationError

from components.pattern import PatternArgs
from components.patterns.static_site import StaticSite, StaticSiteSettings
from tests.support.synth import synth_component


def build(profile="Development", /, **values):
    def program(stage):
        settings = StaticSiteSettings.of(stage.environment, pattern="static-site", **values)
        return StaticSite("shop", PatternArgs(settings=settings, stack=stage.stack), stage.opts).outputs

    return synth_component(program, profile, region="eu-west-1")


def router(found):
    return found.only("aws:cloudfront/function:Function").inputs["code"]


def test_the_name_of_the_pattern_is_enough():
    found = build()
    distribution = found.only("Distribution")
    assert found.exports["url"] == f"https://{distribution.outputs['domainName']}"
    assert set(found.exports) == {"bucket", "url", "distributionId", "distributionDomain"}
    assert found.of_type("BucketObjectv2")
    assert not found.of_type("Certificate", "Record", "Zone", "Api")


def test_a_domain_brings_certificate_and_records():
    found = build(domain="www.example.com")
    assert found.only("Distribution").inputs["aliases"] == ["www.example.com", "example.com"]
    assert '"redirects": {"example.com": "www.example.com"}' in router(found)
    certificate = found.only("aws:acm/certificate:Certificate").inputs
    assert (certificate["domainName"], certificate["region"]) == ("www.example.com", "us-east-1")
    assert certificate["subjectAlternativeNames"] == ["example.com"]
    aliases = {record.inputs["name"] for record in found.of_type("Record") if record.inputs.get("aliases")}
    assert aliases == {"www.example.com", "example.com"}
    assert (found.exports["url"], found.exports["domain"]) == ("https://www.example.com", "www.example.com")


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"domain": "shop.example.com"}, ["shop.example.com"]),
        ({"domain": "example.com"}, ["example.com", "www.example.com"]),
        ({"domain": "example.com", "www_redirect": False}, ["example.com"]),
    ],
)
def test_names(values, names):
    assert build(**values).only("Distribution").inputs["aliases"] == names


def test_a_zone_that_is_made_tells_its_name_servers():
    found = build(domain="shop.example.com", dns={"create": True, "zone": "example.com"})
    assert found.only("Zone").inputs["name"] == "example.com"
    assert found.exports["nameServers"] == found.only("Zone").outputs["nameServers"]


def test_the_api_is_behind_its_path():
    found = build(api={})
    [api] = found.only("Distribution").inputs["orderedCacheBehaviors"]
    assert (api["pathPattern"], api["targetOriginId"]) == ("/api/*", "api")
    assert found.only("Route").inputs["routeKey"] == "ANY /api/{proxy+}"
    origin = next(item for item in found.only("Distribution").inputs["origins"] if item["originId"] == "api")
    assert found.exports["apiUrl"] == f"https://{origin['domainName']}"
    environment = found.only("aws:lambda/function:Function").inputs["environment"]
    assert environment == {"variables": {"ENVIRONMENT": "Development"}}


def test_the_api_moves_nothing_else():
    before, after = build(), build(api={})
    changed = {
        resource.name
        for resource in before.resources
        if resource.custom and after.by_urn[resource.urn].inputs != resource.inputs
    }
    assert changed == {"shop-cdn-distribution"}


def test_a_new_release_touches_its_files_and_the_router(tmp_path):
    (tmp_path / "index.html").write_text("one")
    (tmp_path / "404.html").write_text("none")
    before = build(content=str(tmp_path))
    (tmp_path / "index.html").write_text("two")
    after = build(content=str(tmp_path))
    changed = {
        resource.name
        for resource in before.resources
        if resource.custom and after.by_urn[resource.urn].inputs != resource.inputs
    }
    assert changed == {"shop-cdn-router"}  # the object's own change is in its asset, which the engine compares


def test_an_error_page_that_is_not_there_is_not_shown(tmp_path):
    (tmp_path / "index.html").write_text("x")
    assert not build(content=str(tmp_path)).only("Distribution").inputs.get("customErrorResponses")


def test_content_may_come_from_a_pipeline():
    found = build(content=None)
    assert not found.of_type("BucketObjectv2")
    assert '"release": null' in router(found)
    assert found.only("Distribution").inputs["customErrorResponses"]


def test_files_are_there_before_the_release_that_names_them():
    found = build()
    waits = found.by_urn[found.only("Cdn").urn].depends_on
    assert any(urn.endswith("::shop-content/index.html") for urn in waits)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"domain": "shop.example.com", "dns": {"zone": "example.org"}}, "is not in dns.zone example.org"),
        ({"dns": {"create": True}}, "dns is set but domain is not"),
        ({"api": {"http": {"domain": "api.example.com"}}}, "http.domain has no use here"),
        ({"api": {"http": {"authorization": "iam"}}}, "which browsers cannot sign for"),
        ({"api": {"source": "../x"}}, "api.source"),
    ],
)
def test_refused(values, message):
    with pytest.raises(ValidationError, match=message):
        StaticSiteSettings.of("Production", pattern="static-site", **values)
