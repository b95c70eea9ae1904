"""The layout of the dashboard: nothing overlaps, nothing sticks out, the same input gives the same body."""

from __future__ import annotations

import json
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from components.blocks.dashboard import MAX_WIDGETS, WIDTH, Group, body, overflow
from components.operations import Metric, Widget

CPU = Metric(namespace="AWS/EC2", name="CPUUtilization", dimensions={"AutoScalingGroupName": "g"}, label="cpu")
GRAPH = Widget(title="CPU", metrics=[CPU])


def groups(counts: list[int]) -> list[Group]:
    return [Group(f"group-{index}", [GRAPH] * count) for index, count in enumerate(counts)]


def test_body_in_full() -> None:
    line = [
        "AWS/EC2",
        "CPUUtilization",
        "AutoScalingGroupName",
        "g",
        {"stat": "Average", "period": 300, "label": "cpu"},
    ]
    graph = {
        "title": "CPU",
        "view": "timeSeries",
        "stacked": False,
        "region": "eu-west-1",
        "period": 300,
        "metrics": [line],
    }
    elsewhere = Widget(title="Requests", metrics=[CPU], region="us-east-1")
    status, heading, first, second = body([Group("shop", [GRAPH, elsewhere])], ["arn:1"], "eu-west-1")["widgets"]
    alarms = {"title": "Alarms", "alarms": ["arn:1"]}
    assert status == {"x": 0, "y": 0, "width": 24, "height": 3, "type": "alarm", "properties": alarms}
    text = {"markdown": "## shop"}
    assert heading == {"x": 0, "y": 3, "width": 24, "height": 1, "type": "text", "properties": text}
    assert first == {"x": 0, "y": 4, "width": 8, "height": 6, "type": "metric", "properties": graph}
    moved = {**graph, "title": "Requests", "region": "us-east-1"}
    assert second == {"x": 8, "y": 4, "width": 8, "height": 6, "type": "metric", "properties": moved}


@given(st.lists(st.integers(1, 9), max_size=8), st.integers(0, 230))
def test_widgets_stay_inside_and_never_overlap(counts: list[int], alarms: int) -> None:
    widgets = body(groups(counts), [f"arn:{index}" for index in range(alarms)], "us-east-1")["widgets"]
    assert all(w["x"] >= 0 and w["x"] + w["width"] <= WIDTH for w in widgets)
    for one, other in combinations(widgets, 2):
        apart = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        assert apart or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
    shown = [arn for widget in widgets if widget["type"] == "alarm" for arn in widget["properties"]["alarms"]]
    assert shown == [f"arn:{index}" for index in range(alarms)]
    assert all(len(w["properties"]["alarms"]) <= 100 for w in widgets if w["type"] == "alarm")


def test_what_is_beyond_the_limit_is_counted_and_left_out() -> None:
    many = groups([9] * 60)
    assert len(body(many, ["arn:1"], "us-east-1")["widgets"]) == MAX_WIDGETS
    assert overflow(many, 1) == 60 * 10 + 1 - MAX_WIDGETS
    assert overflow(groups([9]), 0) == 0


def test_body_is_json_and_repeatable() -> None:
    assert json.dumps(body(groups([2, 3]), [], "us-east-1")) == json.dumps(body(groups([2, 3]), [], "us-east-1"))
