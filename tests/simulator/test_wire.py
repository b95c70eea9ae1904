"""Values to protobuf and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulator.wire import ARCHIVE, SIGNATURE, UNKNOWN, decode, encode, path_text

LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**50), 2**50), st.text(st.characters(codec="utf-8")), st.just(UNKNOWN)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcXY_"), inner, max_size=3)
)


@given(st.dictionaries(st.text("abcdeF", min_size=1), VALUES, max_size=4))
def test_values_survive(values: dict[str, object]) -> None:
    assert decode(encode(values)) == (values, set())


def test_secrets_are_wrapped_where_they_stood() -> None:
    values = {"a": {"b": ["x", "y"]}, "c": "z"}
    secrets = {("a", "b", 1), ("c",)}
    struct = encode(values, secrets)
    assert "value" in struct.fields["c"].struct_value.fields
    assert decode(struct) == (values, secrets)


def test_a_secret_of_something_unknown_is_both() -> None:
    assert decode(encode({"a": UNKNOWN}, {("a",)})) == ({"a": UNKNOWN}, {("a",)})


def test_archives_are_left_alone() -> None:
    archive = {SIGNATURE: ARCHIVE, "hash": "ab", "assets": {}}
    assert decode(encode({"code": archive}))[0] == {"code": archive}


def test_paths_are_written_as_pulumi_writes_them() -> None:
    assert path_text(("tags", "a.b", 0, "c")) == 'tags["a.b"][0].c'
