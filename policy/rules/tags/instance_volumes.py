"""Volumes of an instance are tagged."""

from __future__ import annotations

from collections.abc import Iterator

from finops.tags import missing_keys
from policy.accessor import MISSING, Resource
from policy.rule import Answer, Undecided, resource_rule
from policy.tags import Tags, tag_map, with_defaults


@resource_rule(
    id="TAG-009",
    name="instance-volume-tags",
    title="The volumes of an instance carry all mandatory tags",
    severity="high",
    rationale="Storage outlives instances; an untagged volume is paid for and belongs to nobody.",
    fix="Set `volume_tags` to all mandatory tags, or drop it: then default tags reach the volumes.",
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html",
    types=("aws:ec2/instance:Instance",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Check `volumeTags` where it is set, for it replaces default tags; else each block device."""
    volume_tags = resource.get("volumeTags")
    if volume_tags is not MISSING:
        yield from _missing("volumeTags", tag_map(volume_tags))
        return
    devices = [("rootBlockDevice", device) for device in resource.list("rootBlockDevice")] or [("rootBlockDevice", {})]
    devices += [("ebsBlockDevices", device) for device in resource.list("ebsBlockDevices")]
    for path, device in devices:
        own = tag_map(device.get("tags") if isinstance(device, dict) else None)
        yield from _missing(path, with_defaults(resource, own))


def _missing(path: str, tags: Tags) -> Iterator[Answer]:
    missing = missing_keys(tags.values)
    if missing and not tags.complete:
        yield Undecided(path)
    elif missing:
        yield f"Tags missing in {path}: {', '.join(missing)}."
