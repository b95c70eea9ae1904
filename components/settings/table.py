"""Settings of a DynamoDB table."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from components.settings.base import Problems, Section, by_profile
from components.settings.formats import text
from components.settings.types import ItemName

AttributeName = Annotated[str, text(r"[A-Za-z0-9_.-]{1,255}", "the name of an attribute such as orderId")]
Units = Annotated[int, Field(ge=1, le=40_000)]
KeyType = Literal["string", "number", "binary"]


class CapacityRange(Section):
    """Capacity units between which DynamoDB moves by itself."""

    minimum: Units = 5
    """Units that are always there, and paid for."""
    maximum: Units = 100
    """Units at most; beyond them requests are refused. As much as `minimum`: no scaling."""
    target_percent: Annotated[int, Field(ge=20, le=90)] = 70
    """Share of the units in use, in percent, that scaling aims at."""

    @model_validator(mode="after")
    def _check(self) -> CapacityRange:
        if self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum} is above maximum {self.maximum}; expected at most as much")
        return self


class CapacitySettings(Section):
    """How a table is paid for. Changing the mode changes the table in place; AWS allows it a few times a day."""

    mode: Literal["on-demand", "provisioned"] = "on-demand"
    """`on-demand` pays per request and takes any load; `provisioned` pays per hour, scales between limits and costs
    less under a steady load."""
    reads: CapacityRange | None = None
    """Read units of a provisioned table: one is a read of 4 KB a second. Left out: 5 to 100."""
    writes: CapacityRange | None = None
    """Write units of a provisioned table: one is a write of 1 KB a second. Left out: 5 to 100."""
    max_reads: Units | None = None
    """Reads a second at most of an on-demand table, as a limit of its bill. Left out: none."""
    max_writes: Units | None = None
    """Writes a second at most of an on-demand table, as a limit of its bill. Left out: none."""

    @property
    def on_demand(self) -> bool:
        """Whether requests are paid for, not capacity."""
        return self.mode == "on-demand"

    @model_validator(mode="after")
    def _check(self) -> CapacitySettings:
        other = ("reads", "writes") if self.on_demand else ("max_reads", "max_writes")
        wrong = [name for name in other if getattr(self, name) is not None]
        if wrong:
            keys = " and ".join(type(self).model_fields[name].alias or name for name in wrong)
            raise ValueError(f"{keys} has no use with mode {self.mode}; expected it left out")
        return self


class IndexSettings(Section):
    """A global secondary index: another way to find the items of a table."""

    partition_key: AttributeName
    """Attribute by which the index is spread; queries name one value of it."""
    sort_key: AttributeName | None = None
    """Attribute that sorts within a partition. Left out: none."""
    projection: Literal["all", "keys"] | list[AttributeName] = "all"
    """What the index holds: `all` attributes, `keys` only, or the keys and the attributes listed."""
    capacity: CapacitySettings | None = None
    """Capacity of its own; its mode is the table's. Left out: as the table's."""


class TableSettings(Section):
    """A DynamoDB table: encrypted, backed up and protected by profile."""

    partition_key: AttributeName
    """Attribute that names an item, or the group that it belongs to. It can be chosen at creation only."""
    sort_key: AttributeName | None = None
    """Attribute that names an item within its group. It can be chosen at creation only."""
    key_types: dict[AttributeName, KeyType] = Field(default_factory=dict)
    """Types of the key attributes, of the table and its indexes, that are not strings."""
    indexes: Annotated[dict[ItemName, IndexSettings], Field(max_length=20)] = Field(default_factory=dict)
    """Global secondary indexes by name. They come and go without the table; AWS changes one at a time."""
    capacity: CapacitySettings
    """On demand, or provisioned between limits."""
    stream: Literal["none", "keys", "new", "old", "both"] = "none"
    """What a stream tells of every change for 24 hours: the keys, the new item, the old one, or both."""
    expiry_attribute: AttributeName | None = None
    """Attribute with the time (seconds since 1970) after which DynamoDB deletes an item, for free. Left out: none
    is deleted."""
    point_in_time_recovery: bool = by_profile(development=False, staging=True, production=True)
    """Keep every change, so that the table can be restored as of any second."""
    recovery_days: Annotated[int, Field(ge=1, le=35)] = 35
    """Days back that the table can be restored to."""
    deletion_protection: bool = by_profile(development=False, staging=False, production=True)
    """Refuse to delete the table, by whomever, until this is switched off."""
    customer_key: bool = by_profile(development=False, staging=False, production=True)
    """Encrypt with an own KMS key instead of one of AWS's. It can be changed at any time."""
    table_class: Literal["standard", "infrequent-access"] = "standard"
    """`infrequent-access` stores for less and reads for more: for tables whose storage costs more than half."""

    def key_attributes(self) -> dict[str, KeyType]:
        """Return every key attribute of the table and its indexes with its type, in a stable order."""
        indexes = list(self.indexes.values())
        keys = [self.partition_key, self.sort_key]
        keys += [key for index in indexes for key in (index.partition_key, index.sort_key)]
        return {key: self.key_types.get(key, "string") for key in sorted({key for key in keys if key})}

    @model_validator(mode="after")
    def _check(self) -> TableSettings:
        keys = self.key_attributes()
        problems = [
            f"keyTypes.{name} is the key of nothing; expected one of {', '.join(keys)}"
            for name in self.key_types
            if name not in keys
        ]
        for name, index in self.indexes.items():
            if index.capacity and index.capacity.mode != self.capacity.mode:
                problems.append(
                    f"indexes.{name}.capacity.mode is {index.capacity.mode}; expected the table's, {self.capacity.mode}"
                )
            if index.partition_key == index.sort_key:
                problems.append(f"indexes.{name} has {index.sort_key} twice as key; expected two attributes")
        if self.partition_key == self.sort_key:
            problems.append(f"sortKey is the partition key {self.sort_key}; expected another attribute")
        if problems:
            raise Problems(problems)
        return self
