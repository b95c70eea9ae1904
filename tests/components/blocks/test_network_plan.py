"""The plan of a network: what must hold for every range, every set of tiers and zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components.blocks.network_plan import (
    PlanError,
    first_zones,
    ipv6_subnet_cidr,
    named_zones,
    nat_for,
    nat_letters,
    subnet_cidr,
    zone_slot,
)
from components.settings.network import BUILT_IN, TIER_SLOTS, NetworkSettings, Tier, TierSettings

LETTERS = "abcdefgh"


@st.composite
def vpcs(draw: st.DrawFn) -> str:
    prefix = draw(st.integers(16, 21))
    return str(IPv4Network((draw(st.integers(0, 2 ** (prefix - 8) - 1)) * 2 ** (32 - prefix) + (10 << 24), prefix)))


@st.composite
def layouts(draw: st.DrawFn, vpc: str) -> dict[str, Tier]:
    slots = draw(st.lists(st.integers(3, TIER_SLOTS - 1), unique=True, max_size=5))
    longest = IPv4Network(vpc).prefixlen + 6
    prefixes = st.none() | st.integers(longest, 28)
    built_in = {name: Tier(tier.kind, tier.slot, draw(prefixes)) for name, tier in BUILT_IN.items()}
    return built_in | {f"tier{slot}": Tier("private", slot, draw(prefixes)) for slot in slots}


def subnet_cidrs(vpc: str, tiers: Mapping[str, Tier], zones: Sequence[str]) -> dict[tuple[str, str], str]:
    """The range of every subnet by tier and zone letter."""
    return {(name, zone): subnet_cidr(vpc, tier, zone) for name, tier in tiers.items() for zone in zones}


letters = st.lists(st.sampled_from(LETTERS), unique=True, min_size=2, max_size=4)


@given(st.data(), vpcs(), letters)
def test_subnets_lie_inside_the_network_and_never_overlap(data: st.DataObject, vpc: str, zones: list[str]) -> None:
    subnets = [IPv4Network(block) for block in subnet_cidrs(vpc, data.draw(layouts(vpc)), zones).values()]
    assert all(subnet.subnet_of(IPv4Network(vpc)) for subnet in subnets)
    assert not any(one.overlaps(other) for one, other in combinations(subnets, 2))


@given(st.data(), vpcs(), letters)
def test_a_further_zone_or_tier_moves_no_subnet(data: st.DataObject, vpc: str, zones: list[str]) -> None:
    tiers = data.draw(layouts(vpc))
    free = [slot for slot in range(TIER_SLOTS) if slot not in {tier.slot for tier in tiers.values()}]
    assume(free)
    more_tiers = {"added": Tier("isolated", free[0]), **tiers}  # first in the map, so positions would show
    more_zones = [next(letter for letter in LETTERS if letter not in zones), *zones]
    before, after = subnet_cidrs(vpc, tiers, zones), subnet_cidrs(vpc, more_tiers, more_zones)
    assert before.items() <= after.items()
    assert len(after) == len(more_tiers) * len(more_zones)


@given(vpcs(), letters)
def test_every_tier_is_one_block(vpc: str, zones: list[str]) -> None:
    tier = subnet_cidrs(vpc, {"private": BUILT_IN["private"]}, zones).values()
    eighth = list(IPv4Network(vpc).subnets(prefixlen_diff=3))[1]
    assert all(IPv4Network(block).subnet_of(eighth) for block in tier)


@given(st.data(), letters)
def test_ipv6_subnets_follow_the_same_places(data: st.DataObject, zones: list[str]) -> None:
    vpc = f"2600:1f18:abcd:{data.draw(st.integers(0, 255)):x}00::/56"
    tiers = data.draw(layouts("10.0.0.0/16"))
    subnets = [IPv6Network(ipv6_subnet_cidr(vpc, tier, zone)) for tier in tiers.values() for zone in zones]
    assert all(subnet.prefixlen == 64 and subnet.subnet_of(IPv6Network(vpc)) for subnet in subnets)
    assert len(set(subnets)) == len(tiers) * len(zones)


@pytest.mark.parametrize(
    ("vpc", "tier", "zone", "block"),
    [
        ("10.20.0.0/16", "public", "a", "10.20.0.0/22"),
        ("10.20.0.0/16", "public", "h", "10.20.28.0/22"),
        ("10.20.0.0/16", "private", "a", "10.20.32.0/22"),
        ("10.20.0.0/16", "isolated", "c", "10.20.72.0/22"),
        ("192.168.8.0/21", "private", "b", "192.168.9.32/27"),
    ],
)
def test_places(vpc: str, tier: str, zone: str, block: str) -> None:
    assert subnet_cidr(vpc, BUILT_IN[tier], zone) == block


def test_a_smaller_subnet_starts_where_its_place_starts() -> None:
    assert subnet_cidr("10.20.0.0/16", Tier("private", 1, 24), "b") == "10.20.36.0/24"


def test_ipv6_places_and_foreign_text() -> None:
    assert ipv6_subnet_cidr("2600:1f18::/56", BUILT_IN["isolated"], "b") == "2600:1f18:0:11::/64"
    assert ipv6_subnet_cidr("not known yet", BUILT_IN["public"], "a") == "not known yet"


@given(st.sampled_from(["none", "single", "per-zone", 1, 2, 3, 4]), st.permutations(LETTERS[:5]), st.integers(2, 4))
def test_a_further_zone_moves_no_nat_gateway_and_reroutes_no_zone(nat: str | int, order: list[str], count: int) -> None:
    assume(not isinstance(nat, int) or nat <= count)
    zones, more = order[:count], order[: count + 1]
    before, after = nat_letters(nat, zones), nat_letters(nat, more)
    assert after[: len(before)] == before
    routes = {zone: nat_for(zone, before) for zone in zones}
    assert {zone: nat_for(zone, after) for zone in zones} == routes
    assert all(gateway in before for gateway in routes.values()) if before else set(routes.values()) == {None}


@pytest.mark.parametrize(
    ("nat", "expected"),
    [("none", []), ("single", ["a"]), ("per-zone", ["a", "b", "d"]), (2, ["a", "b"])],
)
def test_zones_with_a_nat_gateway(nat: str | int, expected: list[str]) -> None:
    assert nat_letters(nat, ["a", "b", "d"]) == expected


def test_a_zone_uses_its_own_gateway_when_it_has_one() -> None:
    assert [nat_for(zone, ["a", "b"]) for zone in "abcd"] == ["a", "b", "a", "b"]
    assert nat_for("a", []) is None


def test_zones_are_the_first_by_name_and_the_avoided_ones_last() -> None:
    names, ids = ["us-east-1d", "us-east-1b", "us-east-1a", "us-east-1c"], ["x-1", "use1-az3", "x-2", "x-4"]
    taken = [first_zones(names, ids, count, "us-east-1") for count in (2, 3, 4)]
    assert taken[0] == ["us-east-1a", "us-east-1c"]
    assert taken[1] == ["us-east-1a", "us-east-1c", "us-east-1d"]
    assert taken[2] == ["us-east-1a", "us-east-1c", "us-east-1d", "us-east-1b"]


def test_too_few_zones() -> None:
    with pytest.raises(PlanError) as error:
        first_zones(["us-west-1a", "us-west-1b"], ["usw1-az1", "usw1-az3"], 3, "us-west-1")
    assert str(error.value) == (
        "network.zoneCount: 3, but us-west-1 offers this account 2 availability zones; "
        "set network.zoneCount to 2 or choose another region"
    )


def test_named_zones_keep_their_order_and_belong_to_the_region() -> None:
    assert named_zones(["us-east-1c", "us-east-1a"], "us-east-1") == ["us-east-1c", "us-east-1a"]
    with pytest.raises(
        PlanError, match="eu-west-1a not in the stack's region us-east-1; expected names such as us-east"
    ):
        named_zones(["us-east-1a", "eu-west-1a"], "us-east-1")


def test_letters_without_a_place_are_refused() -> None:
    assert [zone_slot(letter) for letter in "ah"] == [0, 7]
    with pytest.raises(PlanError, match="zone i has no place"):
        zone_slot("i")


def test_the_layout_of_the_settings_is_the_one_planned() -> None:
    settings = NetworkSettings.of(
        "Development", tiers={"tools": TierSettings(kind="public", slot=5), "private": TierSettings(subnet_prefix=24)}
    )
    assert settings.layout == {
        "public": Tier("public", 0),
        "private": Tier("private", 1, 24),
        "isolated": Tier("isolated", 2),
        "tools": Tier("public", 5),
    }
