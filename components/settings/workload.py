"""What every workload of a stack file has in common."""

from __future__ import annotations

from typing import ClassVar

from components.settings.base import Section


class WorkloadSettings(Section):
    """The base of every pattern's settings."""

    needs_network: ClassVar[bool] = False
    """Whether the pattern runs inside the stack's network."""

    pattern: str
    """Name of the pattern, such as `web-app`."""
    schedule: str | None = None
    """Name of an on/off schedule (the `Schedule` tag) that the instance scheduler follows; none keeps it always on."""
