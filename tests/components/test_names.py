from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.names import physical_name


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("shop", "dev", "shop-database"), "shop-dev-shop-database"),
        (("Shop", "feature/Login_1", "db"), "shop-feature-login-1-db"),
        (("7up", "dev", "db"), "x-7up-dev-db"),
        (("a--b", "-", "c-"), "a-b-c"),
    ],
)
def test_form(parts: tuple[str, ...], expected: str) -> None:
    assert physical_name(*parts) == expected


def test_long_names_keep_their_difference() -> None:
    long = "p" * 60
    one, other = physical_name(long, "database-one"), physical_name(long, "database-two")
    assert one != other
    assert len(one) <= 63
    assert one == physical_name(long, "database-one")


@given(st.lists(st.text(), min_size=1, max_size=4), st.integers(12, 63))
def test_always_what_aws_takes(parts: list[str], limit: int) -> None:
    name = physical_name(*parts, limit=limit)
    assert re.fullmatch(r"[a-z]([a-z0-9]|-(?!-))*", name)
    assert not name.endswith("-")
    assert len(name) <= limit
