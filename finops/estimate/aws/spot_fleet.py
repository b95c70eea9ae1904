"""Spot fleets: the instances of their launch templates, at the size that the fleet keeps."""

from __future__ import annotations

from dataclasses import dataclass

from finops.estimate import compute
from finops.estimate.charge import Items, Undecided, Unpriced
from finops.estimate.registry import price
from finops.estimate.span import Span
from finops.estimate.view import View

FLEET = "aws:ec2/spotFleetRequest:SpotFleetRequest"


@dataclass(frozen=True)
class _Fleet:
    """What all dimensions of a fleet need."""

    count: Span
    template: View
    types: tuple[str, ...]
    """Instance types that it may choose from."""
    spot: Span
    """Factor of the on-demand price."""


def _fleet(view: View) -> _Fleet:
    if view.given("launchSpecifications"):
        raise Unpriced("launchSpecifications have no mapping; launchTemplateConfigs have")
    configs = view.blocks("launchTemplateConfigs")
    if len(configs) != 1:
        raise Undecided(f"the fleet has {len(configs)} launchTemplateConfigs; expected one")
    if view.text("targetCapacityUnitType", "units") != "units":
        raise Unpriced("capacity in vCPUs or memory leaves the number of instances to AWS")
    overrides = configs[0].blocks("overrides")
    if any(override.given("instanceRequirements") for override in overrides):
        raise Undecided("instanceRequirements leave the instance type to AWS")
    if any(override.given("weightedCapacity") for override in overrides):
        raise Undecided("weightedCapacity leaves the number of instances to AWS")
    template = compute.template_of(view, "launchTemplateConfigs.0.launchTemplateSpecification")
    types = tuple(dict.fromkeys(one.text("instanceType") for one in overrides if one.given("instanceType")))
    wanted, on_demand = view.number("targetCapacity"), view.number("onDemandTargetCapacity", 0)
    share = on_demand / wanted if wanted else on_demand
    spot = Span.between(share + (1 - share) * compute.SPOT.low, 1)
    return _Fleet(Span.of(wanted), template, types or (template.text("instanceType"),), spot)


@price(FLEET)
def hours(view: View) -> Items:
    """Instances."""
    fleet = _fleet(view)
    compute.tenancy(fleet.template, "placement.tenancy")
    row, choice = compute.choice(view, fleet.types)
    factors = {"Spot": fleet.spot, "Choice of types": choice}
    yield view.hourly("Instances", row, instances=fleet.count, factors=factors)


@price(FLEET)
def volumes(view: View) -> Items:
    """Volumes."""
    fleet = _fleet(view)
    yield from compute.mapped_volumes(view, fleet.template, fleet.count)


@price(FLEET)
def monitoring(view: View) -> Items:
    """Detailed monitoring."""
    fleet = _fleet(view)
    yield from compute.monitoring(view, fleet.template.flag("monitoring.enabled"), fleet.count)


@price(FLEET)
def addresses(view: View) -> Items:
    """Public IPv4."""
    fleet = _fleet(view)
    yield from compute.public_address(view, compute.template_address(fleet.template), fleet.count)
