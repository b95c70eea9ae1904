"""The table that the reference is made from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from components.settings.base import Section, by_profile
from components.settings.describe import FieldDoc, fields


class Leaf(Section):
    """Leaf."""

    size: Annotated[int, Field(ge=1, le=4)]
    """How large
    it is."""


class Branch(Section):
    """Branch."""

    mode: Literal["a", "b"] = by_profile(development="a", staging="a", production="b")
    """Mode."""
    same: int = by_profile(development=1, staging=1, production=1)
    """Same."""
    none: str | None = None
    """None."""
    tags: dict[str, str] = Field(default_factory=lambda: {"a": "b"})
    """Tags."""
    leaf: Leaf | None = None
    """Leaf."""
    leaves: dict[str, Leaf] = Field(default_factory=dict)
    """Leaves."""
    row: list[Leaf] = Field(default_factory=list)
    """Row."""
    itself: Branch | None = None
    """Again."""


class Tree(Section):
    """Tree."""

    branch: Branch
    """Filled in: every key of it has a default."""
    leaf: Leaf
    """Required: one key of it has none."""


SIZE = FieldDoc("size", "1 to 4", "required", "How large it is.", required=True)


def at(path: str, doc: FieldDoc) -> FieldDoc:
    return FieldDoc(path, doc.type, doc.default, doc.meaning, required=doc.required)


def test_every_key_with_its_type_default_and_meaning() -> None:
    shape = "a map with mode, same, none, tags, leaf, leaves, row, itself"
    assert fields(Branch) == [
        FieldDoc("mode", "a, b", "Development a, Staging a, Production b", "Mode."),
        FieldDoc("same", "a whole number", "1", "Same."),
        FieldDoc("none", "text", "not set", "None."),
        FieldDoc("tags", "a map: name → text", "{a: b}", "Tags."),
        FieldDoc("leaf", "a map with size", "not set", "Leaf."),
        at("leaf.size", SIZE),
        FieldDoc("leaves", "a map: name → settings", "{}", "Leaves."),
        at("leaves.<name>.size", SIZE),
        FieldDoc("row", "a list: a map with size", "[]", "Row."),
        at("row[].size", SIZE),
        FieldDoc("itself", shape, "not set", "Again."),
    ]


def test_a_section_is_required_only_where_a_key_of_it_is() -> None:
    by_path = {doc.path: doc for doc in fields(Tree, "tree.")}
    assert (by_path["tree.branch"].default, by_path["tree.branch"].required) == ("filled in", False)
    assert (by_path["tree.leaf"].default, by_path["tree.leaf"].required) == ("required", True)
    assert by_path["tree.branch.mode"].type == "a, b"
