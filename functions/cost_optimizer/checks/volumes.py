"""EBS volumes that nobody uses, and gp2 ones that gp3 would replace for less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from functions.cost_optimizer.checks import stopped
from functions.cost_optimizer.finding import Finding, whom
from functions.cost_optimizer.place import Place
from functions.cost_optimizer.prices import Prices, total

GP3_IOPS, GP3_THROUGHPUT = 3000, 125
"""What a gp3 volume has for its storage price: IOPS, MB/s."""
GP2_IOPS_PER_GIB, GP2_MOST_IOPS = 3, 16_000


def monthly(volume: Mapping[str, Any], prices: Prices) -> Decimal | None:
    """Return what a volume costs a month: storage, and the IOPS and throughput that are paid extra."""
    kind, size, iops = volume["VolumeType"], volume["Size"], volume.get("Iops") or 0
    parts = [prices.cost(f"ebs.storage/{kind}", size)]
    if kind == "gp3":
        parts.append(prices.cost("ebs.iops/gp3", max(iops - GP3_IOPS, 0)))
        parts.append(prices.cost("ebs.throughput/gp3", max((volume.get("Throughput") or 0) - GP3_THROUGHPUT, 0)))
    elif kind in ("io1", "io2"):
        parts.append(prices.cost(f"ebs.iops/{kind}", iops))
    return total(*parts)


def saved_by_gp3(size: int, prices: Prices) -> Decimal | None:
    """Return what a gp2 volume of `size` GiB would cost less as gp3 with the same IOPS. It can be below zero."""
    iops = min(size * GP2_IOPS_PER_GIB, GP2_MOST_IOPS)
    gp2, gp3 = prices.cost("ebs.storage/gp2", size), prices.cost("ebs.storage/gp3", size)
    extra = prices.cost("ebs.iops/gp3", max(iops - GP3_IOPS, 0))
    return None if gp2 is None or gp3 is None or extra is None else gp2 - gp3 - extra


def check(place: Place) -> Iterator[Finding]:
    """Look at every volume of the region, but those that are told of with an instance that is stopped for long."""
    told = cache(lambda: set(stopped.volumes(place)))  # asked for where there is a gp2 volume
    for volume in place.pages("ec2", "describe_volumes", "Volumes"):
        common: dict[str, Any] = {
            "account": place.account,
            "region": place.region,
            "resource": volume["VolumeId"],
            "tags": whom(volume.get("Tags")),
        }
        size, kind = volume["Size"], volume["VolumeType"]
        if volume["State"] == "available":
            yield Finding(
                kind="unattached-volume",
                action="remove",
                monthly=monthly(volume, place.prices),
                why=f"{size} GiB of {kind} are attached to no instance since they were detached or made.",
                fix=f"aws ec2 create-snapshot --volume-id {volume['VolumeId']}, then delete-volume",
                confidence="medium",
                **common,
            )
        elif kind == "gp2" and volume["VolumeId"] not in told():
            saved = saved_by_gp3(size, place.prices)
            if saved is None or saved > 0:
                yield Finding(
                    kind="gp2-volume",
                    action="upgrade",
                    monthly=saved,
                    why=f"{size} GiB of gp2: gp3 costs less with the same IOPS. It has {GP3_THROUGHPUT} MB/s; a volume "
                    "that needs more pays for them.",
                    fix=f"aws ec2 modify-volume --volume-id {volume['VolumeId']} --volume-type gp3 (no interruption)",
                    **common,
                )
