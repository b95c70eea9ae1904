"""Settings of how a new version of a containerised service goes out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile

Strategy = Literal["rolling", "blue-green", "canary", "linear"]
Minutes = Annotated[int, Field(ge=0, le=1440)]
Share = Annotated[float, Field(ge=0.1, le=100)]

_OF_STRATEGY: dict[str, tuple[Strategy, ...]] = {
    "bake_minutes": ("blue-green", "canary", "linear"),
    "canary_percent": ("canary",),
    "canary_minutes": ("canary",),
    "step_percent": ("linear",),
    "step_minutes": ("linear",),
}
"""Setting → the strategies that know it."""


class DeploymentSettings(Section):
    """How a new version replaces the old one. Whatever the strategy, a version whose tasks do not become healthy is
    given up and the one before comes back (the deployment circuit breaker).
    """

    strategy: Strategy = "rolling"
    """`rolling` replaces tasks one after another. The others start the new version beside the old one, on target
    groups of its own, and move the load balancer's requests: `blue-green` all at once, `canary` a share first,
    `linear` in equal steps. They run twice the tasks for that time and need `paths` or `hosts`."""
    bake_minutes: Minutes | None = None
    """Minutes that the old version stays after all requests have moved, ready to take them back. Left out: 5."""
    canary_percent: Share | None = None
    """Percentage of requests that the canary gets. Left out: 10."""
    canary_minutes: Minutes | None = None
    """Minutes that the canary is watched. Left out: 5."""
    step_percent: Annotated[float, Field(ge=3, le=100)] | None = None
    """Percentage of requests that every step moves. Left out: 20."""
    step_minutes: Minutes | None = None
    """Minutes between two steps. Left out: 2."""
    roll_back_on_errors: bool = True
    """Give a version up when more than `errorPercent` of the answers are server errors while it goes out. Needs a
    load balancer in front, and the stack's alarms."""
    error_percent: Annotated[float, Field(gt=0, le=100)] = by_profile(development=25, staging=5, production=1)
    """Percentage of answers with a 5XX status above which the alarm goes off."""
    wait: bool = by_profile(development=False, staging=True, production=True)
    """Whether `pulumi up` waits until the new version runs, and fails when it was given up."""

    @model_validator(mode="after")
    def _check(self) -> DeploymentSettings:
        fields = type(self).model_fields
        problems = [
            f"{fields[name].alias} is for strategy: {' or '.join(strategies)}, and it is {self.strategy}; remove it"
            for name, strategies in _OF_STRATEGY.items()
            if getattr(self, name) is not None and self.strategy not in strategies
        ]
        if problems:
            raise Problems(problems)
        return self

    @property
    def shifts_traffic(self) -> bool:
        """Whether two versions stand side by side, each with target groups of its own."""
        return self.strategy != "rolling"
