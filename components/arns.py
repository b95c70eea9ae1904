"""ARNs as text."""

from __future__ import annotations


def in_region(arn: str, region: str) -> str:
    """Return the ARN of what is the same in another region, such as the copy of a secret: only the region differs."""
    parts = arn.split(":")
    return ":".join([*parts[:3], region, *parts[4:]])
