"""Zones made or looked up, and the records in them."""

from components.blocks.dns_zone import DnsZone, DnsZoneArgs
from tests.support.synth import synth_component


def test_a_zone_is_looked_up():
    found = synth_component(lambda stage: {"id": DnsZone("dns", DnsZoneArgs(domain="example.com"), stage.opts).zone_id})
    assert not found.of_type("Zone")
    assert found.exports["id"]
    [(token, arguments)] = found.calls
    assert (token, arguments["name"]) == ("aws:route53/getZone:getZone", "example.com")


def test_a_zone_is_made():
    found = synth_component(lambda stage: DnsZone("dns", DnsZoneArgs(domain="example.com", create=True), stage.opts))
    assert found.only("Zone").inputs["name"] == "example.com"
    assert not found.calls


def test_records_are_named_by_their_key():
    def program(stage):
        zone = DnsZone("dns", DnsZoneArgs(domain="example.com", create=True), stage.opts)
        zone.record("mail", record="example.com", type="MX", values=["10 mail.example.com"])
        zone.alias("site", record="www.example.com", target="d1.cloudfront.net", target_zone_id="Z2")
        zone.alias("api", record="api.example.com", target="a.example.net", target_zone_id="Z3", ipv6=False)

    found = synth_component(program)
    records = {record.name: record.inputs for record in found.of_type("Record")}
    assert set(records) == {"dns-mail", "dns-site-a", "dns-site-aaaa", "dns-api-a"}
    assert (records["dns-mail"]["ttl"], records["dns-mail"]["records"]) == (300, ["10 mail.example.com"])
    assert "allowOverwrite" not in records["dns-mail"]
    assert records["dns-site-aaaa"]["type"] == "AAAA"
    assert records["dns-site-a"]["aliases"] == [
        {"name": "d1.cloudfront.net", "zoneId": "Z2", "evaluateTargetHealth": False}
    ]
