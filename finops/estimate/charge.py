"""What a mapping says about a resource: charges, or why there are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from finops.estimate.span import ONE, Span

HOURS = Decimal(730)
"""Hours of a month, as AWS's own calculator counts them."""

Basis = Literal["fixed", "usage"]
"""Fixed: follows from the resource alone. Usage: follows from what is done with it."""


class Undecided(Exception):  # an answer about the resource, not a fault of the program
    """An input that decides the price is unknown, or missing where AWS has no default."""


class Unpriced(Exception):
    """The variant asked for is not in the price list of this project."""


@dataclass(frozen=True, slots=True)
class Part:
    """One figure of an arithmetic."""

    name: str
    value: Span | None
    """None: usage that nobody told."""


@dataclass(frozen=True, slots=True)
class Charge:
    """The product of its parts, at the price of a row, times factors."""

    label: str
    row: str
    """Id of the row in the price book."""
    parts: tuple[Part, ...]
    """Their product is the quantity, in units of the row."""
    factors: tuple[Part, ...] = ()
    """What the price is multiplied by: two for Multi-AZ, the share of Spot …"""
    basis: Basis = "fixed"
    usage_key: str = ""
    """The key of the usage that it counts on, if it does."""

    @property
    def quantity(self) -> Span | None:
        """Units in a month; None while a part is not known."""
        total = ONE
        for part in self.parts:
            if part.value is None:
                return None
            total *= part.value
        return total


@dataclass(frozen=True, slots=True)
class Free:
    """No charge of its own, and why."""

    reason: str


Item = Charge | Free
Items = Iterator[Item]
"""What a mapping yields."""
