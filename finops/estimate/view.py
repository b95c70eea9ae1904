"""A resource as a mapping sees it: typed inputs, references, usage, and charges to yield.

An input that decides a price and is unknown, or missing where AWS has no default, raises Undecided: it is never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from finops.estimate.charge import HOURS, Charge, Part, Undecided
from finops.estimate.graph import Graph, walk
from finops.estimate.resource import UNKNOWN, Resource, Unknown
from finops.estimate.span import Number, Span
from finops.estimate.usage import Usage
from finops.prices import NotPriced, PriceBook


@dataclass(frozen=True)
class Context:
    """What all mappings of an estimate share."""

    graph: Graph
    usage: Usage
    on: date
    """Day whose support periods hold."""
    book: PriceBook | None = None
    """Prices of the resource's region."""


Factors = Mapping[str, Span | None] | None
"""What a price is multiplied by. The name of a factor without a figure is the id of the row that holds it."""


class View:
    """Reads one resource."""

    def __init__(self, resource: Resource, context: Context, inputs: Mapping[str, Any] | None = None) -> None:
        self.resource = resource
        self.context = context
        self._inputs = resource.inputs if inputs is None else inputs

    @property
    def type(self) -> str:
        """The Pulumi type token."""
        return self.resource.type

    def value(self, path: str) -> Any:
        """Return the input at `a.b.0.c`: None when not given, UNKNOWN when unknown."""
        return walk(self._inputs, path)

    def given(self, path: str) -> bool:
        """Tell whether there is anything at `path`, known or not."""
        return self.value(path) is not None

    def text(self, path: str, default: str | None = None) -> str:
        """Return a string; Undecided when it is unknown, or missing without a default."""
        value = self._decided(path, default)
        if isinstance(value, Mapping | list):
            raise Undecided(f"{path} is not a text")
        return str(value)

    def number(self, path: str, default: Number | None = None) -> Decimal:
        """Return a number that is not below zero; Undecided when it is unknown, or missing without a default."""
        value = self._decided(path, default)
        try:
            figure = Decimal(str(value))
        except InvalidOperation:
            raise Undecided(f"{path} is not a number: {value!r}") from None
        if not figure.is_finite() or figure < 0:
            raise Undecided(f"{path} is not a number from zero up: {value!r}")
        return figure

    def flag(self, path: str, *, default: bool = False) -> bool | Unknown:
        """Return True, False, or UNKNOWN. Strings as Pulumi has them (`"true"`) count."""
        value = self.value(path)
        if isinstance(value, Unknown):
            return UNKNOWN
        return default if value is None else str(value).lower() in ("true", "1")

    def either(self, path: str, on: Number, off: Number, *, default: bool = False) -> Span:
        """Return one figure when a flag is set and another when not; the span of both while it is unknown."""
        flag = self.flag(path, default=default)
        return Span.between(on, off) if isinstance(flag, Unknown) else Span.of(on if flag else off)

    def blocks(self, path: str) -> list[View]:
        """Return the nested blocks of a list (or of a single block) as views of their own; empty when not given."""
        value = self.value(path)
        if isinstance(value, Unknown):
            raise Undecided(f"{path} is not known before deployment")
        items: list[Any] = [value] if isinstance(value, Mapping) else value if isinstance(value, list) else []
        if any(isinstance(item, Unknown) for item in items):
            raise Undecided(f"{path} is not known before deployment")
        return [View(self.resource, self.context, item) for item in items if isinstance(item, Mapping)]

    def count(self, path: str) -> int:
        """Return how many items a list has, known or not; Undecided when the list itself is unknown."""
        value = self.value(path)
        if isinstance(value, Unknown):
            raise Undecided(f"{path} is not known before deployment")
        return len(value) if isinstance(value, list) else 0

    def refer(self, path: str, *types: str) -> View | None:
        """Return the resource of one of `types` that an input refers to; None when it is not in the stack."""
        found = self.context.graph.referred(self.resource, path, *types)
        return None if found is None else View(found, self.context)

    def referrers(self, type_: str, path: str) -> list[View]:
        """Return the resources of a type whose input at `path` refers to this one."""
        found = self.context.graph.referrers(self.resource, type_, path)
        return [View(resource, self.context) for resource in found]

    def charge(self, label: str, row: str, *, factors: Factors = None, **parts: Number | Span) -> Charge:
        """Return a fixed charge: the product of the parts, at the price of a row, times the factors.

        Underscores in the names of parts become spaces.
        """
        named = tuple(Part(name.replace("_", " "), Span.of(value)) for name, value in parts.items())
        return Charge(label, row, named, _factors(factors))

    def hourly(self, label: str, row: str, *, factors: Factors = None, **parts: Number | Span) -> Charge:
        """Return a charge for every hour of the month."""
        return self.charge(label, row, factors=factors, **parts, hours=HOURS)

    def assumed(self, key: str) -> Span | None:
        """Return a figure of the usage file; None when nobody told it."""
        return self.context.usage.value(self.resource, key)

    def metered(
        self,
        label: str,
        row: str,
        key: str,
        *,
        per: Number = 1,
        factors: Factors = None,
        **parts: Number | Span | None,
    ) -> Charge:
        """Return a charge for usage: the figure of `key`, over `per` (a row's unit may be a million), times the parts.

        A part that is None is usage as well, and unknown: so is the quantity then.
        """
        usage = self.assumed(key)
        scaled = None if usage is None else usage * (Decimal(1) / per)
        more = {name.replace("_", " "): None if value is None else Span.of(value) for name, value in parts.items()}
        named = (Part(key, scaled), *(Part(name, value) for name, value in more.items()))
        return Charge(label, row, named, _factors(factors), "usage", key)

    def list_price(self, row: str) -> Decimal:
        """Return the price of a row in the resource's region; NotPriced when there is none."""
        if self.context.book is None:
            raise NotPriced(f"{row}: the region has no price book")
        return self.context.book.price(row)

    def _decided(self, path: str, default: Any) -> Any:
        value = self.value(path)
        if isinstance(value, Unknown):
            raise Undecided(f"{path} is not known before deployment")
        if value is not None:
            return value
        if default is None:
            raise Undecided(f"{path} is not given, and there is no default to go by")
        return default


def _factors(factors: Factors) -> tuple[Part, ...]:
    return tuple(Part(name, value) for name, value in (factors or {}).items() if value != Span.of(1))
