"""The layout of the dashboard: nothing overlaps, nothing sticks out, the same input gives the same body."""

from __future__ import annotations

import json
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from components.blocks.dashboard import MAX_METRICS, MAX_WIDGETS, WIDTH, Board, Section
from components.operations import Metric, Widget

CPU = Metric(namespace="AWS/EC2", name="CPUUtilization", dimensions={"AutoScalingGroupName": "g"}, label="cpu")
GRAPH = Widget(title="CPU", metrics=[CPU])


def board(counts: list[int], alarms: int = 0) -> Board:
    sections = [Section(heading=f"## group-{index}", widgets=[GRAPH] * count) for index, count in enumerate(counts)]
    return Board([f"arn:{index}" for index in range(alarms)], sections, "us-east-1")


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
    section = Section(heading="## shop", widgets=[GRAPH, elsewhere])
    status, heading, first, second = Board(["arn:1"], [section], "eu-west-1").body()["widgets"]
    alarms = {"title": "Health", "alarms": ["arn:1"]}
    assert status == {"x": 0, "y": 0, "width": 24, "height": 3, "type": "alarm", "properties": alarms}
    text = {"markdown": "## shop"}
    assert heading == {"x": 0, "y": 3, "width": 24, "height": 1, "type": "text", "properties": text}
    assert first == {"x": 0, "y": 4, "width": 8, "height": 6, "type": "metric", "properties": graph}
    moved = {**graph, "title": "Requests", "region": "us-east-1"}
    assert second == {"x": 8, "y": 4, "width": 8, "height": 6, "type": "metric", "properties": moved}


@given(st.lists(st.integers(1, 9), max_size=8), st.integers(0, 230))
def test_widgets_stay_inside_and_never_overlap(counts: list[int], alarms: int) -> None:
    widgets = board(counts, alarms).body()["widgets"]
    assert all(w["x"] >= 0 and w["x"] + w["width"] <= WIDTH for w in widgets)
    for one, other in combinations(widgets, 2):
        apart = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        assert apart or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
    shown = [arn for widget in widgets if widget["type"] == "alarm" for arn in widget["properties"]["alarms"]]
    assert shown == [f"arn:{index}" for index in range(alarms)]
    assert all(len(w["properties"]["alarms"]) <= 100 for w in widgets if w["type"] == "alarm")


def test_what_is_beyond_the_limit_is_counted_and_left_out() -> None:
    many = board([9] * 60, 1)
    assert len(many.body()["widgets"]) == MAX_WIDGETS
    assert many.left_out() == 60 * 10 + 1 - MAX_WIDGETS
    assert board([9]).left_out() == 0


def test_metrics_have_a_limit_of_their_own() -> None:
    crowded = Widget(title="Nodes", metrics=[CPU] * 400)
    full = Board([], [Section(heading="# cache", widgets=[crowded] * 7)], "us-east-1")
    drawn = [widget for widget in full.body()["widgets"] if widget["type"] == "metric"]
    assert sum(len(widget["properties"]["metrics"]) for widget in drawn) == 2_400 <= MAX_METRICS
    assert full.left_out() == 1


def test_a_section_shows_its_alarms_below_its_heading() -> None:
    section = Section(heading="# shop", alarms=["arn:2"], widgets=[GRAPH])
    top, heading, state, graph = Board(["arn:1"], [section], "us-east-1").body()["widgets"]
    assert [top["y"], heading["y"], state["y"], graph["y"]] == [0, 3, 4, 7]
    assert state["properties"] == {"title": "Alarms", "alarms": ["arn:2"]}


def test_an_expression_hides_its_metrics_and_a_line_is_an_annotation() -> None:
    rate = Widget(
        title="Load",
        metrics=[CPU],
        ids=["cpu"],
        expressions={"load (%)": "cpu / 2"},
        lines={"limit": 80},
    )
    graph = Board([], [Section(heading="#", widgets=[rate])], "us-east-1").body()["widgets"][1]["properties"]
    hidden, drawn = graph["metrics"]
    assert hidden[-1] == {"stat": "Average", "period": 300, "label": "cpu", "id": "cpu", "visible": False}
    assert drawn == [{"id": "e1", "label": "load (%)", "expression": "cpu / 2"}]
    assert graph["annotations"] == {"horizontal": [{"label": "limit", "value": 80}]}


def test_body_is_json_and_repeatable() -> None:
    assert json.dumps(board([2, 3]).body()) == json.dumps(board([2, 3]).body())
