"""Which private range a region's network takes when nobody says: a place of its own for every region of AWS."""

from __future__ import annotations

from collections.abc import Mapping

_FIRST = 100
REGIONS = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1",
    "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "ap-south-1", "ap-south-2", "ap-southeast-1",
    "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-7", "ap-northeast-1",
    "ap-northeast-2", "ap-northeast-3", "ap-east-1", "ap-east-2", "ca-central-1", "ca-west-1", "sa-east-1",
    "mx-central-1", "af-south-1", "me-south-1", "me-central-1", "il-central-1", "ap-southeast-6",
)  # fmt: skip
"""Commercial regions. The place of a region is for good: further ones go to the end, none is taken out."""

RANGES: Mapping[str, str] = {region: f"10.{_FIRST + place}.0.0/16" for place, region in enumerate(REGIONS)}
"""Region → its range, 10.100.0.0/16 and after. It depends on the region and on nothing else, so that a further region
moves no network; and all are clear of 10.0.0.0/16, which a stack's own network has when nobody chooses."""


def range_of(region: str) -> str | None:
    """Return the range of a region; None for one that has no place here, so that the stack file must choose."""
    return RANGES.get(region)
