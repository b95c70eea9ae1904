"""The tables of the cost reports as Glue describes them. Pure, but for the bucket that may not exist yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import glue

from finops.cur.columns import COLUMNS, ESTIMATES, PARTITION

EXPORT_TABLE, ESTIMATES_TABLE = "cost_and_usage", "estimates"
_PARQUET = "org.apache.hadoop.hive.ql.io.parquet."
_HADOOP = "org.apache.hadoop."


@dataclass(frozen=True, kw_only=True)
class TableShape:
    """What a table looks like."""

    name: str
    folder: str
    """Folder of the bucket that holds its files."""
    columns: Mapping[str, str]
    parameters: Mapping[str, pulumi.Input[str]]
    reads: str
    writes: str
    serde: str
    partitions: Mapping[str, str] = field(default_factory=dict)


def export_table(bucket: pulumi.Input[str], folder: str, months: int) -> TableShape:
    """Return the table of a CUR 2.0 export, whose months are projected: Athena works out where each would be.

    So no crawler and no `MSCK REPAIR` has to run before a new month can be asked for. `months` is how many it looks
    back; those that are not there are skipped.
    """
    key = f"projection.{PARTITION}"
    place = pulumi.Output.concat("s3://", bucket, f"/{folder}/{PARTITION.upper()}=${{{PARTITION}}}")
    return TableShape(
        name=EXPORT_TABLE,
        folder=folder,
        columns=COLUMNS,
        partitions={PARTITION: "string"},
        parameters={
            "classification": "parquet",
            "projection.enabled": "true",
            f"{key}.type": "date",
            f"{key}.format": "yyyy-MM",
            f"{key}.range": f"NOW-{months}MONTHS,NOW",
            f"{key}.interval": "1",
            f"{key}.interval.unit": "MONTHS",
            "storage.location.template": place,
        },
        reads=f"{_PARQUET}MapredParquetInputFormat",
        writes=f"{_PARQUET}MapredParquetOutputFormat",
        serde=f"{_PARQUET}serde.ParquetHiveSerDe",
    )


def estimates_table(folder: str) -> TableShape:
    """Return the table of estimates, one JSON object a line, which one query compares with the bill."""
    return TableShape(
        name=ESTIMATES_TABLE,
        folder=folder,
        columns=ESTIMATES,
        parameters={"classification": "json"},
        reads=f"{_HADOOP}mapred.TextInputFormat",
        writes=f"{_HADOOP}hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        serde="org.openx.data.jsonserde.JsonSerDe",
    )


def storage(shape: TableShape, bucket: pulumi.Input[str]) -> glue.CatalogTableStorageDescriptorArgs:
    """Return where and how the files of a table lie."""
    return glue.CatalogTableStorageDescriptorArgs(
        location=pulumi.Output.concat("s3://", bucket, f"/{shape.folder}/"),
        input_format=shape.reads,
        output_format=shape.writes,
        ser_de_info=glue.CatalogTableStorageDescriptorSerDeInfoArgs(serialization_library=shape.serde),
        columns=[
            glue.CatalogTableStorageDescriptorColumnArgs(name=name, type=kind) for name, kind in shape.columns.items()
        ],
    )
