"""Settings of a table: what does not go together is refused, with the reason."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import ValidationError

from components.settings.table import TableSettings


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"sort_key": "id"}, "sortKey is the partition key id; expected another attribute"),
        ({"key_types": {"x": "number"}}, "keyTypes.x is the key of nothing; expected one of id"),
        (
            {"indexes": {"a": {"partitionKey": "o", "capacity": {"mode": "provisioned"}}}},
            "indexes.a.capacity.mode is provisioned; expected the table's, on-demand",
        ),
        ({"indexes": {"a": {"partitionKey": "o", "sortKey": "o"}}}, "indexes.a has o twice as key"),
        ({"capacity": {"reads": {}}}, "reads has no use with mode on-demand; expected it left out"),
        (
            {"capacity": {"mode": "provisioned", "maxReads": 5, "maxWrites": 5}},
            "maxReads and maxWrites has no use with mode provisioned",
        ),
        (
            {"capacity": {"mode": "provisioned", "reads": {"minimum": 9, "maximum": 8}}},
            "minimum 9 is above maximum 8; expected at most as much",
        ),
    ],
)
def test_what_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        TableSettings.of("Development", partition_key="id", **values)


def test_key_attributes_are_of_table_and_indexes_in_a_stable_order() -> None:
    settings = TableSettings.of(
        partition_key="id", sort_key="at", key_types={"at": "number"}, indexes={"z": {"partitionKey": "a"}}
    )
    assert list(settings.key_attributes().items()) == [("a", "string"), ("at", "number"), ("id", "string")]
