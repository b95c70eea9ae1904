"""EC2 instance types: vCPU, memory, processor architecture, and which type may take the place of which."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources as files
from typing import Literal

Architecture = Literal["x86_64", "arm64"]

_TYPE = re.compile(r"([a-z]+)(\d+)([a-z]*)(-[a-z0-9]+)?\.([a-z0-9-]+)")
SERIES = ("c", "m", "r", "t")
"""Series whose types differ in nothing but what is compared here. Others have accelerators or disks of their own."""
_MAKERS = "agi"
"""Letters that tell who made the processor: AMD, Graviton, Intel. What else follows the number is a feature."""


@dataclass(frozen=True)
class Spec:
    """What a type is."""

    type: str
    vcpus: int
    memory: int
    """MiB."""
    architecture: Architecture
    series: str
    """Letters in front of the generation: m, c, r, t …"""
    generation: int
    features: str
    """Letters behind the generation that are no maker: d for local disks, n for network …"""
    variant: str
    """What follows a hyphen: flex …"""

    @property
    def kind(self) -> tuple[str, str, str, int, int]:
        """What must agree for one type to do another's work."""
        return self.series, self.features, self.variant, self.vcpus, self.memory


@cache
def spec(type_: str) -> Spec | None:
    """Return what an instance type is; None when nobody told."""
    entry = _table().get(type_)
    found = _TYPE.fullmatch(type_)
    if entry is None or found is None:
        return None
    vcpus, memory, architecture = entry
    features = "".join(letter for letter in found[3] if letter not in _MAKERS)
    return Spec(type_, vcpus, memory, architecture, found[1], int(found[2]), features, found[4] or "")


@cache
def equals(type_: str) -> tuple[Spec, ...]:
    """Return the other types that do the same work: series, features, vCPU and memory agree, and none is older."""
    own = spec(type_)
    if own is None or own.series not in SERIES or ".metal" in type_:
        return ()
    return tuple(
        other
        for other in _by_kind().get(own.kind, ())
        if other.type != type_ and other.generation >= own.generation and ".metal" not in other.type
    )


@cache
def _table() -> Mapping[str, tuple[int, int, Architecture]]:
    return json.loads((files.files("finops.specs") / "ec2.json").read_text())["types"]


@cache
def _by_kind() -> Mapping[tuple[str, str, str, int, int], list[Spec]]:
    index: dict[tuple[str, str, str, int, int], list[Spec]] = defaultdict(list)
    for type_ in _table():
        if (own := spec(type_)) is not None:
            index[own.kind].append(own)
    return index
