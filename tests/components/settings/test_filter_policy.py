"""Filter policies are refused before SNS would."""

import pytest

from components.settings.filter_policy import OPERATORS, filter_problems


@pytest.mark.parametrize(
    ("policy", "scope"),
    [
        ({}, "attributes"),
        ({"eventType": ["OrderPlaced", None, 3]}, "attributes"),
        ({"amount": [{"numeric": [">=", 100]}], "sku": [{"prefix": "tea-"}, {"exists": False}]}, "attributes"),
        ({"order": {"customer": {"country": ["DE"]}}}, "body"),
        ({"$or": [{"a": ["x"]}, {"b": [{"anything-but": ["y"]}]}]}, "attributes"),
    ],
)
def test_taken(policy, scope):
    assert filter_problems(policy, scope) == []


@pytest.mark.parametrize(
    ("policy", "scope", "problem"),
    [
        ({"eventType": "A"}, "attributes", "filter.eventType is 'A'; expected a list of values such as [A]"),
        ({"eventType": []}, "attributes", "filter.eventType is []; expected a list of values such as [OrderPlaced]"),
        (
            {"order": {"id": ["1"]}},
            "attributes",
            "filter.order is a map; attributes are flat: expected a list, or filterOn: body",
        ),
        (
            {"order": {"id": [{"like": "1"}]}},
            "body",
            "filter.order.id has the operator 'like'; expected one of " + ", ".join(sorted(OPERATORS)),
        ),
        (
            {"a": [["x"]]},
            "attributes",
            "filter.a has the value ['x']; expected a text, a number, null or one operator such as {prefix: order-}",
        ),
        ({"$or": [{"a": ["x"]}]}, "attributes", "filter.$or is [{'a': ['x']}]; expected a list of at least two maps"),
        ({key: ["x"] for key in "abcdef"}, "attributes", "filter names 6 keys; expected at most 5"),
        (
            {"a": list("abcdefghijklm"), "b": list("abcdefghijklm")},
            "attributes",
            "filter has 169 combinations of values; expected at most 150",
        ),
        ({"a": {"b": list(range(76))}}, "body", "filter has 152 combinations of values; expected at most 150"),
    ],
)
def test_refused(policy, scope, problem):
    assert filter_problems(policy, scope) == [problem]
