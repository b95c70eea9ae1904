"""The base of every architecture pattern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pulumi

from components.component import Component
from components.context import StackContext
from components.settings.workload import WorkloadSettings

S = TypeVar("S", bound=WorkloadSettings)


@dataclass(frozen=True, kw_only=True)
class PatternArgs(Generic[S]):
    """What a pattern is built from."""

    settings: S
    stack: StackContext


class Pattern(Component):
    """An architecture that a stack file chooses by name; made of blocks.

    Subclasses take `(name, args: PatternArgs[TheirSettings], opts)`, set `outputs` and end with
    `self.publish(**self.outputs)`. The stack exports `outputs` under the workload's name.
    """

    outputs: dict[str, pulumi.Input[Any]]
    """What people and later stacks need: URLs, names, ARNs. Never a secret in clear."""
