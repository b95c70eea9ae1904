"""Whether all that speaks of a column speaks of the same ones: stack, catalogue, files, SQL, job, rules, readings.

What is deployed is taken from the resources that the program makes, not from the settings.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from components.blocks.catalog_parts import presto_type
from components.pattern import PatternArgs
from components.patterns.data_analytics import DataAnalytics, DataAnalyticsSettings
from tests.analytics.iot import readings
from tests.support.athena import Lake
from tests.support.spark import script
from tests.support.synth import ROOT, Stage, synth_component

Config = Mapping[str, Any]
_PYTHON = {"string": str, "double": float, "bigint": int, "timestamp": str}
_JODA = {"yyyy-MM-dd'T'HH:mm:ss'Z'": "%Y-%m-%dT%H:%M:%SZ", "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'": "%Y-%m-%dT%H:%M:%S.%fZ"}


@dataclass
class Deployed:
    """Inputs of the resources that speak of columns."""

    tables: dict[str, dict[str, Any]]
    """Tables and views of the catalogue by name."""
    delivery: dict[str, Any]
    rules: list[dict[str, Any]]

    @property
    def schema(self) -> dict[str, Any]:
        """Table of the catalogue by which records become Parquet."""
        return self.delivery["extendedS3Configuration"]["dataFormatConversionConfiguration"]["schemaConfiguration"]

    def rename(self, table: str, old: str, new: str) -> None:
        """Rename a column of a table or view in the catalogue."""
        for column in self.tables[table]["storageDescriptor"]["columns"]:
            column["name"] = new if column["name"] == old else column["name"]

    def retype(self, table: str, name: str, kind: str) -> None:
        """Give a column of a table or view another type in the catalogue."""
        for column in self.tables[table]["storageDescriptor"]["columns"]:
            column["type"] = kind if column["name"] == name else column["type"]


def deployed(workload: Config) -> Deployed:
    """Return what the program makes of a workload."""

    def build(stage: Stage) -> None:
        settings = DataAnalyticsSettings.of(stage.environment, **workload)
        DataAnalytics("iot", PatternArgs(settings=settings, stack=stage.stack), stage.opts)

    made = synth_component(build, region="eu-west-1")
    return Deployed(
        tables={one.inputs["name"]: one.inputs for one in made.of_type("aws:glue/catalogTable:CatalogTable")},
        delivery=made.only("FirehoseDeliveryStream").inputs,
        rules=[one.inputs for one in made.of_type("DataQualityRuleset")],
    )


def disagreements(made: Deployed, workload: Config, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what does not fit together, one sentence each."""
    tables = made.tables
    found = [*_delivery(made, rows), *_views(tables), *_rules(made)]
    try:
        lake = Lake(_from_catalogue(workload, tables), readings.TODAY)
        for query in workload["workgroup"]["queries"]:
            lake.saved(query)
        return found + list(_answers(lake, tables)) + list(_job(workload, lake, tables))
    except duckdb.BinderException as error:
        return [*found, f"SQL names what is not there: {error}"]


def columns_of(inputs: Mapping[str, Any]) -> dict[str, str]:
    """Return columns and partitions of a table of the catalogue."""
    listed = [*inputs["storageDescriptor"]["columns"], *inputs.get("partitionKeys", [])]
    return {column["name"]: column["type"] for column in listed}


