"""Snapshots of EBS volumes that are old and that no image needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from functions.cost_optimizer.finding import Finding, whom
from functions.cost_optimizer.place import Place

BACKUP_TAGS = ("aws:backup:source-resource", "aws:dlm:lifecycle-policy-id", "dlm:managed")
"""Tags of snapshots that AWS Backup or Data Lifecycle Manager made: these have an end already."""


def check(place: Place) -> Iterator[Finding]:
    """Look at every snapshot that the account owns."""
    needed = _of_images(place)
    limit = place.now - timedelta(days=place.config.limits.snapshot_days)
    for snapshot in place.pages("ec2", "describe_snapshots", "Snapshots", OwnerIds=["self"]):
        managed = any(tag["Key"] in BACKUP_TAGS for tag in snapshot.get("Tags", ()))
        archived = snapshot.get("StorageTier") == "archive"
        if snapshot["StartTime"] > limit or snapshot["SnapshotId"] in needed or managed or archived:
            continue
        days = (place.now - snapshot["StartTime"]).days
        yield Finding(
            kind="old-snapshot",
            action="remove",
            account=place.account,
            region=place.region,
            resource=snapshot["SnapshotId"],
            monthly=place.prices.cost("ebs.snapshot", snapshot["VolumeSize"]),
            why=f"{days} days old, of a volume of {snapshot['VolumeSize']} GiB, and behind no image. The saving is at "
            "most this: a snapshot stores only what changed.",
            fix=f"aws ec2 delete-snapshot --snapshot-id {snapshot['SnapshotId']}",
            confidence="low",
            tags=whom(snapshot.get("Tags")),
        )


def _of_images(place: Place) -> set[str]:
    """Return the snapshots that the account's own images start from."""
    return {
        mapping["Ebs"]["SnapshotId"]
        for image in place.pages("ec2", "describe_images", "Images", Owners=["self"])
        for mapping in image.get("BlockDeviceMappings", ())
        if "SnapshotId" in mapping.get("Ebs", {})
    }
