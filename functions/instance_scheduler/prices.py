"""What an hour of a resource costs, from the prices that the package carries. What has no price is not priced."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path


class Prices:
    """List prices by region: USD an hour by the id of a row of the price book, such as `ec2.instance/t4g.small`."""

    def __init__(self, regions: Mapping[str, Mapping[str, str]]) -> None:
        self._regions = regions

    @classmethod
    def load(cls, file: Path) -> Prices:
        """Return the prices in a file."""
        return cls(json.loads(file.read_text("utf-8")))

    def hour(self, region: str, items: Iterable[tuple[str, Decimal]]) -> Decimal | None:
        """Return what an hour of these items (id of a row, quantity) costs; None when one of them has no price."""
        rows, total = self._regions.get(region, {}), Decimal(0)
        known = False
        for row, quantity in items:
            if row not in rows:
                return None
            known = True
            total += Decimal(rows[row]) * quantity
        return total if known else None
