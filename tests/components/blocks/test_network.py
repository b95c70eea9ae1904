"""The network as a stack gets it: by environment, by setting, and when something is added."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from tests.components.blocks.networks import network
from tests.support.synth import Resource, Synthesis


def names(synthesis: Synthesis, kind: str) -> list[str]:
    return sorted(resource.name for resource in synthesis.of_type(kind))


def targets(synthesis: Synthesis) -> dict[str, str]:
    """Where the default routes lead: route table's name → name of the gateway."""
    by_id = {r.outputs["id"]: r.name for r in synthesis.resources if r.custom and "id" in r.outputs}
    found: dict[str, str] = {}
    for route in synthesis.of_type("Route"):
        gateway = next(route.inputs[key] for key in route.inputs if key.endswith(("GatewayId", "gatewayId")))
        key = f"{by_id[route.inputs['routeTableId']]}{' ipv6' if 'destinationIpv6CidrBlock' in route.inputs else ''}"
        found[key.removeprefix("network-routes-")] = by_id[gateway].removeprefix("network-routes-")
    return found


@pytest.mark.parametrize(
    ("environment", "zones", "gateways", "sink"),
    [
        ("Development", ["us-east-1a", "us-east-1b"], ["network-routes-nat-a"], None),
        ("Staging", ["us-east-1a", "us-east-1b"], ["network-routes-nat-a"], "cloud-watch-logs"),
        (
            "Production",
            ["us-east-1a", "us-east-1b", "us-east-1d"],  # us-east-1c is use1-az3 here, one of the avoided
            ["network-routes-nat-a", "network-routes-nat-b", "network-routes-nat-d"],
            "s3",
        ),
    ],
)
def test_the_environment_decides(environment: str, zones: list[str], gateways: list[str], sink: str | None) -> None:
    made = network(environment)
    assert made.exports["zones"] == zones
    assert names(made, "NatGateway") == gateways == names(made, "Eip")
    assert [log.inputs["logDestinationType"] for log in made.of_type("FlowLog")] == ([sink] if sink else [])
    assert len(made.of_type("Subnet")) == 3 * len(zones)


def test_subnets_are_where_the_plan_puts_them_and_get_no_public_addresses() -> None:
    made = network("Development", cidr="10.20.0.0/16", tiers={"private": {"subnetPrefix": 24}})
    subnets = {subnet.name: subnet.inputs for subnet in made.of_type("Subnet")}
    assert {name: (s["availabilityZone"], s["cidrBlock"]) for name, s in subnets.items()} == {
        "network-public-a": ("us-east-1a", "10.20.0.0/22"),
        "network-public-b": ("us-east-1b", "10.20.4.0/22"),
        "network-private-a": ("us-east-1a", "10.20.32.0/24"),
        "network-private-b": ("us-east-1b", "10.20.36.0/24"),
        "network-isolated-a": ("us-east-1a", "10.20.64.0/22"),
        "network-isolated-b": ("us-east-1b", "10.20.68.0/22"),
    }
    assert not any(subnet["mapPublicIpOnLaunch"] for subnet in subnets.values())
    assert subnets["network-private-b"]["tags"] == {"Name": "shop-test-private-b"}


def test_outputs_are_in_the_order_of_the_zones() -> None:
    made = network("Development", zones=["us-east-1c", "us-east-1a"])
    subnets = made.exports["subnets"]
    assert made.exports["zones"] == ["us-east-1c", "us-east-1a"]
    for tier in ("public", "private", "isolated"):
        assert made.exports[tier] == [subnets[tier]["c"], subnets[tier]["a"]]
        wanted = [made.only("Subnet", f"network-{tier}-{letter}").outputs["id"] for letter in "ca"]
        assert made.exports[tier] == wanted


def test_every_subnet_follows_the_route_table_of_its_tier() -> None:
    made = network("Staging")
    tables = {table.outputs["id"]: table.name for table in made.of_type("RouteTable")}
    subnets = {subnet.outputs["id"]: subnet.name for subnet in made.of_type("Subnet")}
    followed = {
        subnets[link.inputs["subnetId"]]: tables[link.inputs["routeTableId"]]
        for link in made.of_type("RouteTableAssociation")
    }
    assert followed == {
        "network-public-a": "network-routes-public-all",
        "network-public-b": "network-routes-public-all",
        "network-private-a": "network-routes-private-a",
        "network-private-b": "network-routes-private-b",
        "network-isolated-a": "network-routes-isolated-all",
        "network-isolated-b": "network-routes-isolated-all",
    }


@pytest.mark.parametrize(
    ("nat", "private"),
    [
        ("none", {}),
        ("single", {"private-a": "nat-a", "private-b": "nat-a", "private-d": "nat-a"}),
        (2, {"private-a": "nat-a", "private-b": "nat-b", "private-d": "nat-b"}),
        ("per-zone", {"private-a": "nat-a", "private-b": "nat-b", "private-d": "nat-d"}),
    ],
)
def test_nat_decides_where_the_private_tier_leads_and_isolated_leads_nowhere(
    nat: str | int, private: dict[str, str]
) -> None:
    assert targets(network(nat=nat)) == {"public-all": "internet", **private}


