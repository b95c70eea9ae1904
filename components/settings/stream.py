"""Settings of a Kinesis data stream."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Section, by_profile
from components.settings.handler import HandlerSettings


class StreamSettings(Section):
    """A data stream: records in order for each partition key, kept for replay, encrypted."""

    mode: Literal["on-demand", "provisioned"] = "on-demand"
    """`on-demand` grows with the load and is paid by the gigabyte; `provisioned` has `shards` and is paid by the hour,
    which costs less under a steady load. It can be changed in place, twice a day."""
    shards: Annotated[int, Field(ge=1, le=20_000)] | None = None
    """Shards of a provisioned stream: each takes 1 MB or 1,000 records a second and gives 2 MB."""
    retention_hours: Annotated[int, Field(ge=24, le=8760)] = by_profile(development=24, staging=24, production=168)
    """Hours that records can be read again: the time to repair a consumer without loss."""
    age_alarm_seconds: Annotated[int, Field(ge=60)] = 600
    """Age in seconds of the oldest unread record above which the alarm goes off."""
    silence_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    """Minutes without a single record after which an alarm goes off. Left out: silence is normal."""
    producer: HandlerSettings | None = None
    """Code of the project that puts records in. Left out: it runs elsewhere and takes the policy in the outputs."""

    @model_validator(mode="after")
    def _check(self) -> StreamSettings:
        if (self.mode == "provisioned") != (self.shards is not None):
            raise ValueError(
                "shards goes with mode: provisioned, and mode: provisioned with shards; expected both or neither"
            )
        return self
