"""Settings of an S3 bucket."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Section, by_profile

Purpose = Literal["data", "logs", "archive"]
StorageClass = Literal["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]
Days = Annotated[int, Field(ge=1, le=36_500)]

AGEING: dict[StorageClass, int] = {"STANDARD_IA": 30, "GLACIER": 90, "DEEP_ARCHIVE": 180}
"""Storage classes of ageing objects, each with the age in days at which an object moves there."""
_WARMTH: tuple[StorageClass, ...] = (
    "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE",
)  # S3 moves objects down this order only  # fmt: skip
_INFREQUENT = ("STANDARD_IA", "ONEZONE_IA")
_SHORTEST_STAY = 30  # days in S3 Standard before, and in the infrequent classes before the next move


class ObjectLockSettings(Section):
    """Write once, read many: versions that nobody can delete before their time."""

    mode: Literal["GOVERNANCE", "COMPLIANCE"] = "GOVERNANCE"
    """GOVERNANCE lets a role with `s3:BypassGovernanceRetention` delete earlier; COMPLIANCE lets nobody, not
    even the root user."""
    days: Days
    """Days that every new version is kept."""


class BucketSettings(Section):
    """A private bucket: encrypted, owner-enforced, reachable over TLS 1.2 or newer only."""

    purpose: Purpose = "data"
    """What the bucket holds. It decides how objects age: `data` stays where it is; `archive` moves to
    STANDARD_IA after 30 days, GLACIER after 90 and DEEP_ARCHIVE after 180; `logs` does the same and ends
    after `logDays`."""
    tiers: dict[StorageClass, Days] | None = None
    """Storage class → age in days at which objects move there. Left out, `purpose` decides; `{}` moves
    nothing."""
    expire_after_days: Days | None = None
    """Age in days at which objects are deleted. Left out: never, but for `logs` (see `logDays`)."""
    log_days: Days = by_profile(development=30, staging=90, production=365)
    """Age in days at which objects of a bucket for `logs` are deleted, unless `expireAfterDays` is set."""
    noncurrent_days: Days = by_profile(development=7, staging=30, production=90)
    """Days that a replaced or deleted version can still be brought back."""
    versioning: bool = True
    """Keep replaced and deleted objects as versions for `noncurrentDays`."""
    force_destroy: bool = by_profile(development=True, staging=False, production=False)
    """Whether `pulumi destroy` deletes the bucket with all that is in it; otherwise a bucket with objects
    stays."""
    object_lock: ObjectLockSettings | None = None
    """Retention that nobody can shorten. It can be chosen at creation only."""

    @property
    def ageing(self) -> dict[StorageClass, int]:
        """Storage class → age in days, warmest first; without those that an object would not live to see."""
        chosen = self._usual_ageing() if self.tiers is None else self.tiers
        end = self.expiry
        ordered = sorted(chosen.items(), key=lambda item: _WARMTH.index(item[0]))
        return {storage: days for storage, days in ordered if end is None or days < end}

    @property
    def expiry(self) -> int | None:
        """Age in days at which objects are deleted, or None."""
        if self.expire_after_days is not None:
            return self.expire_after_days
        return self.log_days if self.purpose == "logs" else None

    def _usual_ageing(self) -> dict[StorageClass, int]:
        """Return the storage classes of a bucket whose `tiers` nobody set."""
        return {} if self.purpose == "data" else AGEING

    @model_validator(mode="after")
    def _check(self) -> BucketSettings:
        if self.object_lock and not self.versioning:
            raise ValueError("objectLock needs versioning: true")
        problems = tier_problems(self.tiers or {}, self.expire_after_days)
        if problems:
            raise ValueError("; ".join(problems))
        return self


def tier_problems(tiers: dict[StorageClass, int], expiry: int | None) -> list[str]:
    """Return what S3 would refuse about `tiers`, one sentence each."""
    ordered = sorted(tiers.items(), key=lambda item: _WARMTH.index(item[0]))
    problems = [
        f"tiers.{storage} is {days}, but S3 moves nothing there before day {_SHORTEST_STAY}"
        for storage, days in ordered
        if storage in _INFREQUENT and days < _SHORTEST_STAY
    ]
    for (warm, earlier), (cold, later) in pairwise(ordered):
        stay = _SHORTEST_STAY if warm in _INFREQUENT else 1
        if later < earlier + stay:
            after = f"{warm} comes first, on day {earlier}"
            problems.append(f"tiers.{cold} is {later}, expected {earlier + stay} or more: {after}")
    if expiry is not None:
        problems += [
            f"tiers.{storage} is {days}, but expireAfterDays deletes objects on day {expiry}"
            for storage, days in ordered
            if days >= expiry
        ]
    return problems
