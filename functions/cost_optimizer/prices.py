"""Prices that the package carries: by region and row of the price book, USD per unit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

HOURS = Decimal(730)
"""Hours of a month."""
GIB = Decimal(1024**3)


@dataclass(frozen=True)
class Prices:
    """Prices of one region. A row that is not there is not priced."""

    rows: Mapping[str, str]

    def unit(self, row: str) -> Decimal | None:
        """Return USD per unit."""
        found = self.rows.get(row)
        return None if found is None else Decimal(found)

    def cost(self, row: str, quantity: Decimal | int | float | str) -> Decimal | None:
        """Return USD for a quantity; None where there is no price."""
        unit = self.unit(row)
        return None if unit is None else unit * Decimal(str(quantity))

    def hourly(self, row: str) -> Decimal | None:
        """Return USD of a whole month of hours."""
        return self.cost(row, HOURS)


def total(*parts: Decimal | None) -> Decimal | None:
    """Return the sum; None when a part has no price: a sum that leaves one out would look exact."""
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


@dataclass(frozen=True)
class PriceTable:
    """Prices of all regions."""

    regions: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, file: Path) -> PriceTable:
        """Read the file of the package."""
        return cls(json.loads(file.read_text("utf-8")))

    def of(self, region: str) -> Prices:
        """Return the prices of a region; without a price book everything there is not priced."""
        return Prices(self.regions.get(region, {}))
