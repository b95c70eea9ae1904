"""What everything that runs on EC2 shares: instances, their volumes, their addresses, Spot, groups that scale."""

from __future__ import annotations

from decimal import Decimal

from finops.estimate.charge import Charge, Items, Undecided, Unpriced
from finops.estimate.resource import Unknown
from finops.estimate.span import Number, Span
from finops.estimate.view import View

SPOT = Span.between(Decimal("0.1"), 1)
"""Share of the on-demand price that Spot may take: AWS caps it at on-demand and advertises up to 90 % off."""
DETAILED_METRICS = 7
"""Custom metrics that detailed monitoring of one instance is charged as (source G of the price book)."""
GP3_IOPS, GP3_THROUGHPUT = 3000, 125
"""Included with every gp3 volume: IOPS and MiB/s."""
IO2_FIRST_TIER = 32_000
"""IOPS of an io2 volume up to which the book's price holds."""
BURSTABLE = ("t3.", "t3a.", "t4g.")


def instance_hours(view: View, type_: str, count: Number | Span, *, spot: bool | Unknown = False) -> Charge:
    """Return the hours of `count` instances, Linux, shared tenancy."""
    factors = {} if spot is False else {"Spot": SPOT}
    return view.hourly("Instances", f"ec2.instance/{type_}", instances=count, factors=factors)


def tenancy(view: View, path: str) -> None:
    """Refuse what the book has no price for: dedicated instances and hosts."""
    value = view.text(path, "default")
    if value != "default":
        raise Unpriced(f"{path} {value} has no price here")


def monitoring(view: View, flag: bool | Unknown, count: Number | Span) -> Items:
    """Yield the metrics of detailed monitoring."""
    if flag is not False:
        metrics = Span.of(DETAILED_METRICS) if flag is True else Span.between(0, DETAILED_METRICS)
        yield view.charge("Detailed monitoring", "ec2.detailed-monitoring", instances=count, metrics=metrics)


def surplus_credits(view: View, type_: str, mode: str, count: Number | Span) -> Items:
    """Yield the surplus CPU credits of burstable types in unlimited mode, which is AWS's default for them."""
    if not type_.startswith(BURSTABLE) or mode == "standard":
        return
    if type_.startswith("t4g."):
        raise Unpriced("surplus CPU credits of t4g have no row; cpuCredits standard has none to pay")
    yield view.metered("Surplus CPU credits", "ec2.cpu-credits", "surplusCreditHours", instances=count)


def public_address(view: View, flag: bool | Unknown, count: Number | Span) -> Items:
    """Yield the public IPv4 addresses of instances."""
    if flag is not False:
        addresses = Span.of(1) if flag is True else Span.between(0, 1)
        yield view.hourly("Public IPv4", "vpc.public-ipv4", instances=count, addresses=addresses)


def volume(
    view: View,
    block: View,
    label: str,
    count: Number | Span = 1,
    *,
    default_type: str = "gp2",
    sizes: tuple[str, str, str, str] = ("volumeSize", "volumeType", "iops", "throughput"),
) -> Items:
    """Yield an EBS volume: storage, and the IOPS and throughput that are not included with its type."""
    size_key, type_key, iops_key, throughput_key = sizes
    kind = block.text(type_key, default_type)
    size = block.number(size_key)
    yield view.charge(f"{label}: storage", f"ebs.storage/{kind}", volumes=count, gigabytes=size)
    if kind in ("io1", "io2"):
        iops = block.number(iops_key)
        if kind == "io2" and iops > IO2_FIRST_TIER:
            raise Unpriced(f"io2 with more than {IO2_FIRST_TIER} IOPS has no row for the tiers above")
        yield view.charge(f"{label}: IOPS", f"ebs.iops/{kind}", volumes=count, iops=iops)
    if kind == "gp3":
        iops = block.number(iops_key, GP3_IOPS)
        if iops > GP3_IOPS:
            yield view.charge(f"{label}: IOPS", "ebs.iops/gp3", volumes=count, iops_above_3000=iops - GP3_IOPS)
        throughput = block.number(throughput_key, GP3_THROUGHPUT)
        if throughput > GP3_THROUGHPUT:
            extra = throughput - GP3_THROUGHPUT
            yield view.charge(f"{label}: throughput", "ebs.throughput/gp3", volumes=count, mibps_above_125=extra)


def root_from_image(view: View, count: Number | Span) -> Items:
    """Yield a root volume whose size the image decides: a figure of the usage file, since no input tells it."""
    yield view.metered("Root volume of the image: storage", "ebs.storage/gp3", "rootVolumeGb", volumes=count)


def mapped_volumes(view: View, template: View, count: Number | Span) -> Items:
    """Yield the volumes of a launch template's block device mappings."""
    mapped = [mapping for mapping in template.blocks("blockDeviceMappings") if mapping.given("ebs")]
    if not mapped:
        yield from root_from_image(view, count)
    for mapping in mapped:
        ebs = View(template.resource, template.context, mapping.value("ebs"))
        yield from volume(view, ebs, f"Volume {mapping.text('deviceName', 'without name')}", count)


def template_address(template: View) -> bool | Unknown:
    """Tell whether instances of a launch template get a public address; False when it leaves that to the subnet."""
    for interface in template.blocks("networkInterfaces"):
        flag = interface.flag("associatePublicIpAddress")
        if flag is not False:
            return flag
    return False


def scaled(minimum: Decimal, desired: Decimal, maximum: Decimal, *, scales: bool) -> Span:
    """Return a count: what is desired, and the whole range where something scales it."""
    return Span.between(min(minimum, desired), max(maximum, desired), desired) if scales else Span.of(desired)


def template_of(view: View, path: str) -> View:
    """Return the launch template that a block names by id or by name; Undecided when it is not in the stack."""
    for key in ("id", "launchTemplateId", "name", "launchTemplateName"):
        found = view.refer(f"{path}.{key}", "aws:ec2/launchTemplate:LaunchTemplate")
        if found is not None:
            return found
    raise Undecided(f"{path} is not among the resources")


def choice(view: View, types: tuple[str, ...]) -> tuple[str, Span]:
    """Return the row of the dearest of several instance types, and the factor from the cheapest to it."""
    prices = {f"ec2.instance/{type_}": view.list_price(f"ec2.instance/{type_}") for type_ in types}
    dearest = max(prices, key=lambda row: (prices[row], row))
    first = prices[f"ec2.instance/{types[0]}"]
    if len(set(prices.values())) == 1:
        return dearest, Span.of(1)
    return dearest, Span.between(min(prices.values()) / prices[dearest], 1, first / prices[dearest])
