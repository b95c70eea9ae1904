"""multi-region: who serves a user when a region fails, read from the resources that the program makes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.components.patterns.worlds import DOMAIN, LIGHT, THREE, run
from tests.support.routing import Client, Refused, World, changed

EAST, WEST, IRELAND = "us-east-1", "us-west-2", "eu-west-1"
DUBLIN, NEW_YORK, SEATTLE, FRANKFURT = (
    Client(IRELAND, "IE"),
    Client(EAST, "US"),
    Client(WEST, "US"),
    Client("eu-central-1", "DE"),
)
ROUTE, DIRECT = f"route.{DOMAIN}", f"direct.{DOMAIN}"

SERVES = {
    EAST: {"serves": ["north-america"]},
    IRELAND: {"serves": ["europe", "africa"]},
    WEST: {"serves": ["CA", "asia"]},
}
DRAINED = {EAST: {}, IRELAND: {"weight": 0}, WEST: {}}


def world(**workload: Any) -> World:
    return World.of(run(**{"regions": THREE, **LIGHT, **workload}))


def passive(**workload: Any) -> World:
    return world(mode="active-passive", **workload)


class TestEveryRegionServes:
    @pytest.mark.parametrize("name", [DOMAIN, ROUTE, DIRECT])
    @pytest.mark.parametrize(
        ("client", "region"), [(DUBLIN, IRELAND), (NEW_YORK, EAST), (SEATTLE, WEST), (FRANKFURT, IRELAND)]
    )
    def test_the_nearest(self, name: str, client: Client, region: str) -> None:
        assert world().serves(name, client) == region

    @pytest.mark.parametrize("name", [DOMAIN, ROUTE, DIRECT])
    @pytest.mark.parametrize(
        ("down", "client", "region"),
        [
            ([IRELAND], DUBLIN, EAST),
            ([EAST], NEW_YORK, WEST),
            ([EAST], DUBLIN, IRELAND),
            ([EAST, IRELAND], DUBLIN, WEST),
            ([WEST, IRELAND], SEATTLE, EAST),
        ],
    )
    def test_another_one_when_it_fails(self, name: str, down: list[str], client: Client, region: str) -> None:
        assert world().when(*down).serves(name, client) == region

    @pytest.mark.parametrize(
        ("down", "client", "region"), [(IRELAND, DUBLIN, EAST), (EAST, NEW_YORK, WEST), (WEST, SEATTLE, EAST)]
    )
    def test_reads_before_anybody_noticed(self, down: str, client: Client, region: str) -> None:
        before = world().when(down, noticed=False)
        assert before.serves(DOMAIN, client) == region
        assert before.serves(DOMAIN, client, "/api/orders", "POST") is None, "a write goes to one region, and waits"
        assert world().when(down).serves(DOMAIN, client, "/api/orders", "POST") == region

    def test_what_reads_takes_no_writes(self) -> None:
        assert world().serves(DOMAIN, DUBLIN, "/page", "POST") is None
        assert world().serves(DOMAIN, DUBLIN, "/api/x", "DELETE") == IRELAND

    def test_health_checks_ask_past_all_routing(self) -> None:
        checks = {check.inputs["fqdn"] for check in run(regions=THREE, **LIGHT).of_type("HealthCheck") if check.custom}
        assert checks == {f"{region}.{DOMAIN}" for region in THREE}
        for region in THREE:
            assert world().when(region).resolve(f"{region}.{DOMAIN}", DUBLIN) == region


class TestOneRegionServes:
    @pytest.mark.parametrize("name", [DOMAIN, ROUTE, DIRECT])
    @pytest.mark.parametrize("client", [DUBLIN, SEATTLE, NEW_YORK])
    def test_the_primary_for_everybody(self, name: str, client: Client) -> None:
        assert passive().serves(name, client) == EAST
        assert passive().when(IRELAND, WEST).serves(name, client) == EAST

    def test_a_standby_when_the_primary_fails(self) -> None:
        weights = {EAST: {}, IRELAND: {"weight": 80}, WEST: {"weight": 20}}
        broken = passive(regions=weights).when(EAST)
        assert broken.serves(DOMAIN, NEW_YORK) == IRELAND
        assert broken.serves(ROUTE, SEATTLE) == IRELAND
        assert broken.when(EAST, IRELAND).serves(DOMAIN, DUBLIN) == WEST
        assert broken.serves(DIRECT, SEATTLE) == WEST, "the accelerator takes the nearest standby"

    def test_reads_before_anybody_noticed(self) -> None:
        assert passive().when(EAST, noticed=False).serves(DOMAIN, NEW_YORK) in {IRELAND, WEST}

    def test_after_a_failover_the_other_one_is_the_primary(self) -> None:
        roles = {EAST: {"role": "standby"}, IRELAND: {"role": "primary"}, WEST: {"role": "standby"}}
        moved = passive(regions=roles)
        for name in (DOMAIN, ROUTE, DIRECT):
            assert moved.serves(name, SEATTLE) == IRELAND
        assert moved.when(IRELAND).serves(ROUTE, SEATTLE) in {EAST, WEST}


class TestPlaces:
    @pytest.mark.parametrize(
        ("country", "region"), [("DE", IRELAND), ("US", EAST), ("CA", WEST), ("JP", WEST), ("BR", IRELAND)]
    )
    def test_by_the_lists_else_the_nearest(self, country: str, region: str) -> None:
        found = world(regions=SERVES, routing={"policy": "geolocation"})
        assert found.serves(ROUTE, Client(IRELAND, country)) == region

    @pytest.mark.parametrize(("country", "region"), [("CA", EAST), ("JP", EAST)])
    def test_a_wider_place_takes_over(self, country: str, region: str) -> None:
        found = world(regions=SERVES, routing={"policy": "geolocation"}).when(WEST)
        assert found.serves(ROUTE, Client(EAST, country)) == region


class TestDrained:
    @pytest.mark.parametrize("name", [DOMAIN, ROUTE, DIRECT])
    def test_nobody_is_sent_to_a_drained_region(self, name: str) -> None:
        assert world(regions=DRAINED).serves(name, DUBLIN) == EAST
        assert passive(regions=DRAINED).when(EAST).serves(name, DUBLIN) == WEST

    def test_a_drained_primary_sends_everybody_to_a_standby(self) -> None:
        found = passive(regions={EAST: {"weight": 0}, IRELAND: {}})
        assert found.serves(DOMAIN, NEW_YORK) == IRELAND
        assert found.serves(ROUTE, NEW_YORK) == IRELAND

    def test_weights(self) -> None:
        weights = {EAST: {"weight": 10}, IRELAND: {"weight": 90}, WEST: {"weight": 1}}
        found = world(regions=weights, routing={"policy": "weighted"})
        assert found.serves(ROUTE, SEATTLE) == IRELAND
        assert found.when(IRELAND).serves(ROUTE, SEATTLE) == EAST


class TestDoors:
    @pytest.mark.parametrize("entry", ["cdn", "accelerator", "dns"])
    def test_the_domain_leads_to_what_is_chosen(self, entry: str) -> None:
        found = world(entry=entry)
        target = found.resolve(DOMAIN, DUBLIN)
        ends = {"cdn": ".cloudfront.net", "accelerator": ".awsglobalaccelerator.com", "dns": IRELAND}
        assert str(target).endswith(ends[entry])
        assert found.when(IRELAND).serves(DOMAIN, DUBLIN) == EAST


class TestBrokenWiring:
    """The model notices what would go wrong, so the tests above can fail."""

    def test_a_missing_health_check(self) -> None:
        broken = changed(world(), "Record", {"healthCheckId": None}, f"route-{IRELAND}")
        assert broken.when(IRELAND).serves(ROUTE, DUBLIN) is None

    def test_an_alias_that_does_not_look_through(self) -> None:
        deaf = changed(passive(), "Record", {"healthCheckId": None}, "route-primary")
        assert deaf.when(EAST).serves(ROUTE, DUBLIN) is None

    def test_the_wrong_failover_role(self) -> None:
        wrong = changed(passive(), "Record", {"failoverRoutingPolicies": [{"type": "PRIMARY"}]}, "route-standby")
        with pytest.raises(Refused, match="two answers"):
            wrong.serves(ROUTE, DUBLIN)

    def test_a_health_check_of_the_routed_name(self) -> None:
        wrong = changed(world(), "HealthCheck", {"fqdn": ROUTE}, IRELAND)
        with pytest.raises(ValueError, match="too many values"):
            wrong.when(IRELAND).serves(ROUTE, DUBLIN)

    def test_an_origin_group_that_takes_writes(self) -> None:
        (distribution,) = [r for r in world().resources if r.type.endswith(":Distribution")]
        behaviour = {**distribution.inputs["defaultCacheBehavior"], "allowedMethods": ["GET", "HEAD", "POST"]}
        wrong = changed(world(), "Distribution", {"defaultCacheBehavior": behaviour})
        with pytest.raises(Refused, match="origin group"):
            wrong.serves(DOMAIN, DUBLIN)

    def test_one_origin_alone(self) -> None:
        (distribution,) = [r for r in world().resources if r.type.endswith(":Distribution")]
        (group,) = distribution.inputs["originGroups"]
        alone = changed(world(), "Distribution", {"originGroups": [{**group, "members": group["members"][:1]}]})
        assert alone.when(IRELAND, noticed=False).serves(DOMAIN, DUBLIN) is None

    def test_a_standby_that_takes_traffic(self) -> None:
        wrong = changed(passive(), "EndpointGroup", {"trafficDialPercentage": 100}, IRELAND)
        assert wrong.serves(DIRECT, DUBLIN) == IRELAND
        assert passive().serves(DIRECT, DUBLIN) == EAST

    def test_a_dial_of_nought_is_no_weight_of_nought(self) -> None:
        group = run(mode="active-passive", regions=THREE, **LIGHT).named(f"world-accelerator-{IRELAND}-group")
        (endpoint,) = group.inputs["endpointConfigurations"]
        out = changed(passive(), "EndpointGroup", {"endpointConfigurations": [{**endpoint, "weight": 0}]}, IRELAND)
        assert passive().when(EAST).serves(DIRECT, DUBLIN) == IRELAND
        assert out.when(EAST).serves(DIRECT, DUBLIN) == WEST
