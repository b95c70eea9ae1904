"""The settings as a table: what the reference pages are generated from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic.fields import FieldInfo

from components.settings.base import Environment, Keys, profile_of
from components.settings.docstrings import meaning
from components.settings.words import Kind, kind, kind_of, plain, words


@dataclass(frozen=True)
class FieldDoc:
    """One key of a stack file."""

    path: str
    """Path below the model, such as `database.engine`; `<name>` stands for a name of the user's, `[]` for an item."""
    type: str
    """What it accepts, in words."""
    default: str
    """The default; "required" where there is none; where the environment decides, all three of them."""
    meaning: str
    """The docstring of the field, as one line."""
    required: bool = False


def fields(model: type[Keys], prefix: str = "") -> list[FieldDoc]:
    """Return every key of a model and of the models in it, in the order in which they are declared."""
    return list(_walk(model, prefix, ()))


def default_in_words(field: FieldInfo) -> str:
    """Return the default of a field: one value, or one per environment."""
    profile = profile_of(field)
    if profile is not None:
        values = {environment.value: shown(profile.value(environment)) for environment in reversed(Environment)}
        if len(set(values.values())) == 1:
            return next(iter(values.values()))
        return ", ".join(f"{environment} {value}" for environment, value in values.items())
    if is_required(field):
        return "required"
    return "filled in" if field.is_required() else shown(field.get_default(call_default_factory=True))


def shown(value: Any) -> str:
    """Write a default as the reference shows it."""
    if isinstance(value, Keys):
        return shown(value.model_dump(by_alias=True, exclude_unset=True))
    if isinstance(value, dict):
        return "{" + ", ".join(f"{plain(key)}: {shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    if value is None:
        return "not set"
    if value == "" and not isinstance(value, Enum):
        return '""'
    return plain(value)


def is_required(field: FieldInfo) -> bool:
    """Tell whether a stack file must set a field: a section of which every key has a default is filled in."""
    if profile_of(field) is not None or not field.is_required():
        return False
    own = kind_of(field).keys
    return own is None or any(is_required(inner) for inner in own.model_fields.values())


def _walk(model: type[Keys], prefix: str, above: tuple[type[Keys], ...]) -> Iterator[FieldDoc]:
    for name, field in model.model_fields.items():
        path = f"{prefix}{field.alias or name}"
        of = kind_of(field)
        yield FieldDoc(path, words(of), default_in_words(field), meaning(model, name), required=is_required(field))
        for inner_path, inner in _inner(path, of):
            if inner not in (*above, model):
                yield from _walk(inner, f"{inner_path}.", (*above, model))


def _inner(path: str, of: Kind) -> Iterator[tuple[str, type[Keys]]]:
    """Yield the models that a value of this kind is made of, each with its path."""
    if of.keys is not None:
        yield path, of.keys
    elif of.is_union:
        for part in of.arguments:
            yield from _inner(path, kind(part))
    elif of.origin is dict and of.arguments:
        yield from _inner(f"{path}.<name>", kind(of.arguments[1]))
    elif of.origin in {list, tuple} and of.arguments:
        yield from _inner(f"{path}[]", kind(of.arguments[0]))
