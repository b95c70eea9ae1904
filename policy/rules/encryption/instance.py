"""Volumes of instances are encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import UNKNOWN, Resource
from policy.rule import Answer, Undecided, resource_rule


@resource_rule(
    id="ENC-003",
    name="instance-volumes-encrypted",
    title="Every volume of an instance is encrypted",
    severity="high",
    rationale="The root volume takes its encryption from the image, and public images are not encrypted.",
    fix="Set `root_block_device={'encrypted': True}`, and the same on each of `ebs_block_devices`.",
    url="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    frameworks=("FSBP EC2.3",),
    types=("aws:ec2/instance:Instance",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Look at the root device and at every further one; an instance from a launch template may leave them to it."""
    roots = resource.list("rootBlockDevice")
    if not roots and not resource.list("launchTemplate"):
        yield "rootBlockDevice is not set, so the image decides."
    devices = [("rootBlockDevice", device) for device in roots]
    devices += [(f"ebsBlockDevices[{index}]", device) for index, device in enumerate(resource.list("ebsBlockDevices"))]
    for path, device in devices:
        encrypted = device.get("encrypted") if isinstance(device, dict) else UNKNOWN
        if encrypted is UNKNOWN:
            yield Undecided(f"{path}.encrypted")
        elif encrypted is not True:
            yield f"{path}.encrypted is off."
