"""Defaults by environment, and the posture that falls out of them."""

from __future__ import annotations

import pytest
from pydantic import Field, ValidationError

from components.settings.base import Environment, Section, Stance, by_profile, profile_of


class Inner(Section):
    """Inner."""

    days: int = by_profile(development=1, staging=2, production=3)
    """Days."""


class Outer(Section):
    """Outer."""

    inner: Inner
    """Always there."""
    extra: Inner | None = by_profile(development=None, staging={}, production={"days": 9})
    """There by environment."""
    items: dict[str, Inner] = Field(default_factory=dict)
    """By name."""
    plain_key: int = 5
    """No profile."""


@pytest.mark.parametrize(("environment", "days"), [("Development", 1), ("Staging", 2), ("Production", 3)])
def test_a_section_and_those_in_it_take_the_defaults_of_the_environment(environment: str, days: int) -> None:
    outer = Outer.of(environment, items={"x": {}})
    assert outer.inner.days == days
    assert outer.items["x"].days == days


def test_without_an_environment_production_holds() -> None:
    assert Outer().inner.days == 3  # pyright: ignore[reportCallIssue]
    assert Outer.model_validate({}).extra == Inner.of("Production", days=9)


def test_what_is_given_stays() -> None:
    outer = Outer.of("Development", inner={"days": 7}, plainKey=6)
    assert (outer.inner.days, outer.plain_key) == (7, 6)


def test_null_is_given_too() -> None:
    assert Outer.of("Production", extra=None).extra is None


def test_unknown_keys_are_refused_and_values_never_change() -> None:
    with pytest.raises(ValidationError):
        Outer.of("Production", inter={})
    with pytest.raises(ValidationError):
        Outer.of("Production").plain_key = 6


def test_posture_names_every_default_by_environment() -> None:
    outer = Outer.of("Staging", items={"x": {"days": 2}, "y": {"days": 8}})
    assert list(outer.posture(Environment.STAGING, "outer.")) == [
        Stance("outer.inner.days", 2, 2),
        Stance("outer.extra", Inner.of("Staging"), Inner.of("Staging")),
        Stance("outer.items.x.days", 2, 2),
        Stance("outer.items.y.days", 8, 2),
    ]


def test_a_default_that_is_a_map_compares_with_the_section_it_becomes() -> None:
    kept, overridden = Outer.of("Production"), Outer.of("Production", extra={"days": 4})
    by_key = {stance.key: stance for stance in kept.posture(Environment.PRODUCTION)}
    assert not by_key["extra"].overridden
    by_key = {stance.key: stance for stance in overridden.posture(Environment.PRODUCTION)}
    assert by_key["extra"].overridden


def test_profile_of() -> None:
    assert profile_of(Outer.model_fields["plain_key"]) is None
    profile = profile_of(Inner.model_fields["days"])
    assert profile is not None
    assert [profile.value(environment) for environment in Environment] == [3, 2, 1]
