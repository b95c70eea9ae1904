"""Which zone a domain lives in, and which name leads to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.settings.dns import DnsSettings, lies_in, redirect_source, zone_of


@pytest.mark.parametrize(
    ("domain", "zone", "expected"),
    [
        ("example.com", None, "example.com"),
        ("www.example.com", None, "example.com"),
        ("shop.eu.example.com", None, "eu.example.com"),
        ("shop.eu.example.com", "example.com", "example.com"),
        ("example.co.uk", "example.co.uk", "example.co.uk"),
    ],
)
def test_zone_of_a_domain(domain, zone, expected):
    assert zone_of(domain, DnsSettings.of(zone=zone)) == expected


@pytest.mark.parametrize("zone", ["example.org", "ample.com", "www.shop.example.com"])
def test_a_domain_outside_its_zone(zone):
    with pytest.raises(
        ValueError, match=f"shop.example.com is not in dns.zone {zone}; expected the domain or a parent"
    ):
        zone_of("shop.example.com", DnsSettings.of(zone=zone))


@pytest.mark.parametrize(
    ("domain", "expected"),
    [("example.com", "www.example.com"), ("www.example.com", "example.com"), ("shop.example.com", None)],
)
def test_the_name_that_leads_to_a_domain(domain, expected):
    assert redirect_source(domain, "example.com") == expected


labels = st.lists(st.text("abc", min_size=1, max_size=3), min_size=2, max_size=5)


@given(labels)
def test_a_domain_lies_in_its_zone(parts):
    domain = ".".join(parts)
    assert lies_in(domain, zone_of(domain, DnsSettings.of()))
