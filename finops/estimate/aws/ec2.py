"""EC2 instances and EBS volumes."""

from __future__ import annotations

from finops.estimate import compute
from finops.estimate.charge import Items, Undecided
from finops.estimate.registry import free, not_priced, price
from finops.estimate.resource import UNKNOWN, Unknown
from finops.estimate.view import View

INSTANCE = "aws:ec2/instance:Instance"
SPOT_REQUEST = "aws:ec2/spotInstanceRequest:SpotInstanceRequest"


def _template(view: View) -> View | None:
    """Return the launch template, whose values hold where the instance itself says nothing."""
    return compute.template_of(view, "launchTemplate") if view.given("launchTemplate") else None


def _type(view: View) -> str:
    template = None if view.given("instanceType") else _template(view)
    return (template or view).text("instanceType")


@price(INSTANCE, SPOT_REQUEST)
def hours(view: View) -> Items:
    """Instances."""
    compute.tenancy(view, "tenancy")
    market = view.text("instanceMarketOptions.marketType", "spot" if view.type == SPOT_REQUEST else "on-demand")
    yield compute.instance_hours(view, _type(view), 1, spot=market == "spot")


@price(INSTANCE, SPOT_REQUEST)
def root_volume(view: View) -> Items:
    """Root volume."""
    block = next(iter(view.blocks("rootBlockDevice")), None)
    if block is not None and block.given("volumeSize"):
        yield from compute.volume(view, block, "Root volume")
    elif (template := _template(view)) is not None:
        yield from compute.mapped_volumes(view, template, 1)
    else:
        yield from compute.root_from_image(view, 1)


@price(INSTANCE, SPOT_REQUEST)
def more_volumes(view: View) -> Items:
    """Further volumes."""
    for block in view.blocks("ebsBlockDevices"):
        yield from compute.volume(view, block, f"Volume {block.text('deviceName', 'without name')}")


@price(INSTANCE, SPOT_REQUEST)
def monitoring(view: View) -> Items:
    """Detailed monitoring."""
    template = None if view.given("monitoring") else _template(view)
    yield from compute.monitoring(view, template.flag("monitoring.enabled") if template else view.flag("monitoring"), 1)


@price(INSTANCE, SPOT_REQUEST)
def surplus_credits(view: View) -> Items:
    """Surplus CPU credits."""
    yield from compute.surplus_credits(view, _type(view), view.text("creditSpecification.cpuCredits", "unlimited"), 1)


@price(INSTANCE, SPOT_REQUEST)
def address(view: View) -> Items:
    """Public IPv4."""
    yield from compute.public_address(view, _public(view), 1)


def _public(view: View) -> bool | Unknown:
    """Tell whether the instance gets a public address; its subnet decides when it does not say."""
    if view.given("associatePublicIpAddress"):
        return view.flag("associatePublicIpAddress")
    if view.given("launchTemplate") and not view.given("subnetId"):
        return compute.template_address(compute.template_of(view, "launchTemplate"))
    subnet = view.refer("subnetId", "aws:ec2/subnet:Subnet")
    return UNKNOWN if subnet is None else subnet.flag("mapPublicIpOnLaunch")


_VOLUME = ("size", "type", "iops", "throughput")


@price("aws:ebs/volume:Volume")
def ebs_volume(view: View) -> Items:
    """Volume."""
    if not view.given("size") and view.given("snapshotId"):
        raise Undecided("size comes from the snapshot")
    yield from compute.volume(view, view, "Volume", sizes=_VOLUME)


@price("aws:ebs/snapshot:Snapshot", "aws:ebs/snapshotCopy:SnapshotCopy", "aws:ebs/snapshotImport:SnapshotImport")
def snapshot(view: View) -> Items:
    """Snapshot storage."""
    yield view.metered("Snapshot storage", "ebs.snapshot", "storageGb")


@price("aws:ec2/ami:Ami", "aws:ec2/amiCopy:AmiCopy", "aws:ec2/amiFromInstance:AmiFromInstance")
def image(view: View) -> Items:
    """Snapshots of the image."""
    yield view.metered("Snapshots of the image", "ebs.snapshot", "storageGb")


@price("aws:ebs/fastSnapshotRestore:FastSnapshotRestore")
def fast_restore(view: View) -> Items:
    """Fast snapshot restore."""
    yield view.hourly("Fast snapshot restore", "ebs.fast-restore", zones=1)


free("charged where it is used", "aws:ec2/launchTemplate:LaunchTemplate", "aws:ec2/keyPair:KeyPair")
free("no charge of its own", "aws:ec2/placementGroup:PlacementGroup", "aws:ec2/volumeAttachment:VolumeAttachment")
free(
    "an account setting",
    "aws:ebs/encryptionByDefault:EncryptionByDefault",
    "aws:ebs/defaultKmsKey:DefaultKmsKey",
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
    "aws:ec2/serialConsoleAccess:SerialConsoleAccess",
)
not_priced(
    "no row with evidence yet",
    "aws:ec2/dedicatedHost:DedicatedHost",
    "aws:ec2/capacityReservation:CapacityReservation",
    "aws:ec2/capacityBlockReservation:CapacityBlockReservation",
)
