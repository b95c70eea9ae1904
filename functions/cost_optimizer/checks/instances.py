"""EC2 instances that are stopped and still cost, and running ones of a generation that costs more than the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from functions.cost_optimizer.checks.stopped import for_long, volumes_of
from functions.cost_optimizer.checks.volumes import monthly as volume_cost
from functions.cost_optimizer.finding import Finding, whom
from functions.cost_optimizer.place import Place
from functions.cost_optimizer.prices import total


def check(place: Place) -> Iterator[Finding]:
    """Look at every instance of the region."""
    states = [{"Name": "instance-state-name", "Values": ["running", "stopped"]}]
    for reservation in place.pages("ec2", "describe_instances", "Reservations", Filters=states):
        for instance in reservation["Instances"]:
            if instance["State"]["Name"] == "stopped":
                yield from _stopped(place, instance)
            else:
                yield from _previous(place, instance)


def _stopped(place: Place, instance: Mapping[str, Any]) -> Iterator[Finding]:
    since = for_long(place, instance)
    if since is None:
        return
    volumes = volumes_of(instance)
    costs = _volumes(place, volumes)
    if instance.get("PublicIpAddress"):
        costs.append(place.prices.hourly("vpc.public-ipv4"))  # it keeps its Elastic IP address
    if not costs:
        return
    days = (place.now - since).days
    yield Finding(
        kind="stopped-instance",
        action="remove",
        account=place.account,
        region=place.region,
        resource=instance["InstanceId"],
        monthly=total(*costs),
        why=f"Stopped for {days} days; {len(volumes)} volumes"
        f"{' and an address' if instance.get('PublicIpAddress') else ''} cost what they always do.",
        fix=f"aws ec2 create-image --instance-id {instance['InstanceId']}, then terminate-instances",
        confidence="medium",
        tags=whom(instance.get("Tags")),
    )


def _volumes(place: Place, ids: list[str]) -> list[Decimal | None]:
    if not ids:
        return []
    found = place.client("ec2").describe_volumes(VolumeIds=ids)["Volumes"]
    return [volume_cost(volume, place.prices) for volume in found]


def _previous(place: Place, instance: Mapping[str, Any]) -> Iterator[Finding]:
    family, _, size = instance["InstanceType"].partition(".")
    successor = place.config.successors.get(family)
    if successor is None or instance.get("InstanceLifecycle") == "spot" or instance.get("Platform") == "windows":
        return
    old = place.prices.hourly(f"ec2.instance/{family}.{size}")
    new = place.prices.hourly(f"ec2.instance/{successor}.{size}")
    saved = None if old is None or new is None else old - new
    if saved is not None and saved <= 0:
        return
    yield Finding(
        kind="previous-generation",
        action="upgrade",
        account=place.account,
        region=place.region,
        resource=instance["InstanceId"],
        monthly=saved,
        why=f"{instance['InstanceType']} is of a generation that {successor} came after, with the same size for less.",
        fix=f"Stop it, change its type to {successor}.{size}, start it; the image needs drivers for NVMe and ENA.",
        confidence="medium",
        tags=whom(instance.get("Tags")),
    )