def _from_catalogue(workload: Config, tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return a workload whose tables are those of the catalogue, for a lake in memory."""
    real = {name: {"columns": columns_of(tables[name])} for name in workload["tables"]}
    return {**workload, "tables": real}


def _delivery(made: Deployed, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is wrong between the delivery, its table and the readings."""
    place = made.delivery["extendedS3Configuration"]
    conversion = place["dataFormatConversionConfiguration"]
    schema = made.schema
    table = made.tables.get(schema["tableName"])
    if table is None or schema["databaseName"] != table["databaseName"] or schema["region"] != "eu-west-1":
        yield f"the delivery converts by {schema}, which is no table of the catalogue"
        return
    location = table["storageDescriptor"]["location"]
    folders = re.sub(r"=!\{partitionKeyFromQuery:(\w+)\}", r"=${\1}", place["prefix"])
    bucket = place["bucketArn"].rpartition(":")[2]
    if f"s3://{bucket}/{folders}" != table["parameters"]["storage.location.template"]:
        yield f"the delivery writes to {place['prefix']}, Athena looks below {location}"
    formats = conversion["inputFormatConfiguration"]["deserializer"]["hiveJsonSerDe"]["timestampFormats"]
    columns, partitions = columns_of(table), {key["name"] for key in table["partitionKeys"]}
    for column in columns:
        if not any(row.get(column) is not None for row in rows):
            yield f"no reading has {column}"
    for key in sorted({key for row in rows for key in row}):
        if key not in columns:
            yield f"readings have {key}, the table has not"
        elif key not in partitions:
            yield from _fits(key, columns[key], [row[key] for row in rows if row.get(key) is not None], formats)


def _fits(column: str, kind: str, values: Sequence[Any], formats: Sequence[str]) -> Iterator[str]:
    if not all(isinstance(value, _PYTHON[kind]) for value in values):
        yield f"{column} is {kind}, and readings have {values[0]!r}"
    elif kind == "timestamp" and not all(any(_reads(value, one) for one in formats) for value in values):
        yield f"{column} is {values[0]!r}, which none of {formats} reads"


def _reads(value: str, joda: str) -> bool:
    try:
        return bool(datetime.strptime(value, _JODA[joda]))
    except ValueError:
        return False


def _views(tables: Mapping[str, Any]) -> Iterator[str]:
    """Yield where a view's own text and its columns in the catalogue differ."""
    for name, view in _only_views(tables).items():
        encoded = re.fullmatch(r"/\* Presto View: (\S+) \*/", view["viewOriginalText"])
        if encoded is None:
            yield f"Athena cannot read the view {name}"
            continue
        text = json.loads(base64.b64decode(encoded[1]))
        told = {column["name"]: column["type"] for column in text["columns"]}
        if told != {column: presto_type(kind) for column, kind in columns_of(view).items()}:
            yield f"the view {name} tells Athena other columns than the catalogue"
        if text["schema"] != view["databaseName"]:
            yield f"the view {name} looks for its tables in {text['schema']}"


def _only_views(tables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in tables.items() if one["tableType"] == "VIRTUAL_VIEW"}


def _answers(lake: Lake, tables: Mapping[str, Any]) -> Iterator[str]:
    """Yield where a view answers other columns, or other types, than it declares."""
    for name, view in _only_views(tables).items():
        if list(lake.columns(name).items()) != list(columns_of(view).items()):
            yield f"the view {name} declares {columns_of(view)} and answers {lake.columns(name)}"


def _job(workload: Config, lake: Lake, tables: Mapping[str, Any]) -> Iterator[str]:
    """Yield where the job makes other columns, or other types, than its table has."""
    with script(workload["jobs"]["hourly"]["script"], lake.connection) as (module, session):
        made = module.hourly(session.table("readings"))
        described = lake.connection.execute(f"DESCRIBE {made.sql(dialect='duckdb')}").fetchall()
    words = {"VARCHAR": "string", "TIMESTAMP WITH TIME ZONE": "timestamp", "HUGEINT": "bigint"}
    kinds = {row[0]: words.get(row[1], row[1].lower()) for row in described}
    if kinds != columns_of(tables["device_hours"]):
        yield f"the job makes {kinds}, its table has {columns_of(tables['device_hours'])}"


def _rules(made: Deployed) -> Iterator[str]:
    """Yield the columns that rules name and that their table has not."""
    for ruleset in made.rules:
        known = columns_of(made.tables[ruleset["targetTable"]["tableName"]])
        for column in re.findall(r'"(\w+)"', ruleset["ruleset"]):
            if column not in known:
                yield f"a rule names {column}, which its table has not"


def files() -> list[str]:
    """Return the SQL files of the example, without their ending."""
    return sorted(f"iot/{path.stem}" for path in (ROOT / "analytics" / "iot").glob("*.sql"))
