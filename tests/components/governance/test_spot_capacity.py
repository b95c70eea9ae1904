"""Spot: one-time requests from pools that last, capped by half the on-demand price where that is asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from components.governance.spot_capacity import SpotCapacity, SpotCapacityArgs
from components.settings.spot_capacity import SpotCapacitySettings
from finops import prices
from finops.estimate import estimate
from tests.components.blocks.stage import with_network
from tests.finops.estimate.support import of_synthesis
from tests.support.synth import Synthesis, synth_component

TYPES = ["m7g.large", "c7g.large"]


def build(**values: Any) -> Synthesis:
    def program(stage: Any) -> None:
        network, stack = with_network(stage)
        settings = SpotCapacitySettings.of(stage.environment, instanceTypes=TYPES, **values)
        SpotCapacity("spot", SpotCapacityArgs(settings=settings, stack=stack, network=network), stage.opts)

    return synth_component(program)


def half() -> str:
    cheapest = min(prices.load("us-east-1").price(f"ec2.instance/{kind}") for kind in TYPES)
    return f"{cheapest / 2:f}"


def test_a_group_is_all_spot_from_pools_that_last() -> None:
    policy = build().only("aws:autoscaling/group:Group").inputs["mixedInstancesPolicy"]
    distribution = policy["instancesDistribution"]
    assert distribution["onDemandBaseCapacity"] == 0
    assert distribution["onDemandPercentageAboveBaseCapacity"] == 0
    assert distribution["spotAllocationStrategy"] == "price-capacity-optimized"
    assert "spotMaxPrice" not in distribution
    assert [one["instanceType"] for one in policy["launchTemplate"]["overrides"]] == TYPES


def test_the_launch_template_asks_for_no_spot_itself() -> None:
    template = build().only("LaunchTemplate").inputs
    assert "instanceMarketOptions" not in template, "Auto Scaling refuses a template that does"
    tags = {one["resourceType"]: one["tags"] for one in template["tagSpecifications"]}
    assert tags["instance"]["InstanceType"] == "spot"
    assert tags["volume"]["CostCenter"] == "4410"


def test_half_of_the_on_demand_price_caps_group_and_fleet() -> None:
    group = build(priceCap="half-on-demand").only("aws:autoscaling/group:Group")
    assert group.inputs["mixedInstancesPolicy"]["instancesDistribution"]["spotMaxPrice"] == half()
    fleet = build(priceCap="half-on-demand", kind="fleet").only("SpotFleetRequest")
    assert {one["spotPrice"] for one in fleet.inputs["launchTemplateConfigs"][0]["overrides"]} == {half()}


def test_a_fleet_is_spread_over_every_type_in_every_zone() -> None:
    found = build(kind="fleet", size=4)
    fleet = found.only("SpotFleetRequest").inputs
    chosen = {key: fleet[key] for key in ("allocationStrategy", "fleetType", "targetCapacity")}
    assert chosen == {"allocationStrategy": "diversified", "fleetType": "maintain", "targetCapacity": 4}
    assert (fleet["instanceInterruptionBehaviour"], fleet["replaceUnhealthyInstances"]) == ("terminate", True)
    assert fleet["terminateInstancesWithExpiration"] is True
    private = {item.outputs["id"] for item in found.of_type("Subnet") if "private" in item.name}
    pools = {(one["instanceType"], one["subnetId"]) for one in fleet["launchTemplateConfigs"][0]["overrides"]}
    assert pools == {(kind, subnet) for kind in TYPES for subnet in private}
    assert found.of_type("aws:autoscaling/group:Group") == []


def test_a_fleet_is_priced_from_a_tenth_of_on_demand() -> None:
    lines = estimate(of_synthesis(build(kind="fleet", size=4))).lines
    (hours,) = [line for line in lines if line.owner.name == "spot-fleet-request" and line.label == "Instances"]
    book = prices.load("us-east-1")
    dearest, cheapest = (pick(book.price(f"ec2.instance/{kind}") for kind in TYPES) for pick in (max, min))
    assert hours.cost is not None
    assert hours.cost.high == 4 * 730 * dearest
    assert abs(hours.cost.low - 4 * 730 * cheapest / 10) < Decimal("0.0001")
