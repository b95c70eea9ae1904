"""Tables and views as the Glue catalogue and Athena want them; plain data."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

import pulumi

from components.settings.lake import LakeTableSettings, PartitionSettings

_PARQUET = {
    "input_format": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "output_format": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "ser_de_info": {
        "name": "parquet",
        "serialization_library": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        "parameters": {"serialization.format": "1"},
    },
}
_JSON = {
    "input_format": "org.apache.hadoop.mapred.TextInputFormat",
    "output_format": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    "ser_de_info": {
        "name": "json",
        "serialization_library": "org.openx.data.jsonserde.JsonSerDe",
        "parameters": {"serialization.format": "1"},
    },
}
STORAGE = {"parquet": _PARQUET, "json": _JSON}
"""Format of a table → how its files are read."""

_PRESTO = {"string": "varchar", "int": "integer", "float": "real", "timestamp": "timestamp(3)"}
"""Types that Athena calls otherwise than the catalogue."""


def presto_type(hive: str) -> str:
    """Return Athena's name of a type of the catalogue: `array<string>` → `array(varchar)`."""
    array = re.fullmatch(r"array<(.+)>", hive)
    return f"array({presto_type(array[1])})" if array else _PRESTO.get(hive, hive)


def presto_view(sql: str, database: str, columns: Mapping[str, str]) -> str:
    """Return the text that makes a table of the catalogue a view of Athena.

    It is what Athena itself writes at CREATE VIEW: query, names that it looks up, and the columns of the answer.
    """
    view = {
        "originalSql": sql,
        "catalog": "awsdatacatalog",
        "schema": database,
        "columns": [{"name": name, "type": presto_type(kind)} for name, kind in columns.items()],
    }
    return f"/* Presto View: {base64.b64encode(json.dumps(view).encode()).decode()} */"


def hive_columns(columns: Mapping[str, str]) -> list[dict[str, str]]:
    """Return columns as the catalogue takes them."""
    return [{"name": name, "type": kind} for name, kind in columns.items()]


def folders(table: LakeTableSettings) -> str:
    """Return the folders below a table as a template: `day=${day}/`; empty without partitions."""
    return "".join(f"{name}=${{{name}}}/" for name in table.partitions)


def projection(table: LakeTableSettings) -> dict[str, str]:
    """Return the parameters by which Athena computes partitions instead of asking for a list of them."""
    if not table.partitions:
        return {}
    found = {"projection.enabled": "true"}
    for name, partition in table.partitions.items():
        found |= {f"projection.{name}.{key}": value for key, value in _levels(partition).items()}
    return found


def _levels(partition: PartitionSettings) -> dict[str, str]:
    if partition.kind == "day":
        steps = {"interval": "1", "interval.unit": "DAYS"}
        return {"type": "date", "format": "yyyy-MM-dd", "range": f"{partition.since},NOW", **steps}
    if partition.kind == "hour":
        return {"type": "integer", "range": "0,23", "digits": "2"}
    return {"type": "enum", "values": ",".join(partition.values)}


def table_arguments(table: LakeTableSettings, location: pulumi.Output[str]) -> dict[str, Any]:
    """Return the arguments of a catalogue table that its settings and its folder decide."""
    parameters: dict[str, Any] = {"EXTERNAL": "TRUE", "classification": table.format, **projection(table)}
    if table.partitions:
        parameters["storage.location.template"] = pulumi.Output.concat(location, folders(table))
    return {
        "table_type": "EXTERNAL_TABLE",
        "description": table.description or None,
        "parameters": parameters,
        "partition_keys": hive_columns(dict.fromkeys(table.partitions, "string")),
        "storage_descriptor": {"location": location, "columns": hive_columns(table.columns), **STORAGE[table.format]},
    }


def view_arguments(sql: str, database: pulumi.Output[str], columns: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments of a catalogue table that Athena takes for a view."""
    return {
        "table_type": "VIRTUAL_VIEW",
        "parameters": {"presto_view": "true", "comment": "Presto View"},
        "view_original_text": database.apply(lambda name: presto_view(sql, name, columns)),
        "view_expanded_text": "/* Presto View */",
        # A view has no files, but Athena shows no view without a storage descriptor.
        "storage_descriptor": {
            "columns": hive_columns(columns),
            "ser_de_info": {"name": "-", "serialization_library": "-"},
        },
    }