def test_ipv6_has_its_own_ways_out() -> None:
    made = network("Development", ipv6=True, nat="none")
    assert targets(made) == {
        "public-all": "internet",
        "public-all ipv6": "internet",
        "private-a ipv6": "egress-only",
        "private-b ipv6": "egress-only",
    }
    assert made.only("Vpc").inputs["assignGeneratedIpv6CidrBlock"] is True
    blocks = {subnet.name: subnet.inputs["ipv6CidrBlock"] for subnet in made.of_type("Subnet")}
    assert len(set(blocks.values())) == 6
    assert blocks["network-private-b"].endswith("09::/64")


def test_without_ipv6_nothing_speaks_it() -> None:
    made = network("Development")
    assert not made.of_type("EgressOnlyInternetGateway")
    assert not any("ipv6" in key.lower() for subnet in made.of_type("Subnet", "Vpc") for key in subnet.inputs)


def test_the_default_security_group_is_adopted_without_rules() -> None:
    group = network("Development").only("DefaultSecurityGroup")
    assert group.inputs["vpcId"] == network("Development").exports["vpc"]
    assert (group.inputs["ingress"], group.inputs["egress"]) == ([], [])


def test_every_tier_has_an_acl_of_its_kind() -> None:
    made = network("Development", tiers={"edge": {"kind": "public", "slot": 3}})
    opened = {
        acl.name: {rule["fromPort"] for rule in acl.inputs["ingress"] if rule["cidrBlock"] == "0.0.0.0/0"}
        for acl in made.of_type("NetworkAcl")
    }
    assert opened == {
        "network-public": {80, 443, 1024, 0},
        "network-edge": {80, 443, 1024, 0},
        "network-private": {1024, 0},
        "network-isolated": {1024},
    }
    guarded = [subnet for acl in made.of_type("NetworkAcl") for subnet in acl.inputs["subnetIds"]]
    assert sorted(guarded) == sorted(subnet.outputs["id"] for subnet in made.of_type("Subnet"))
    assert not network("Development", network_acls=False).of_type("NetworkAcl")


def test_data_has_its_groups_in_the_isolated_tier() -> None:
    made = network("Development")
    for group, key in (("network-database", "database"), ("network-cache", "cache")):
        resource = made.only("SubnetGroup", group)
        assert resource.inputs["subnetIds"] == made.exports["isolated"]
        assert made.exports[key] == resource.outputs["name"]


def _without(resource: Resource, *keys: str) -> dict[str, Any]:
    return {key: value for key, value in resource.inputs.items() if key not in keys}


ZONE = {"zones": ["us-east-1a", "us-east-1b", "us-east-1c"]}
TIER = {"tiers": {"aaa": {"kind": "private", "slot": 7}}}


@pytest.mark.parametrize(
    ("nat", "change"),
    [
        ("none", ZONE),
        ("single", ZONE),
        (2, ZONE | TIER),
        ("per-zone", ZONE),
        ("per-zone", TIER),
        ("single", {"endpoints": ["ssm"]}),
    ],
)
def test_an_addition_touches_nothing_else(nat: str | int, change: dict[str, Any]) -> None:
    """Only lists of all subnets or of all route tables may grow; AWS changes those in place."""
    start = {"nat": nat, "zones": ["us-east-1a", "us-east-1b"]}
    before = network("Staging", **start)
    after = network("Staging", **start | change)
    grows = ("routeTableIds", "subnetIds")
    for urn, resource in before.by_urn.items():
        assert urn in after.by_urn, f"{urn} would be deleted"
        changed = after.by_urn[urn]
        assert _without(resource, *grows) == _without(changed, *grows)
        for key in grows:
            assert set(resource.inputs.get(key, [])) <= set(changed.inputs.get(key, []))
    assert len(after.resources) > len(before.resources)


def test_zones_of_another_region_are_refused() -> None:
    with pytest.raises(
        pulumi.RunError, match=r"network\.zones: eu-west-1a, eu-west-1b not in the stack's region us-east-1"
    ):
        network(zones=["eu-west-1a", "eu-west-1b"])


def test_a_region_with_too_few_zones_is_refused() -> None:
    with pytest.raises(pulumi.RunError, match=r"network\.zoneCount: 4, but .* set network\.zoneCount to 3"):
        network(region="eu-west-1", zone_count=4)


def test_named_zones_ask_aws_nothing() -> None:
    asked = {token.rpartition(":")[2] for token, _ in network(zones=["us-east-1a", "us-east-1b"]).calls}
    assert asked == {"getCallerIdentity"}
