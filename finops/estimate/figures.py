"""Figures as text: never in exponents, cents rounded half up only here."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from finops.estimate.span import Span

CENT = Decimal("0.01")
_PLACES = Decimal("0.000001")


def cents(value: Decimal) -> str:
    """Return dollars with two decimals: 1,234.50."""
    return f"{value.quantize(CENT, ROUND_HALF_UP):,f}"


def figures(value: Decimal) -> str:
    """Return a figure whole, without trailing zeros: 0.0416, 730, 0.0000166667."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantity(value: Decimal) -> str:
    """Return a quantity with at most six decimals."""
    return figures(value.quantize(_PLACES, ROUND_HALF_UP) if value.as_tuple().exponent < -6 else value)  # pyright: ignore[reportOperatorIssue]


def money(value: Span | None) -> str:
    """Return a cost: one figure, or low–high; a question mark when it depends on usage that nobody told."""
    if value is None:
        return "?"
    return cents(value.low) if value.exact else f"{cents(value.low)}–{cents(value.high)}"


def amount(value: Span | None) -> str:
    """Return a quantity: one figure, low–high with what is expected when that is neither, or a question mark."""
    if value is None:
        return "?"
    if value.exact:
        return quantity(value.low)
    inside = value.low < value.expected < value.high
    expected = f" ({quantity(value.expected)})" if inside else ""
    return f"{quantity(value.low)}–{quantity(value.high)}{expected}"
