"""The base of every section of a stack file.

A section is a frozen pydantic model. Its field docstrings are its documentation, its field types its validation. A
default that depends on the environment is declared with `by_profile`; the section fills it in while it is validated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationInfo, model_validator
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo


class Environment(StrEnum):
    """What a stack serves. It picks every default that `by_profile` declares."""

    PRODUCTION = "Production"
    STAGING = "Staging"
    DEVELOPMENT = "Development"


@dataclass(frozen=True)
class Profile:
    """The defaults of one field in the three environments."""

    development: Any
    staging: Any
    production: Any

    def value(self, environment: Environment) -> Any:
        """Return the default in `environment`."""
        return getattr(self, environment.value.lower())


def by_profile(*, development: Any, staging: Any, production: Any, **constraints: Any) -> Any:
    """Declare a field whose default the environment decides; `constraints` are those of pydantic's Field."""
    profile = Profile(development, staging, production)
    return Field(default=production, json_schema_extra={"x-profile": vars(profile)}, **constraints)


def profile_of(field: FieldInfo) -> Profile | None:
    """Return the profile of a field declared with `by_profile`, or None."""
    extra = field.json_schema_extra
    values = extra.get("x-profile") if isinstance(extra, dict) else None
    return Profile(**values) if isinstance(values, dict) else None


class Problems(ValueError):
    """Several things that a validator finds at once; each becomes a point of its own in the message."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


@dataclass(frozen=True)
class Stance:
    """One safety default of a stack: what holds, what the profile says, whether the stack file overrides it."""

    key: str
    """Path of the key, such as `network.nat`."""
    value: Any
    default: Any

    @property
    def overridden(self) -> bool:
        """Whether the value differs from the profile's default."""
        return self.value != self.default


class Keys(BaseModel):
    """A set of keys: unknown ones are refused, they are camelCase, values never change."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        validate_default=False,
    )

    explained: ClassVar[dict[str, str]] = {}
    """Keys that people expect here and that are not taken, each with the reason that the message gives."""

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, data: Any, info: ValidationInfo) -> Any:
        """Give what is left out the default of the environment in the validation context (Production without one)."""
        if not isinstance(data, Mapping):
            return data
        environment = environment_of(info)
        filled = dict(data)
        for name, field in cls.model_fields.items():
            if name in filled or field.alias in filled:
                continue
            profile = profile_of(field)
            if profile is not None:
                filled[field.alias or name] = profile.value(environment)
            elif isinstance(field.annotation, type) and issubclass(field.annotation, Keys):
                filled[field.alias or name] = {}
        return filled

    def without_effect(self) -> frozenset[str]:
        """Return the fields that another choice leaves without effect: they are no part of the posture."""
        return frozenset()

    @classmethod
    def of(cls, environment: Environment | str = Environment.PRODUCTION, /, **values: Any) -> Self:
        """Build it with the defaults of `environment`."""
        return cls.model_validate(values, context={"environment": Environment(environment)})


class Section(Keys):
    """A part of a stack file: unknown keys are refused, keys are camelCase, values never change."""

    def posture(self, environment: Environment, prefix: str = "") -> Iterator[Stance]:
        """Yield the stance of every profile-dependent field of this section and the sections in it."""
        return stances(self, environment, prefix)


def stances(keys: Keys, environment: Environment, prefix: str = "") -> Iterator[Stance]:
    """Yield the stance of every profile-dependent field of a model and the models in it."""
    unused = keys.without_effect()
    for name, field in type(keys).model_fields.items():
        if name in unused:
            continue
        key = f"{prefix}{field.alias or name}"
        value = getattr(keys, name)
        profile = profile_of(field)
        if profile is not None:
            yield Stance(key, value, _validated(profile.value(environment), field, environment))
        elif isinstance(value, Keys):
            yield from stances(value, environment, f"{key}.")
        elif isinstance(value, Mapping):
            for item, section in value.items():
                if isinstance(section, Keys):
                    yield from stances(section, environment, f"{key}.{item}.")


def _validated(default: Any, field: FieldInfo, environment: Environment) -> Any:
    """Return a default as validation turns it out, so that it compares with a value: a map becomes its section."""
    if default is None or isinstance(default, bool | int | float | str):
        return default
    annotation: Any = field.annotation
    return TypeAdapter[Any](annotation).validate_python(default, context={"environment": environment})


def environment_of(info: ValidationInfo) -> Environment:
    """Return the environment that is being validated for."""
    return (info.context or {}).get("environment", Environment.PRODUCTION)
