"""Marks stand where their values are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops.html import charts

FLOOR = charts.HEIGHT - charts.BOTTOM
amounts = st.lists(st.floats(0, 1e9, allow_nan=False), min_size=3, max_size=3)


def test_bars_stand_on_each_other_in_the_order_of_their_size() -> None:
    chart = charts.stacked("Cost", ["May", "June"], {"small": [10, 0], "large": [30, 100]})
    assert chart.legend == ("large", "small")
    large, small, june = chart.bars
    height = charts.HEIGHT - charts.TOP - charts.BOTTOM
    assert (large.height, small.height, june.height) == pytest.approx((0.3 * height, 0.1 * height, height))
    assert large.y + large.height == pytest.approx(FLOOR)
    assert small.y + small.height == pytest.approx(large.y)
    assert large.title == "May · large · $30"
    assert [text for _, text in chart.ticks] == ["$0.00", "$25", "$50", "$75", "$100"]


@given(st.dictionaries(st.text(min_size=1, max_size=5), amounts, max_size=20))
def test_every_mark_is_inside_the_chart_and_nothing_is_lost(series: dict[str, list[float]]) -> None:
    chart = charts.stacked("Cost", ["a", "b", "c"], series)
    assert len(chart.legend) <= charts.COLOURS
    for bar in chart.bars:
        assert bar.x >= charts.LEFT
        assert bar.x + bar.width <= charts.WIDTH - charts.RIGHT + 0.01
        assert charts.TOP - 0.01 <= bar.y <= FLOOR
    tallest = max((sum(values[n] for values in series.values()) for n in range(3)), default=0)
    drawn = sum(bar.height for bar in chart.bars)
    if tallest > 0:
        total = sum(map(sum, series.values()))
        top = FLOOR - charts.TOP
        assert drawn / top == pytest.approx(total / _end_of_axis(tallest), rel=1e-6)


def _end_of_axis(tallest: float) -> float:
    return charts._nice(tallest)


@pytest.mark.parametrize(
    ("value", "end"), [(0, 1), (-5, 1), (0.3, 0.5), (1, 1), (1.1, 2), (2.2, 2.5), (26, 50), (99, 100), (100.5, 200)]
)
def test_an_axis_ends_at_a_round_number_above_all(value: float, end: float) -> None:
    assert charts._nice(value) == pytest.approx(end)


def test_a_line_has_a_point_per_label_and_long_axes_show_some_labels() -> None:
    days = [f"day {n}" for n in range(90)]
    chart = charts.lined("Daily", days, {"cost": [float(n) for n in range(90)]})
    ((_, points),) = chart.lines
    assert len(points.split()) == 90
    assert points.split()[0].endswith(f",{FLOOR:.1f}")
    assert 2 <= len(chart.labels) <= 12
    assert chart.labels[0][1] == "day 0"


def test_nothing_to_draw_is_an_empty_chart() -> None:
    assert charts.stacked("Cost", [], {}).bars == ()
    assert charts.lined("Cost", [], {}).lines == ()
