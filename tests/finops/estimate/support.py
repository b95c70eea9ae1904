"""Resources for the estimator, from a synthesis or by hand."""

from __future__ import annotations

from typing import Any

from finops.estimate import Resource
from finops.estimate.readers import from_states
from synthesis.model import Synthesis


def of_synthesis(synthesis: Synthesis) -> list[Resource]:
    """Return the resources of a synthesis, through the reader of engine states."""
    return from_states(synthesis.states())


def resource(type_: str, name: str = "it", /, **inputs: Any) -> Resource:
    return Resource(type_, name, inputs)
