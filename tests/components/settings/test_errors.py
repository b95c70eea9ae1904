"""From pydantic's findings to paths and sentences: unions, lists, maps, texts of validators."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, ValidationError, field_validator

from components.settings.base import Section
from components.settings.errors import lenient_problems, problems_of
from components.settings.locate import locate
from components.settings.types import ItemName


class Disk(Section):
    """A disk."""

    kind: Literal["disk"] = "disk"
    """Kind."""
    size_gb: Annotated[int, Field(ge=8)] = 8
    """Size."""


class Share(Section):
    """A share."""

    kind: Literal["share"] = "share"
    """Kind."""
    path: str
    """Path. It is mounted there."""


class Model(Section):
    """Everything that unions, lists and maps can do."""

    either: Literal["none"] | Disk = "none"
    """Either."""
    tagged: Annotated[Disk | Share, Field(discriminator="kind")] = Disk()
    """Tagged."""
    disks: list[Disk] = Field(default_factory=list)
    """List."""
    named: dict[ItemName, Disk] = Field(default_factory=dict)
    """Map."""
    even: int = 0
    """Even."""

    @field_validator("even")
    @classmethod
    def _even(cls, value: int) -> int:
        if value % 2:
            raise ValueError("expected an even number")
        return value


def told(data: dict[str, Any], secret_keys: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Model.model_validate(data)
    return [str(problem) for problem in problems_of(caught.value, Model, "quoin", ("x",), secret_keys=secret_keys)]


def test_a_union_is_one_problem() -> None:
    assert told({"either": "all"}) == [
        (
            "'quoin:x.either' is 'all'\n"
            "    allowed: none or a map with kind, sizeGb\n"
            "    please set a value using the command `pulumi config set --path 'quoin:x.either' none`"
        )
    ]


def test_inside_a_map_of_a_union_the_key_is_told() -> None:
    assert told({"either": {"sizeGb": 1}}) == [
        (
            "'quoin:x.either.sizeGb' is 1\n"
            "    allowed: 8 or more\n"
            "    please set a value using the command `pulumi config set --path 'quoin:x.either.sizeGb' 8`"
        )
    ]
    assert told({"either": {"size": 9}})[0].startswith(
        "'quoin:x.either.size' is not a setting\n    did you mean 'sizeGb'"
    )


def test_a_map_chosen_by_its_kind() -> None:
    assert told({"tagged": {"kind": "share"}}) == [
        (
            "Missing required configuration variable 'quoin:x.tagged.path'\n"
            "    Path\n"
            "    allowed: text\n"
            "    please set a value using the command `pulumi config set --path 'quoin:x.tagged.path' <value>`"
        )
    ]


def test_positions_in_lists_and_names_in_maps() -> None:
    found = told({"disks": [{}, {"sizeGb": "x"}], "named": {"A": {}, "b": {"sizeGb": 0}}})
    assert [text.splitlines()[0] for text in found] == [
        "'quoin:x.disks[1].sizeGb' is 'x'",
        "'quoin:x.named.A' has a name that is not allowed",
        "'quoin:x.named.b.sizeGb' is 0",
    ]


def test_a_validator_that_says_what_it_expected() -> None:
    assert told({"even": 3}) == [
        (
            "'quoin:x.even' is 3\n"
            "    allowed: an even number\n"
            "    please set a value using the command `pulumi config set --path 'quoin:x.even' <value>`"
        )
    ]


def test_an_encrypted_value_is_not_shown() -> None:
    (found,) = told({"even": 3}, secret_keys=("quoin:x",))
    assert "3" not in found
    assert "it is a secret, and not shown" in found


def test_python_spelling_at_any_depth() -> None:
    data = {"disks": [{"size_gb": 9}], "named": {"a": {"size_gb": 9}}, "either": {"sizeGb": 9}}
    Model.model_validate(data)
    found = lenient_problems(data, Model, "quoin", ("x",))
    assert [problem.text for problem in found] == [
        "'quoin:x.disks[0].size_gb' is not a setting",
        "'quoin:x.named.a.size_gb' is not a setting",
    ]


def test_locate_follows_what_it_can() -> None:
    assert locate(Model, ("disks", 0, "size_gb")).path == ("disks", 0, "sizeGb")
    assert locate(Model, ("even", "further")).path == ("even",)
    assert locate(Model, ("nothing", "further")).kind is None
