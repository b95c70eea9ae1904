"""The order in which the rules of a listener are asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.blocks.load_balancer_rules import LAST, conditions, priority_of, target_problems

keys = st.text(alphabet="abcdefghij-", min_size=1, max_size=24)
paths = st.lists(st.text(alphabet="/abc*", max_size=128).map(lambda path: f"/{path}"), max_size=5)
hosts = st.lists(st.sampled_from(["a.example.com", "*.example.com"]), max_size=2, unique=True)


@given(keys, paths, hosts)
def test_priorities_are_in_range_and_only_the_default_is_last(key: str, path: list[str], host: list[str]) -> None:
    priority = priority_of(key, path, host)
    assert 1 <= priority <= LAST
    assert (priority == LAST) == (not path and not host)


@given(keys, keys)
def test_the_more_specific_is_asked_first_whatever_the_names(one: str, other: str) -> None:
    order = [
        priority_of(one, ["/api/*"], ["api.example.com"]),
        priority_of(other, [], ["api.example.com"]),
        priority_of(one, ["/api/orders/*"], []),
        priority_of(other, ["/api/*"], []),
        priority_of(one, ["/*"], []),
        priority_of(other, [], []),
    ]
    assert order == sorted(order)
    assert len(set(order)) == len(order)


def test_a_rule_of_several_paths_is_as_specific_as_its_shortest() -> None:
    assert priority_of("a", ["/api/orders/*", "/x"], []) > priority_of("b", ["/api/*"], [])


def test_a_rule_without_conditions_takes_every_path() -> None:
    assert conditions([], []) == [{"path_pattern": {"values": ["*"]}}]
    assert conditions(["/a"], ["h"]) == [{"host_header": {"values": ["h"]}}, {"path_pattern": {"values": ["/a"]}}]


@pytest.mark.parametrize(
    ("path", "host", "priority", "problem"),
    [
        (["/a", "/b", "/c"], ["h", "i", "j"], 7, ("target api: 3 paths and 3 hosts, AWS takes 5 of both in one rule; "
         "use a wildcard or a second target")),
        (["api/*"], [], 7, "target api: path api/* does not start with / or *"),
        (["/a"], [], 0, "target api: priority 0, expected 1 to 50000"),
        (["/a"], [], 50_001, "target api: priority 50001, expected 1 to 50000"),
        (["/a"], [], 9, "target api has priority 9, as target web has; give one of them another priority"),
        ([], [], LAST, "target api and target app are both the default, give one of them paths or hosts"),
    ],
)  # fmt: skip
def test_what_aws_would_refuse(path: list[str], host: list[str], priority: int, problem: str) -> None:
    assert target_problems("api", path, host, priority, {9: "web", LAST: "app"}) == [problem]


def test_a_rule_that_is_right() -> None:
    assert target_problems("api", ["/api/*"], ["h"], 10, {9: "web"}) == []
