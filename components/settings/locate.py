"""From the place that pydantic names to the path that the user wrote, and what the model says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.settings.base import Keys
from components.settings.docstrings import meaning
from components.settings.problem import Path
from components.settings.words import Kind, kind, kind_of


@dataclass(frozen=True)
class Spot:
    """A place in a stack file."""

    path: Path
    kind: Kind | None
    """What may stand there; None for a key that the model does not know."""
    owner: type[Keys] | None = None
    """The model that the last key belongs to."""
    meaning: str = ""
    """The docstring of the key."""
    names: Kind | None = None
    """What the name of this item of a map may be."""
    is_name: bool = False
    """Whether this is about the name of an item, not its value."""
    union: Kind | None = None
    """The union of which pydantic tried one type here."""


def locate(model: type[Keys], location: Sequence[str | int], prefix: Path = ()) -> Spot:
    """Follow a location of pydantic's through a model. `prefix` is where the model stands."""
    spot = Spot(prefix, Kind(model))
    for part in location:
        following = _step(spot, part)
        if following is None:
            break
        spot = following
    return Spot(spot.path, spot.union, spot.owner, spot.meaning, union=spot.union) if spot.union else spot


def _step(spot: Spot, part: str | int) -> Spot | None:
    of = spot.names if part == "[key]" else spot.kind
    if of is None:
        return None
    if part == "[key]":
        return Spot(spot.path, of, is_name=True)
    if of.is_union:  # here pydantic names the type that it tried, not a key
        tried = next((member for member in map(kind, of.arguments) if _is_called(member, part)), of)
        return Spot(spot.path, tried, spot.owner, spot.meaning, union=of)
    if of.keys is not None:
        return _key(of.keys, spot.path, part)
    if of.origin not in {dict, list, tuple} or not of.arguments:
        return None
    names = kind(of.arguments[0]) if of.origin is dict else None
    return Spot((*spot.path, part), kind(of.arguments[1 if of.origin is dict else 0]), names=names)


def _key(model: type[Keys], above: Path, part: str | int) -> Spot:
    for name, field in model.model_fields.items():
        if part in {name, field.alias}:
            return Spot((*above, field.alias or name), kind_of(field), model, meaning(model, name))
    return Spot((*above, part), None, model)


def _is_called(member: Kind, label: str | int) -> bool:
    """Tell whether pydantic's label for a type of a union means this model: its name or its discriminator's value."""
    if member.keys is None:
        return False
    fields = member.keys.model_fields.values()
    return label == member.keys.__name__ or any(label in kind_of(field).choices for field in fields)
