"""Where the marks of a chart stand. Pure geometry: `charts.html` draws it as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 860, 300
"""Size of a chart in units of its view box."""
LEFT, RIGHT, TOP, BOTTOM = 70, 10, 12, 28
"""Room for the axes."""
COLOURS = 8
"""How many series have a colour of their own; the smallest ones are added up as "other"."""
_TICKS = 4
_MAX_LABELS = 12


@dataclass(frozen=True)
class Mark:
    """One bar, in units of the view box."""

    x: float
    y: float
    width: float
    height: float
    colour: int
    title: str
    """What a pointer over the bar shows."""


@dataclass(frozen=True)
class Chart:
    """A chart to draw."""

    title: str
    bars: tuple[Mark, ...]
    lines: tuple[tuple[int, str], ...]
    """Colour and points of each line."""
    ticks: tuple[tuple[float, str], ...]
    """Height and text of each line of the grid."""
    labels: tuple[tuple[float, str], ...]
    """Place and text below the axis."""
    legend: tuple[str, ...]
    """Names of the series, in the order of their colours."""


def stacked(title: str, labels: Sequence[str], series: Mapping[str, Sequence[float]]) -> Chart:
    """Return stacked bars: one bar per label, one part per series. Parts below zero are left out."""
    shown = _largest(series)
    top = _nice(max((sum(max(values[n], 0) for values in shown.values()) for n in range(len(labels))), default=0))
    step = _plot_width() / max(len(labels), 1)
    bars = []
    for number, label in enumerate(labels):
        base = float(HEIGHT - BOTTOM)
        for colour, (name, values) in enumerate(shown.items()):
            height = max(values[number], 0) / top * _plot_height()
            base -= height
            if height:
                where = LEFT + step * number + step * 0.1
                bars.append(
                    Mark(where, base, step * 0.8, height, colour, f"{label} · {name} · {_money(values[number])}")
                )
    return Chart(title, tuple(bars), (), _grid(top), _labels(labels), tuple(shown))


def lined(title: str, labels: Sequence[str], series: Mapping[str, Sequence[float]]) -> Chart:
    """Return one line per series over the labels."""
    top = _nice(max((value for values in series.values() for value in values), default=0))
    step = _plot_width() / max(len(labels), 1)
    lines = []
    for colour, values in enumerate(series.values()):
        points = (
            f"{LEFT + step * (number + 0.5):.1f},{_y(max(value, 0), top):.1f}" for number, value in enumerate(values)
        )
        lines.append((colour, " ".join(points)))
    return Chart(title, (), tuple(lines), _grid(top), _labels(labels), tuple(series))


def _largest(series: Mapping[str, Sequence[float]]) -> dict[str, Sequence[float]]:
    """Return the largest series first; those beyond the colours become one."""
    ranked = sorted(series.items(), key=lambda item: (-sum(item[1]), item[0]))
    if len(ranked) <= COLOURS:
        return dict(ranked)
    rest = [values for _, values in ranked[COLOURS - 1 :]]
    return {**dict(ranked[: COLOURS - 1]), "other": [sum(column) for column in zip(*rest, strict=True)]}


def _nice(value: float) -> float:
    """Return the next 1, 2, 2.5 or 5 times a power of ten: where an axis ends."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if value <= factor * power)


def _grid(top: float) -> tuple[tuple[float, str], ...]:
    return tuple((_y(top * n / _TICKS, top), _money(top * n / _TICKS)) for n in range(_TICKS + 1))


def _labels(labels: Sequence[str]) -> tuple[tuple[float, str], ...]:
    step = _plot_width() / max(len(labels), 1)
    every = math.ceil(len(labels) / _MAX_LABELS) or 1
    return tuple((LEFT + step * (n + 0.5), label) for n, label in enumerate(labels) if n % every == 0)


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - value / top * _plot_height()


def _plot_width() -> int:
    return WIDTH - LEFT - RIGHT


def _plot_height() -> int:
    return HEIGHT - TOP - BOTTOM


def _money(value: float) -> str:
    return f"${value:,.2f}" if value < 10 else f"${value:,.0f}"
