"""Settings of a KMS key."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from components.settings.base import Section, by_profile


class KeySettings(Section):
    """A customer-managed KMS key: it rotates, it has an alias, and losing it takes time."""

    deletion_window_days: Annotated[int, Field(ge=7, le=30)] = by_profile(development=7, staging=14, production=30)
    """Days between the order to delete the key and its end. Until then the deletion can be cancelled; after it
    everything that the key encrypts is lost."""
    rotation_days: Annotated[int, Field(ge=90, le=2560)] = 365
    """Days between two rotations of the key material. Older material stays available for decryption."""
    multi_region: bool = False
    """Whether replicas of the key can be made in other regions. It can be chosen at creation only."""
