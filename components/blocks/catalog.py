"""Catalog: a Glue database with the tables and views of a lake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
from pulumi_aws import glue

from components.blocks.account import arn_of
from components.blocks.analytics_files import ANALYTICS, query_text
from components.blocks.catalog_parts import table_arguments, view_arguments
from components.blocks.data_lake import DataLake
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow
from components.names import physical_name
from components.settings.lake import LakeTableSettings, ViewSettings

_READ = ("GetDatabase", "GetTable", "GetTables", "GetPartition", "GetPartitions", "BatchGetPartition")


@dataclass(frozen=True, kw_only=True)
class CatalogArgs:
    """What a catalogue is built from."""

    stack: StackContext
    lake: DataLake
    """Lake whose folders the tables describe."""
    tables: Mapping[str, LakeTableSettings] = field(default_factory=dict)
    """Tables by name."""
    views: Mapping[str, ViewSettings] = field(default_factory=dict)
    """Views by name."""
    files: Path = ANALYTICS
    """Folder of the SQL files, relative to the project."""
    default_reader: pulumi.Input[str] | None = None
    """ARN of the only role that sees new tables without being named; None: whoever IAM lets."""
    description: str | None = None
    """What the console shows beside the database."""
    region: str | None = None
    """Region of the catalogue; None is the stack's."""


class Catalog(Component):
    """A database of tables over folders of the lake, and of views over these. Each comes and goes by itself."""

    database: pulumi.Output[str]
    tables: dict[str, glue.CatalogTable]
    """Tables by name."""
    views: dict[str, glue.CatalogTable]
    """Views by name."""

    def __init__(self, name: str, args: CatalogArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        made = glue.CatalogDatabase(
            f"{name}-database",
            # SQL takes a name with hyphens in quotes only.
            name=physical_name(args.stack.project, args.stack.stack, name, limit=120).replace("-", "_"),
            description=args.description,
            create_table_default_permissions=_defaults(args.default_reader),
            region=args.region,
            opts=self.child(),
        )
        self.database = made.name
        self.tables = {key: self._table(key, table) for key, table in args.tables.items()}
        self.views = {key: self._view(key, view) for key, view in args.views.items()}
        self.publish(database=self.database)

    def location(self, table: str) -> pulumi.Output[str]:
        """Return the address of a table's folder."""
        return self._args.lake.url(self._args.tables[table].zone, table)

    def grant_read(self, names: Iterable[str] | None = None) -> list[Statement]:
        """Return what a role needs to learn the columns and folders of tables and views; None: of all there are."""
        return [allow([f"glue:{action}" for action in _READ], self.arns(["*"] if names is None else names))]

    def grant_versions(self, table: str) -> list[Statement]:
        """Return what Firehose needs to learn the columns of the table whose files it writes."""
        actions = ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"]
        return [allow(actions, self.arns([table]))]

    def arns(self, tables: Iterable[str]) -> list[pulumi.Output[str]]:
        """Return the ARNs that a call about tables touches: the catalogue, the database, and the tables."""
        rest = [self._arn("table/", f"/{table}") for table in tables]
        return [self._arn("catalog"), self._arn("database/", ""), *rest]

    def _arn(self, kind: str, rest: str | None = None) -> pulumi.Output[str]:
        region = self._args.region or self._args.stack.region
        named = kind if rest is None else pulumi.Output.concat(kind, self.database, rest)
        return arn_of(self, "glue", region, named)

    def _table(self, key: str, settings: LakeTableSettings) -> glue.CatalogTable:
        return self._entry(f"{self.name}-{key}", key, table_arguments(settings, self.location(key)))

    def _view(self, key: str, settings: ViewSettings) -> glue.CatalogTable:
        sql = query_text(settings.sql, self._args.files)
        arguments = view_arguments(sql, self.database, settings.columns)
        return self._entry(f"{self.name}-{key}-view", key, {**arguments, "description": settings.description or None})

    def _entry(self, child: str, key: str, arguments: dict[str, Any]) -> glue.CatalogTable:
        return glue.CatalogTable(
            child, name=key, database_name=self.database, region=self._args.region, **arguments, opts=self.child()
        )


def _defaults(reader: pulumi.Input[str] | None) -> Any:
    """Return who sees new tables; without a reader AWS lets whomever IAM lets."""
    if reader is None:
        return None
    return [{"permissions": ["SELECT"], "principal": {"data_lake_principal_identifier": reader}}]
