"""Figures that may not be one figure: a low end, what is expected, and a high end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """Three figures in rising order. None is below zero: quantities and prices never are."""

    low: Decimal
    expected: Decimal
    """What is asked for: the desired count of a group that scales. Where nothing says, the high end."""
    high: Decimal

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.expected <= self.high:
            raise ValueError(f"{self.low}, {self.expected}, {self.high} do not rise from zero")

    @classmethod
    def of(cls, value: Number | Span) -> Span:
        """Return a span of one figure, or the span that it is already."""
        if isinstance(value, Span):
            return value
        figure = Decimal(value)
        return cls(figure, figure, figure)

    @classmethod
    def between(cls, low: Number, high: Number, expected: Number | None = None) -> Span:
        """Return the span from `low` to `high`; `expected` is brought inside, and is the high end if not given."""
        first, last = sorted((Decimal(low), Decimal(high)))
        middle = last if expected is None else min(max(Decimal(expected), first), last)
        return cls(first, middle, last)

    @property
    def exact(self) -> bool:
        """Whether it is one figure."""
        return self.low == self.high

    def __mul__(self, other: Number | Span) -> Span:
        factor = Span.of(other)
        return Span(self.low * factor.low, self.expected * factor.expected, self.high * factor.high)

    def __add__(self, other: Number | Span) -> Span:
        more = Span.of(other)
        return Span(self.low + more.low, self.expected + more.expected, self.high + more.high)

    def above(self, included: Number) -> Span:
        """Return what exceeds `included`, at least zero."""
        zero = Decimal(0)
        return Span(*(max(zero, figure - included) for figure in (self.low, self.expected, self.high)))


ZERO = Span.of(0)
ONE = Span.of(1)
