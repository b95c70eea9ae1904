"""One question to a data source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator import regions
from simulator.config import Config
from simulator.naming import hexadecimal


@dataclass(frozen=True)
class Question:
    """A data source's token and arguments, the region it is asked in, and the provider's configuration."""

    token: str
    values: dict[str, Any]
    region: str
    config: Config

    @property
    def partition(self) -> regions.Partition:
        """The partition of the region."""
        return regions.partition_of(self.region)

    def text(self, *names: str) -> str:
        """The first of the named arguments that is a text; empty when none is."""
        return next((value for name in names if isinstance(value := self.values.get(name), str) and value), "")

    def digest(self, length: int = 17, *salt: str) -> str:
        """Hexadecimal digits that stay the same for the same question."""
        return hexadecimal(length, self.token, self.values, self.region, salt)

    def arn(self, service: str, resource: str, *, regional: bool = True, account: str = regions.ACCOUNT) -> str:
        """An ARN in the question's partition and region."""
        return f"arn:{self.partition.name}:{service}:{self.region if regional else ''}:{account}:{resource}"

    def filters(self) -> dict[str, list[Any]]:
        """The filters of the question: name → values."""
        given = self.values.get("filters")
        return {
            item["name"]: item.get("values", []) for item in given or [] if isinstance(item, dict) and "name" in item
        }
