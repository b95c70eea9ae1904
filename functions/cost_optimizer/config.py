"""The configuration that the package carries, read and judged before anything is looked at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

FILE, PRICES = "config.json", "prices.json"
"""Names in the package: the configuration, the prices."""


class Refused(ValueError):
    """The configuration has a mistake; the text says where."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A place that is looked at: an account, by the role that is taken there, and a region."""

    region: str
    role: str = ""
    """ARN of the role; empty is the function's own account."""

    def __str__(self) -> str:
        return f"{self.role.split(':')[4] if self.role else 'this account'}/{self.region}"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """From when on something is waste."""

    idle_days: int
    """Days without use."""
    snapshot_days: int
    """Age of a snapshot."""
    stopped_days: int
    """Days that an instance has been stopped."""
    upload_days: int
    """Age of a multipart upload that nobody finished."""
    minimum: str
    """USD a month below which nothing is told, as text: 0.10."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything that a run must know."""

    name: str
    """Name of the optimizer: the dimension of its metrics."""
    namespace: str
    """CloudWatch namespace of its metrics."""
    home: str
    """Region of the function: of its metrics, and the one in which what is global is looked at."""
    targets: tuple[Target, ...]
    checks: tuple[str, ...]
    limits: Limits
    tags: tuple[str, ...]
    """Keys of the tags that every cost must have."""
    external_id: str = ""
    successors: Mapping[str, str]
    """Family of instances → the one that came after it and costs no more."""


def load(folder: Path) -> Config:
    """Return the configuration in a folder."""
    return read(json.loads((folder / FILE).read_text("utf-8")))


def read(data: Mapping[str, Any]) -> Config:
    """Return the configuration in plain data.

    Raises:
        Refused: with the first mistake.

    """
    try:
        limits = Limits(**{field.name: data["limits"][_camel(field.name)] for field in fields(Limits)})
        config = Config(
            name=data["name"],
            namespace=data["namespace"],
            home=data["home"],
            targets=tuple(Target(**target) for target in data["targets"]),
            checks=tuple(data["checks"]),
            limits=limits,
            tags=tuple(data["tags"]),
            external_id=data["externalId"],
            successors=dict(data["successors"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refused(f"the configuration is not one: {error!r}") from error
    if not config.targets:
        raise Refused("targets is empty: there is no place to look at")
    return config


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
