"""Auto Scaling groups and fleets: the instances of a launch template, at the desired count and over the range."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from finops.estimate import compute
from finops.estimate.charge import Free, Items, Undecided
from finops.estimate.registry import free, price
from finops.estimate.resource import Unknown
from finops.estimate.span import ONE, Span
from finops.estimate.view import View

GROUP = "aws:autoscaling/group:Group"
POLICY = "aws:autoscaling/policy:Policy"
SCHEDULE = "aws:autoscaling/schedule:Schedule"
TARGET = "aws:appautoscaling/target:Target"
_UNCHANGED = "-1"
"""What a scheduled action holds for a size that it leaves as it is."""


@dataclass(frozen=True)
class _Group:
    """What all dimensions of a group need."""

    count: Span
    template: View
    types: tuple[str, ...]
    """Instance types that it may choose from."""
    on_demand: Span
    """Share of the instances that is not Spot."""


def _sizes(view: View) -> tuple[Decimal, Decimal, Decimal]:
    """Return the least, desired and greatest count, with what scheduled actions make of them."""
    least, most = view.number("minSize"), view.number("maxSize")
    desired = view.number("desiredCapacity", least)
    for action in view.referrers(SCHEDULE, "autoscalingGroupName"):
        for key in ("minSize", "maxSize", "desiredCapacity"):
            if action.given(key) and action.value(key) not in (-1, _UNCHANGED):
                size = action.number(key)
                least, most = min(least, size), max(most, size)
    return least, desired, most


def _count(view: View) -> Span:
    scales = bool(view.referrers(POLICY, "autoscalingGroupName") or view.referrers(SCHEDULE, "autoscalingGroupName"))
    return compute.scaled(*_sizes(view), scales=scales)


def _group(view: View) -> _Group:
    mixed = next(iter(view.blocks("mixedInstancesPolicy")), None)
    if mixed is None:
        template = compute.template_of(view, "launchTemplate")
        market = template.text("instanceMarketOptions.marketType", "on-demand")
        return _Group(_count(view), template, (template.text("instanceType"),), Span.of(0) if market == "spot" else ONE)
    path = "mixedInstancesPolicy.launchTemplate"
    template = _mixed_template(view, f"{path}.launchTemplateSpecification")
    overrides = view.blocks(f"{path}.overrides")
    if any(override.given("instanceRequirements") for override in overrides):
        raise Undecided("instanceRequirements leave the instance type to AWS")
    types = tuple(override.text("instanceType") for override in overrides) or (template.text("instanceType"),)
    count = _count(view)
    return _Group(count, template, types, _on_demand_share(mixed, count))


def _mixed_template(view: View, path: str) -> View:
    for key in ("launchTemplateId", "launchTemplateName"):
        found = view.refer(f"{path}.{key}", "aws:ec2/launchTemplate:LaunchTemplate")
        if found is not None:
            return found
    raise Undecided(f"{path} is not among the resources")


def _on_demand_share(mixed: View, count: Span) -> Span:
    """Return which share of the instances is on demand: the base, and the percentage of what is above it."""
    base = mixed.number("instancesDistribution.onDemandBaseCapacity", 0)
    percent = mixed.number("instancesDistribution.onDemandPercentageAboveBaseCapacity", 100)
    shares = [_share(size, base, percent) for size in (count.low, count.expected, count.high)]
    return Span.between(min(shares), max(shares), shares[1])


def _share(size: Decimal, base: Decimal, percent: Decimal) -> Decimal:
    return Decimal(1) if size <= base else (base + (size - base) * percent / 100) / size


def _spot(on_demand: Span) -> Span:
    """Return the factor of a group's price whose instances are Spot but for a share."""
    return Span.between(on_demand.low + (1 - on_demand.low) * compute.SPOT.low, 1)


@price(GROUP)
def hours(view: View) -> Items:
    """Instances."""
    group = _group(view)
    compute.tenancy(group.template, "placement.tenancy")
    row, choice = compute.choice(view, group.types)
    factors = {"Spot": _spot(group.on_demand), "Choice of types": choice}
    yield view.hourly("Instances", row, instances=group.count, factors=factors)


@price(GROUP)
def volumes(view: View) -> Items:
    """Volumes."""
    group = _group(view)
    yield from compute.mapped_volumes(view, group.template, group.count)


@price(GROUP)
def monitoring(view: View) -> Items:
    """Detailed monitoring."""
    group = _group(view)
    yield from compute.monitoring(view, group.template.flag("monitoring.enabled"), group.count)


@price(GROUP)
def surplus_credits(view: View) -> Items:
    """Surplus CPU credits."""
    group = _group(view)
    mode = group.template.text("creditSpecification.cpuCredits", "unlimited")
    yield from compute.surplus_credits(view, group.types[0], mode, group.count)


@price(GROUP)
def addresses(view: View) -> Items:
    """Public IPv4."""
    group = _group(view)
    flag: bool | Unknown = compute.template_address(group.template)
    yield from compute.public_address(view, flag, group.count)


@price(POLICY, SCHEDULE, TARGET)
def scaling(view: View) -> Items:
    """What is scaled."""
    path = "resourceId" if view.type == TARGET else "autoscalingGroupName"
    if isinstance(view.value(path), Unknown) and not view.resource.depends.get(path):
        raise Undecided(f"{path} is not known before deployment: what it scales has no range")
    yield Free("charged with what it scales")


free(
    "charged with its group",
    "aws:autoscaling/attachment:Attachment",
    "aws:autoscaling/lifecycleHook:LifecycleHook",
    "aws:autoscaling/notification:Notification",
    "aws:autoscaling/tag:Tag",
    "aws:autoscaling/trafficSourceAttachment:TrafficSourceAttachment",
    "aws:appautoscaling/policy:Policy",
    "aws:appautoscaling/scheduledAction:ScheduledAction",
)
