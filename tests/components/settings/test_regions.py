"""Settings of a workload in several regions: defaults, what is refused, ranges that never move."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from components.patterns.multi_region import MultiRegionSettings
from components.settings.region_plan import RANGES, range_of

DOMAIN = "shop.example.com"
EAST, IRELAND, WEST = "us-east-1", "eu-west-1", "us-west-2"
TWO = {EAST: {}, IRELAND: {}}
ENVIRONMENTS = ["Development", "Staging", "Production"]


def settings(environment: str = "Production", regions: Any = None, **workload: Any) -> MultiRegionSettings:
    values = {"pattern": "multi-region", "domain": DOMAIN, "regions": regions or TWO, **workload}
    return MultiRegionSettings.of(environment, **values)


class TestSettings:
    @pytest.mark.parametrize("environment", ENVIRONMENTS)
    def test_a_domain_and_two_regions_are_enough(self, environment: str) -> None:
        found = settings(environment)
        assert found.services["app"].paths == ["/*"]
        assert found.database is not None
        assert found.door == "cdn"

    def test_production_is_safe_and_development_cheap(self) -> None:
        safe, cheap = settings("Production"), settings("Development")
        assert safe.database and cheap.database
        assert (safe.database.followers, cheap.database.followers) == ("same", "headless")
        assert (safe.accelerator.enabled, cheap.accelerator.enabled) == (True, False)
        assert safe.accelerator.flow_logs
        assert (safe.standby, cheap.standby) == ("full", "warm")
        assert cheap.database.customer_key, "a copy in another region needs a key of that region"

    @pytest.mark.parametrize(
        ("workload", "message"),
        [
            ({"regions": {EAST: {}}}, "regions names 1; expected two or more"),
            ({"regions": {EAST: {"weight": 0}, IRELAND: {"weight": 0}}}, "every weight is 0, so no region would serve"),
            (
                {"regions": {EAST: {"role": "primary"}, IRELAND: {"role": "primary"}}},
                "us-east-1 and eu-west-1 are all role: primary; expected one",
            ),
            ({"regions": {EAST: {}, IRELAND: {"role": "standby"}}}, "role is standby with mode active-active"),
            (
                {"mode": "active-passive", "regions": {EAST: {}, IRELAND: {"role": "active"}}},
                "role is active with mode active-passive; expected primary or standby",
            ),
            (
                {"regions": {EAST: {}, "us-gov-west-1": {}}},
                "regions.us-gov-west-1.cidr is missing; expected a range such as",
            ),
            ({"network": {"cidr": "10.0.0.0/16"}}, "network.cidr would be the same in every region"),
            ({"network": {"zones": ["us-east-1a", "us-east-1b"]}}, "expected network.zoneCount instead"),
            ({"network": {"connectedNetworks": ["10.104.0.0/16"]}}, "in eu-west-1, cidr 10.104.0.0/16 overlaps"),
            ({"routing": {"policy": "failover"}}, "policy is failover with mode active-active; expected latency"),
            ({"mode": "active-passive", "routing": {"policy": "latency"}}, "expected failover"),
            ({"routing": {"policy": "geolocation"}}, "no region says whom it serves"),
            ({"regions": {EAST: {"serves": ["DE"]}, IRELAND: {}}}, "serves has no use without"),
            (
                {
                    "routing": {"policy": "geolocation"},
                    "regions": {EAST: {"serves": ["DE"]}, IRELAND: {"serves": ["DE"]}},
                },
                "regions: DE is served twice",
            ),
            ({"regions": {EAST: {}, IRELAND: {"serves": ["moon"]}}}, "a continent"),
            ({"entry": "cdn", "cdn": {"enabled": False}}, "entry is cdn, which is not enabled"),
            ({"loadBalancer": {"internal": True}}, "keeps out the health checks of Route 53"),
            ({"services": {"app": {}}}, "none has paths or hosts"),
            (
                {"tables": {"a": {"partitionKey": "id", "capacity": {"mode": "provisioned"}}}},
                "tables.a.capacity.mode is provisioned; expected on-demand",
            ),
            ({"tables": {"a": {"partitionKey": "id", "stream": "keys"}}}, "tables.a.stream is keys; expected both"),
            ({"cdn": {"writePaths": ["/a/*"], "cachedPaths": ["/a/*"]}}, "stand in writePaths and cachedPaths"),
            ({"database": {"engine": "postgres"}}, "aurora-postgresql"),
            ({"database": {"proxy": True}}, "RDS Proxy only reads"),
            ({"database": {"customerKey": False}}, "needs a key of that region"),
            ({"database": {"aurora": {"minCapacity": 0}}}, "a global database does not pause"),
            ({"database": {"aurora": {"dataApi": True}}}, "needs a secret that RDS keeps itself"),
            (
                {"database": {"instanceClass": "db.t4g.medium", "aurora": {"capacity": "provisioned"}}},
                "instanceClass db.t4g.medium: a global database takes",
            ),
        ],
    )
    def test_refuses(self, workload: dict[str, Any], message: str) -> None:
        with pytest.raises(ValidationError, match=message):
            settings(**workload)

    def test_overlapping_networks_are_one_message(self) -> None:
        regions = {EAST: {"cidr": "10.1.0.0/16"}, IRELAND: {"cidr": "10.1.128.0/17"}, WEST: {"cidr": "10.1.0.0/20"}}
        with pytest.raises(ValidationError) as error:
            settings(regions=regions)
        lines = [line for line in str(error.value).splitlines() if "overlap" in line]
        assert len(lines) == 1
        assert f"{EAST} 10.1.0.0/16 and {IRELAND} 10.1.128.0/17; {EAST} 10.1.0.0/16 and {WEST} 10.1.0.0/20" in lines[0]

    def test_the_domain_is_needed(self) -> None:
        with pytest.raises(ValidationError, match="domain"):
            MultiRegionSettings.of("Production", pattern="multi-region", regions=TWO)


class TestRanges:
    def test_every_region_has_its_own(self) -> None:
        assert len(set(RANGES.values())) == len(RANGES) > 30
        assert "10.0.0.0/16" not in RANGES.values()

    def test_places_are_for_good(self) -> None:
        assert {region: range_of(region) for region in (EAST, IRELAND, "ap-southeast-6")} == {
            EAST: "10.100.0.0/16",
            IRELAND: "10.104.0.0/16",
            "ap-southeast-6": "10.133.0.0/16",
        }
