"""Instances that have been stopped for long: their disks are told of together with them, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.cost_optimizer.place import Place

_SINCE = re.compile(r"\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:GMT|UTC)\)")


def stopped_since(instance: Mapping[str, Any]) -> datetime | None:
    """Return when an instance was stopped, as EC2 writes it into its reason; None when it does not say."""
    found = _SINCE.search(instance.get("StateTransitionReason", ""))
    return datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC) if found else None


def for_long(place: Place, instance: Mapping[str, Any]) -> datetime | None:
    """Return since when an instance is stopped, if that is long enough to be told."""
    since = stopped_since(instance)
    limit = timedelta(days=place.config.limits.stopped_days)
    return None if since is None or since > place.now - limit else since


def volumes_of(instance: Mapping[str, Any]) -> list[str]:
    """Return the ids of an instance's EBS volumes."""
    return [mapping["Ebs"]["VolumeId"] for mapping in instance.get("BlockDeviceMappings", ()) if "Ebs" in mapping]


def volumes(place: Place) -> Iterator[str]:
    """Yield the ids of the volumes that the check of instances tells of with their whole cost."""
    if "instances" not in place.config.checks:
        return
    stopped = [{"Name": "instance-state-name", "Values": ["stopped"]}]
    for reservation in place.pages("ec2", "describe_instances", "Reservations", Filters=stopped):
        for instance in reservation["Instances"]:
            if for_long(place, instance):
                yield from volumes_of(instance)
