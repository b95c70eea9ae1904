"""A certificate proves each of its names by a record that is keyed by the name."""

from types import SimpleNamespace

import pytest

from components.blocks.certificate import Certificate, CertificateArgs, option_for, proven_names
from components.blocks.dns_zone import DnsZone, DnsZoneArgs
from tests.support.synth import synth_component


def option(domain):
    return SimpleNamespace(
        domain_name=domain,
        resource_record_name=f"_proof.{domain}",
        resource_record_type="CNAME",
        resource_record_value="_x.acm-validations.aws.",
    )


def test_a_wildcard_is_proven_by_its_parent():
    assert proven_names(["www.example.com", "*.example.com", "example.com"]) == ["example.com", "www.example.com"]


def test_options_are_found_by_name_whatever_their_order():
    options = [option("www.example.com"), option("*.example.com")]
    for order in (options, options[::-1]):
        assert option_for("example.com", order)["resource_record_name"] == "_proof.*.example.com"
        assert option_for("www.example.com", order)["resource_record_name"] == "_proof.www.example.com"


def test_a_name_without_an_option():
    with pytest.raises(ValueError, match=r"ACM gave no validation record for b\.example\.com"):
        option_for("b.example.com", [option("a.example.com"), option("c.example.com")])


@pytest.fixture(scope="module")
def found():
    def program(stage):
        zone = DnsZone("dns", DnsZoneArgs(domain="example.com", create=True), stage.opts)
        names = ("www.example.com", "example.com")
        args = CertificateArgs(domain="example.com", alternative_names=names, zone=zone, region="us-east-1")
        return {"arn": Certificate("site", args, stage.opts).arn}

    return synth_component(program, region="eu-west-1")


def test_names_and_region(found):
    inputs = found.only("Certificate", "site-certificate").inputs
    assert (inputs["domainName"], inputs["subjectAlternativeNames"]) == ("example.com", ["www.example.com"])
    assert (inputs["validationMethod"], inputs["region"]) == ("DNS", "us-east-1")
    assert found.only("CertificateValidation").inputs["region"] == "us-east-1"


def test_one_record_per_name(found):
    assert {record.name for record in found.of_type("Record")} == {"dns-site-example.com", "dns-site-www.example.com"}


def test_the_arn_waits_for_the_validation(found):
    validation = found.only("CertificateValidation")
    assert {urn.rpartition("::")[2] for urn in validation.depends_on} >= {
        "dns-site-example.com",
        "dns-site-www.example.com",
    }
