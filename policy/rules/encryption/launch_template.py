"""Volumes of launch templates are encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import UNKNOWN, Resource
from policy.rule import Answer, Undecided, resource_rule


@resource_rule(
    id="ENC-002",
    name="launch-template-volumes-encrypted",
    title="Every volume that a launch template starts is encrypted",
    severity="high",
    rationale="The root volume takes its encryption from the image, and public images are not encrypted.",
    fix="List the root device in `block_device_mappings` with `ebs={'encrypted': True}`. Quoin's "
    "AutoScalingService does.",
    url="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    frameworks=("FSBP EC2.3",),
    types=("aws:ec2/launchTemplate:LaunchTemplate",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Look at each EBS mapping; a template without one leaves the root volume to the image."""
    mappings = resource.list("blockDeviceMappings")
    if not mappings:
        yield "blockDeviceMappings does not name the root volume, so the image decides."
    for index, mapping in enumerate(mappings):
        if isinstance(mapping, dict) and "ebs" not in mapping:
            continue  # an instance store or a suppressed device
        ebs = mapping.get("ebs") if isinstance(mapping, dict) else UNKNOWN
        encrypted = ebs.get("encrypted") if isinstance(ebs, dict) else UNKNOWN
        if encrypted is UNKNOWN:
            yield Undecided(f"blockDeviceMappings[{index}].ebs.encrypted")
        elif str(encrypted).lower() != "true":
            yield f"blockDeviceMappings[{index}].ebs.encrypted is off."
