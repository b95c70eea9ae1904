"""Types in words: what a key accepts, as messages, the schema and the reference say it."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from components.settings.base import Keys
from components.settings.formats import Format


@dataclass(frozen=True)
class Kind:
    """A type without its wrappings: None taken out, `Annotated` opened."""

    type: Any
    """The bare type: a class, a Literal, a Union of two or more, `list[...]`, `dict[..., ...]`."""
    metadata: tuple[Any, ...] = ()
    optional: bool = False

    @property
    def origin(self) -> Any:
        """What a generic type is made of, such as `dict`; the type itself otherwise."""
        return get_origin(self.type) or self.type

    @property
    def arguments(self) -> tuple[Any, ...]:
        """The arguments of a generic type."""
        return get_args(self.type)

    @property
    def is_union(self) -> bool:
        """Whether it takes values of several types (None apart)."""
        return self.origin in {Union, types.UnionType}

    @property
    def scalar(self) -> bool:
        """Whether its values are single ones, which a command can set: no maps, no lists."""
        if self.is_union:
            return any(kind(part).scalar for part in self.arguments)
        return self.keys is None and self.origin not in {dict, Mapping, list, tuple, set, frozenset, Sequence}

    @property
    def keys(self) -> type[Keys] | None:
        """The model, if it is one."""
        return self.type if isinstance(self.type, type) and issubclass(self.type, Keys) else None

    @property
    def choices(self) -> tuple[Any, ...]:
        """The only values, where it names them."""
        if self.origin is Literal:
            return self.arguments
        if isinstance(self.type, type) and issubclass(self.type, Enum):
            return tuple(member.value for member in self.type)
        return tuple(choice for part in self.arguments for choice in kind(part).choices) if self.is_union else ()

    def found(self, constraint: type[Any]) -> Any:
        """Return the metadata of one kind, or None."""
        return next((item for item in self.metadata if isinstance(item, constraint)), None)


def kind(annotation: Any, metadata: Sequence[Any] = ()) -> Kind:
    """Return the kind of an annotation; `metadata` is what a field adds to it."""
    collected = list(_flat(metadata))
    optional = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            collected += _flat(more)
        elif get_origin(annotation) in {Union, types.UnionType}:
            members = [member for member in get_args(annotation) if member is not type(None)]
            optional = optional or len(members) < len(get_args(annotation))
            if len(members) > 1:
                return Kind(Union[tuple(members)], tuple(collected), optional)  # noqa: UP007 (made at run time)
            annotation = members[0]
        else:
            return Kind(annotation, tuple(collected), optional)


def kind_of(field: FieldInfo) -> Kind:
    """Return the kind of a field."""
    return kind(field.annotation, field.metadata)


def _flat(metadata: Sequence[Any]) -> list[Any]:
    return [part for item in metadata for part in (item.metadata if isinstance(item, FieldInfo) else [item])]


def words(kind_: Kind) -> str:
    """Say in words what a kind accepts, such as "2 to 4" or "postgres, mysql"."""
    form = kind_.found(Format)
    if form:
        return form.expected
    if kind_.is_union:
        return " or ".join(dict.fromkeys(words(kind(part)) for part in kind_.arguments))
    if kind_.choices:
        return ", ".join(plain(choice) for choice in kind_.choices)
    if kind_.keys:
        return f"a map with {', '.join(aliases(kind_.keys)) or 'no keys'}"
    return _SCALARS.get(kind_.type, _container)(kind_)


def _number(kind_: Kind) -> str:
    low, high = bound(kind_, "ge"), bound(kind_, "le")
    over, under = bound(kind_, "gt"), bound(kind_, "lt")
    whole = kind_.type is int
    if whole and over is not None:
        low, over = over + 1, None
    if whole and under is not None:
        high, under = under - 1, None
    step = next((item.multiple_of for item in kind_.metadata if getattr(item, "multiple_of", None) is not None), None)
    parts = [
        f"{plain(low)} to {plain(high)}" if low is not None and high is not None else "",
        f"{plain(low)} or more" if low is not None and high is None else "",
        f"{plain(high)} or less" if high is not None and low is None else "",
        f"more than {plain(over)}" if over is not None else "",
        f"less than {plain(under)}" if under is not None else "",
    ]
    said = " and ".join(part for part in parts if part) or ("a whole number" if whole else "a number")
    return f"{said}, in steps of {plain(step)}" if step is not None else said


def bound(kind_: Kind, name: str) -> Any:
    """Return a bound of a number (ge, gt, le, lt) or a length (min_length, max_length), or None."""
    values = [getattr(item, name) for item in kind_.metadata if getattr(item, name, None) is not None]
    return values[-1] if values else None


def _text(kind_: Kind) -> str:
    pattern = next((item.pattern for item in kind_.metadata if getattr(item, "pattern", None)), None)
    if pattern:
        return f"text that matches {pattern}"
    return f"text{_length(kind_, 'characters')}"


def _length(kind_: Kind, unit: str) -> str:
    low, high = bound(kind_, "min_length"), bound(kind_, "max_length")
    if low is not None and high is not None:
        return f" of {low} to {high} {unit}"
    if high is not None:
        return f" of at most {high} {unit}"
    return f" of {low} {unit} or more" if low else ""


def _container(kind_: Kind) -> str:
    if kind_.origin in {dict, Mapping}:
        of = kind(kind_.arguments[1]) if kind_.arguments else None
        names = kind(kind_.arguments[0]).choices if kind_.arguments else ()
        named = f" ({', '.join(map(plain, names))})" if names else ""
        inner = "" if of is None or of.type is Any else f" → {'settings' if of.keys else words(of)}"
        return f"a map: name{named}{inner}"
    if kind_.origin in {list, tuple, set, frozenset, Sequence}:
        of = [kind(part) for part in kind_.arguments if part is not Ellipsis]
        inner = f": {words(of[0])}" if of and of[0].type is not Any else ""
        return f"a list{_length(kind_, 'items')}{inner}"
    return "any value" if kind_.type in {Any, object} else getattr(kind_.type, "__name__", str(kind_.type))


_SCALARS = {bool: lambda _: "true or false", int: _number, float: _number, Decimal: _number, str: _text}


def aliases(model: type[Keys]) -> list[str]:
    """Return the keys of a model as they stand in a stack file."""
    return [field.alias or name for name, field in model.model_fields.items()]


def plain(value: Any) -> str:
    """Write a value as YAML would: true, null, 0.5, text as it is."""
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return f"{value:g}" if isinstance(value, float) else str(value)
