"""The arguments of a Firehose stream, from the settings of a delivery; plain data."""

from __future__ import annotations

from typing import Any

import pulumi

from components.settings.delivery import DeliverySettings
from components.settings.lake import LakeTableSettings

_ARRIVAL = {"day": "!{timestamp:yyyy-MM-dd}", "hour": "!{timestamp:HH}"}
_PLAIN = {"snappy": "Snappy", "gzip": "GZIP", "none": "UNCOMPRESSED"}
_PARQUET = {"snappy": "SNAPPY", "gzip": "GZIP", "none": "UNCOMPRESSED"}


def prefix(key: str, settings: DeliverySettings, table: LakeTableSettings | None) -> str:
    """Return the folders that a file is put into: those of the table's partitions, else by day of arrival."""
    if table is None:
        return f"{key}/day={_ARRIVAL['day']}/"
    levels = [
        f"{name}=!{{partitionKeyFromQuery:{name}}}/"
        if name in settings.partition_by
        else f"{name}={_ARRIVAL[partition.kind]}/"
        for name, partition in table.partitions.items()
    ]
    return f"{settings.table}/{''.join(levels)}"


def error_prefix(key: str) -> str:
    """Return the folders of records that could not be delivered, by the kind of error and the day."""
    return f"errors/{key}/!{{firehose:error-output-type}}/day={_ARRIVAL['day']}/"


def converts(table: LakeTableSettings | None) -> bool:
    """Tell whether records are turned into Parquet."""
    return table is not None and table.format == "parquet"


def compression(settings: DeliverySettings, table: LakeTableSettings | None) -> str:
    """Return the compression of whole files; Parquet compresses inside of them."""
    return "UNCOMPRESSED" if converts(table) else _PLAIN[settings.compression]


def conversion(
    settings: DeliverySettings,
    table: LakeTableSettings,
    *,
    role_arn: pulumi.Input[str],
    database: pulumi.Input[str],
    region: str,
) -> dict[str, Any]:
    """Return how JSON becomes Parquet: the catalogue's table says which columns there are, of which type."""
    timed = "timestamp" in table.columns.values()
    # Only Hive's reader knows formats of times; that of OpenX is more forgiving with all the rest.
    reader: dict[str, Any] = (
        {"hive_json_ser_de": {"timestamp_formats": settings.timestamp_formats}}
        if timed
        else {"open_x_json_ser_de": {"case_insensitive": True}}
    )
    return {
        "enabled": True,
        "input_format_configuration": {"deserializer": reader},
        "output_format_configuration": {
            "serializer": {"parquet_ser_de": {"compression": _PARQUET[settings.compression]}}
        },
        "schema_configuration": {
            "role_arn": role_arn,
            "database_name": database,
            "table_name": settings.table,
            "region": region,
            "version_id": "LATEST",
        },
    }


def processing(settings: DeliverySettings, function_arn: pulumi.Input[str] | None) -> dict[str, Any] | None:
    """Return what happens to records on the way: code of the project, then the look for partitions."""
    processors: list[dict[str, Any]] = []
    if function_arn is not None:
        version = pulumi.Output.concat(function_arn, ":$LATEST")
        processors.append(_processor("Lambda", LambdaArn=version))
    if settings.partition_by:
        found = ", ".join(f"{name}: {expression}" for name, expression in settings.partition_by.items())
        query = {"MetadataExtractionQuery": f"{{{found}}}", "JsonParsingEngine": "JQ-1.6"}
        processors.append(_processor("MetadataExtraction", **query))
    return {"enabled": True, "processors": processors} if processors else None


def _processor(kind: str, **parameters: pulumi.Input[str]) -> dict[str, Any]:
    listed = [{"parameter_name": name, "parameter_value": value} for name, value in parameters.items()]
    return {"type": kind, "parameters": listed}
