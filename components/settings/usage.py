"""How much something is used, as far as it is known: what an estimate reckons with."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section


class UsageSettings(Section):
    """How much it is used, as far as that is known. `docs/reference/usage.md` lists the keys."""

    profile: Literal["small", "medium", "large"] | None = None
    """What to reckon with where nothing is told: a size to start from. Left out, it is as for the rest of the stack."""
    resources: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Figures by resource: the name, or component/name, with * and ? for any characters; then by usage key, such as
    `averageCapacityUnits: 3`. A figure is a number, [low, high], or [low, expected, high]."""
    types: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Figures by Pulumi type token, for all resources of the type; then by usage key."""

    @model_validator(mode="after")
    def _check(self) -> UsageSettings:
        if self.resources or self.types:
            from finops.estimate.usage import Usage, UsageError  # noqa: PLC0415 (most stacks tell nothing)

            try:
                Usage.of({"resources": self.resources, "types": self.types})
            except UsageError as error:
                raise Problems(str(error).splitlines()) from None
        return self
