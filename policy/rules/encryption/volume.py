"""Volumes are encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="ENC-001",
    name="volume-encrypted",
    title="EBS volumes and copies of snapshots are encrypted",
    severity="high",
    rationale="A volume or snapshot that is not encrypted can be shared with, or restored by, another account "
    "as it is.",
    fix="Set `encrypted=True`; with no key named AWS uses its own for EBS.",
    url="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    frameworks=("FSBP EC2.3", "CIS 3.0.0 2.2.1"),
    types=("aws:ebs/volume:Volume", "aws:ebs/snapshotCopy:SnapshotCopy"),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Demand the flag."""
    if not resource.flag("encrypted"):
        yield "encrypted is off."
