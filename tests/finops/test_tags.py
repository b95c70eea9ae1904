"""The tag schema."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops.tags import (
    BY_KEY,
    ENVIRONMENTS,
    MANDATORY,
    SCHEMA,
    missing_keys,
    misspelt_keys,
    reserved_keys,
    stack_tags,
    tag_problems,
)

GOOD = stack_tags(environment="Production", cost_center="4410", project="shop", owner="platform@example.com")


def test_the_tags_of_a_stack_keep_the_schema() -> None:
    assert tag_problems(GOOD) == []
    assert tag_problems({**GOOD, "Schedule": "business-hours", "Colour": "red"}) == []
    assert tuple(GOOD) == MANDATORY


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("Environment", ENVIRONMENTS, ("prod", "production", "")),
        ("CostCenter", ("4410", "CC-17", "aa"), ("4", "-44", "44 10", "x" * 21)),
        ("Project", ("shop", "Shop-2", "a" * 40), ("2shop", "s", "shop_2", "a" * 41)),
        ("Owner", ("platform@example.com", "team-a", "a/b"), ("x", "two words", "")),
        ("ManagedBy", ("Pulumi",), ("pulumi", "Terraform")),
        ("Schedule", ("business-hours", "24x7"), ("Business", "x", "-a")),
    ],
)
def test_values(key: str, good: tuple[str, ...], bad: tuple[str, ...]) -> None:
    rule = BY_KEY[key]
    assert [value for value in good if not rule.accepts(value)] == []
    assert [value for value in bad if rule.accepts(value)] == []
    for value in bad:
        expected = f"tag {key} has a value outside the schema; allowed: {rule.expected}"
        assert tag_problems({**GOOD, key: value}) == [expected]


def test_expected_in_words() -> None:
    assert BY_KEY["Environment"].expected == "one of Production, Staging, Development"
    assert BY_KEY["Project"].expected.startswith("text that matches [A-Za-z]")


def test_missing() -> None:
    assert missing_keys({}) == list(MANDATORY)
    assert missing_keys(["Owner", "CostCenter", "Colour"]) == ["Environment", "Project", "ManagedBy"]
    assert tag_problems({key: value for key, value in GOOD.items() if key != "Owner"}) == [
        "tag Owner is missing (a team name or a mailbox that answers)"
    ]


def test_misspelt() -> None:
    assert misspelt_keys(["owner", "cost-center", "COST_CENTER", "Cost Center", "Owner", "Colour"]) == {
        "owner": "Owner",
        "cost-center": "CostCenter",
        "COST_CENTER": "CostCenter",
        "Cost Center": "CostCenter",
    }
    renamed = {("owner" if key == "Owner" else key): value for key, value in GOOD.items()}
    assert tag_problems(renamed) == ["tag owner must be spelt Owner"]


def test_limits_of_aws() -> None:
    assert reserved_keys(["aws:x", "AWS:y", "x-aws:", "aws"]) == ["aws:x", "AWS:y"]
    assert tag_problems({**GOOD, "aws:x": "1"}) == ["tag key aws:x starts with aws:, which AWS keeps for itself"]
    assert tag_problems({**GOOD, **{f"k{index}": "" for index in range(45)}}) == []
    assert tag_problems({**GOOD, **{f"k{index}": "" for index in range(46)}}) == ["51 tags; AWS allows 50"]
    assert tag_problems({**GOOD, "k" * 128: ""}) == []
    [problem] = tag_problems({**GOOD, "k" * 129: ""})
    assert problem == "tag key kkkkkkkkkkkkkkkkkkkk… has 129 characters; AWS allows 128"


def test_the_schema_itself() -> None:
    assert len(BY_KEY) == len(SCHEMA)
    assert misspelt_keys(BY_KEY) == {}
    assert reserved_keys(BY_KEY) == []


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=60))
def test_any_map_can_be_judged(tags: dict[str, str]) -> None:
    assert tag_problems({**tags, **GOOD}) == tag_problems({**GOOD, **tags} | GOOD)
    assert bool(missing_keys(tags)) is not set(MANDATORY).issubset(tags)
