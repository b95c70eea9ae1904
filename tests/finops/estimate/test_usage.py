"""Usage files: what they may say, and what goes first."""

from __future__ import annotations

import pytest

from finops.estimate import Resource, Span, Usage, UsageError, estimate, registry
from finops.estimate.told import of_stack
from finops.estimate.usage import PROFILES, keys

QUEUE = Resource("aws:sqs/queue:Queue", "shop-orders", {}, "shop/orders")
FIGURE = "monthlyRequests"


def value(**document):
    return Usage.of(document).value(QUEUE, FIGURE)


def test_a_resource_goes_before_a_pattern_before_a_type_before_the_profile():
    types = {QUEUE.type: {FIGURE: 1}}
    assert value() is None
    assert value(profile="small") == Span.of(100_000)
    assert value(profile="small", types=types) == Span.of(1)
    assert value(types=types, resources={"shop-*": {FIGURE: 2}}) == Span.of(2)
    assert value(types=types, resources={"*": {FIGURE: 3}, "shop-*": {FIGURE: 2}}) == Span.of(2)
    assert value(resources={"shop-*": {FIGURE: 2}, "shop-orders": {FIGURE: 4}}) == Span.of(4)
    assert value(resources={"shop/orders/*": {FIGURE: 5}}) == Span.of(5)


def test_figures_may_be_ranges():
    assert value(types={QUEUE.type: {FIGURE: [1, 3]}}) == Span.between(1, 3)
    assert value(types={QUEUE.type: {FIGURE: [1, 2, 3]}}) == Span.between(1, 3, 2)
    assert value(types={QUEUE.type: {FIGURE: "0.5"}}) == Usage.of({"types": {QUEUE.type: {FIGURE: 0.5}}}).value(
        QUEUE, FIGURE
    )


def test_all_problems_at_once():
    document = {
        "profil": "small",
        "profile": "tiny",
        "types": {"aws:sqs/queue:Que": {}, QUEUE.type: {"monthlyRequest": 1, FIGURE: [3, 1]}},
        "resources": {"a": 1, "b": {FIGURE: -1}},
    }
    with pytest.raises(UsageError) as caught:
        Usage.of(document)
    assert str(caught.value).splitlines() == [
        "profil: no such key; there are profile, resources, types",
        "profile: 'tiny' is not one of small, medium, large",
        "types.aws:sqs/queue:Que: the type has no usage; did you mean aws:sqs/queue:Queue?",
        "types.aws:sqs/queue:Queue.monthlyRequest: no such usage; did you mean monthlyRequests?",
        "types.aws:sqs/queue:Queue.monthlyRequests: takes a number, [low, high] or [low, expected, high], rising",
        "resources.a: takes a map of figures, not 1",
        "resources.b.monthlyRequests: takes numbers from zero up, not -1",
    ]


def test_every_key_is_documented_and_its_profiles_rise():
    for token, entries in keys().items():
        assert registry.find(token), token
        assert registry.types()[token].functions, token
        for name, key in entries.items():
            assert key.meaning and key.unit, (token, name)
            sizes = [key.profiles[profile].expected for profile in PROFILES]
            assert sizes == sorted(sizes), (token, name)


def test_a_line_tells_the_key_that_it_needs():
    (line,) = estimate([QUEUE]).lines
    assert line.usage_key == FIGURE
    assert estimate([QUEUE], usage=Usage(profile="large")).usage.high == 80


def test_a_workload_tells_its_own_resources_only():
    stack = of_stack(
        {
            "quoin:workloads": {"shop": {"usage": {"types": {QUEUE.type: {FIGURE: 7}}}}, "other": {}},
            "quoin:governance": {"estimate": {"usage": {"profile": "large", "types": {QUEUE.type: {FIGURE: 8}}}}},
        }
    )
    elsewhere = Resource(QUEUE.type, "other-orders", {}, "other/orders")
    assert stack.value(QUEUE, FIGURE) == Span.of(7)
    assert stack.value(elsewhere, FIGURE) == Span.of(8)


def test_a_file_goes_before_the_stack_file_and_a_told_figure_before_any_profile():
    stack = of_stack({"quoin:workloads": {"shop": {"usage": {"types": {QUEUE.type: {FIGURE: 7}}}}}})
    assert Usage.of({"profile": "large"}).over(stack).value(QUEUE, FIGURE) == Span.of(200_000_000)
    assert Usage.of({"profile": "large"}).over(*stack.below).value(QUEUE, FIGURE) == Span.of(7)
    assert Usage.of({"resources": {"shop-*": {FIGURE: 9}}}).over(*stack.below).value(QUEUE, FIGURE) == Span.of(9)


def test_entries_that_nothing_uses_are_found():
    usage = Usage.of({"resources": {"shop-*": {FIGURE: 1, "ingestedGb": 1}, "nobody": {FIGURE: 1}}})
    scoped = Usage.of({"resources": {"shop-*": {FIGURE: 1}}, "types": {QUEUE.type: {FIGURE: 1}}}, scope="other")
    assert usage.over(scoped).idle([QUEUE]) == [
        "nobody.monthlyRequests",
        "other: aws:sqs/queue:Queue.monthlyRequests",
        "other: shop-*.monthlyRequests",
        "shop-*.ingestedGb",
    ]
    assert Usage.of({"types": {QUEUE.type: {FIGURE: 1}}}).idle([QUEUE]) == []
