"""Physical names that AWS keeps short."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from components.blocks.short_name import short_name

PARTS = st.text(alphabet="abcxyz019-._/ ", min_size=1, max_size=60)


@given(PARTS, st.lists(PARTS, max_size=3))
def test_a_name_fits_and_has_only_what_load_balancers_take(base: str, facts: list[str]) -> None:
    name = short_name(base, *facts)
    assert len(name) <= 32
    assert re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?", name)


@given(PARTS, st.lists(PARTS, min_size=2, max_size=3, unique=True))
def test_other_facts_give_another_name(base: str, facts: list[str]) -> None:
    assert short_name(base, *facts) == short_name(base, *facts)
    assert short_name(base, *facts) != short_name(base, *facts[1:])
    assert short_name(base, facts[0]) != short_name(base, facts[1])


def test_long_names_differ_where_they_are_cut() -> None:
    one, other = short_name("a" * 40 + "-blue"), short_name("a" * 40 + "-green")
    assert one != other
    assert one[:23] == other[:23] == "a" * 23
