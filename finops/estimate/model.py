"""An estimate: lines, what is free, what is missing, and totals. Plain data in a stable order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from finops.estimate.charge import Basis, Part
from finops.estimate.span import ZERO, Span

GapKind = Literal["undecided", "not priced"]


@dataclass(frozen=True)
class Owner:
    """The resource that something in an estimate is about."""

    type: str
    name: str
    component: str = ""
    urn: str = ""
    tags: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Tags that the cost is accounted under."""

    @property
    def path(self) -> str:
        """Component and name."""
        return f"{self.component}/{self.name}" if self.component else self.name

    @property
    def key(self) -> tuple[str, str, str]:
        """What orders and matches resources."""
        return self.component, self.name, self.type


@dataclass(frozen=True)
class Line:
    """One line of the invoice."""

    owner: Owner
    label: str
    service: str
    """AWS service code of the row."""
    region: str
    row: str
    """Id of the row in the price book."""
    unit: str
    unit_price: Decimal
    """USD per unit at the smallest quantity; see `tiered`."""
    tiered: bool
    """Whether larger quantities have another price. Tiers are counted per resource: an account pays no more."""
    parts: tuple[Part, ...]
    """Their product is the quantity."""
    factors: tuple[Part, ...]
    """What the price is multiplied by."""
    quantity: Span | None
    """Units a month; None when the usage is not known."""
    cost: Span | None
    """USD a month, not rounded; None when the usage is not known."""
    basis: Basis
    usage_key: str = ""
    """Key of a usage file that decides the quantity."""


@dataclass(frozen=True)
class Gap:
    """A charge without a figure: the total is short of it."""

    owner: Owner
    kind: GapKind
    """Undecided: a value is unknown. Not priced: there is no row, no book or no mapping."""
    label: str
    reason: str
    basis: Basis = "fixed"
    usage_known: bool = True
    """False when the usage is unknown as well."""

    @property
    def blocking(self) -> bool:
        """Whether it keeps the high end from being known."""
        return self.basis == "fixed" or self.usage_known


@dataclass(frozen=True)
class FreeOfCharge:
    """A resource that costs nothing, and why."""

    owner: Owner
    reason: str


@dataclass(frozen=True)
class Coverage:
    """How much of the stack the figures stand for. Counts resources, not dollars."""

    resources: int
    free: int
    priced: int
    """Resources with lines and without a gap."""
    partly: int
    """Resources with lines and gaps."""
    missing: int
    """Resources with gaps only."""

    @property
    def percent(self) -> Decimal:
        """Share of the resources that cost something and are priced whole; 100 when none costs anything."""
        charged = self.priced + self.partly + self.missing
        return Decimal(100) if not charged else Decimal(100 * self.priced) / charged


@dataclass(frozen=True)
class Estimate:
    """What a list of resources costs in a month, at list prices, without taxes, credits and free tiers."""

    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    free: tuple[FreeOfCharge, ...]
    coverage: Coverage
    on: date
    """The day whose support periods hold."""
    books: Mapping[str, date]
    """By region: the day of its price book."""
    currency: str = "USD"

    @cached_property
    def fixed(self) -> Span:
        """Sum of what does not depend on usage."""
        return self._sum("fixed")

    @cached_property
    def usage(self) -> Span:
        """Sum of what depends on usage, as far as the usage is known."""
        return self._sum("usage")

    @cached_property
    def total(self) -> Span:
        """Sum of all lines that have a cost. With gaps it is a part of the bill only: see `high`."""
        return self.fixed + self.usage

    @property
    def low(self) -> Decimal:
        """The low end: the bill is at least this."""
        return self.total.low

    @property
    def high(self) -> Decimal | None:
        """The high end; None when it cannot be decided, because a charge has no figure.

        Usage that nobody told does not count here: `open_usage` lists it.
        """
        return None if any(gap.blocking for gap in self.gaps) else self.total.high

    @property
    def decided(self) -> bool:
        """Whether the high end is known."""
        return self.high is not None

    @property
    def open_usage(self) -> Iterator[Line]:
        """Lines whose usage nobody told: they have a unit price and no cost."""
        return (line for line in self.lines if line.cost is None)

    @property
    def usage_told(self) -> bool:
        """Whether the usage of any line is known, or there is none to know."""
        usage = [line for line in self.lines if line.basis == "usage"]
        return not usage or any(line.cost is not None for line in usage)

    def _sum(self, basis: Basis) -> Span:
        total = ZERO
        for line in self.lines:
            if line.basis == basis and line.cost is not None:
                total += line.cost
        return total
