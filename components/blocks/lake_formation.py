"""LakeFormation: permissions on tables and columns of a lake, handed out by Lake Formation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import iam, lakeformation

from components.blocks.catalog import Catalog
from components.blocks.data_lake import DataLake
from components.blocks.short_name import fitting
from components.component import Component
from components.context import StackContext
from components.iam import assume_role, document
from components.settings.lake_formation import LakeFormationSettings, LakeReaderSettings

GOVERNED = ("raw", "curated")
"""Zones whose files Lake Formation hands out."""
_READ = ["DESCRIBE", "SELECT"]
_LONGEST_ROLE = 64


@dataclass(frozen=True, kw_only=True)
class LakeFormationArgs:
    """What the permissions of a lake are built from."""

    settings: LakeFormationSettings
    stack: StackContext
    lake: DataLake
    """Lake whose zones are governed."""
    region: str | None = None
    """Region of the lake; None is the stack's."""


class LakeFormation(Component):
    """Registers the zones of a lake and gives permissions. Whoever deploys it must be an administrator of Lake
    Formation: that list is the account's, and no stack owns it.
    """

    role_arn: pulumi.Output[str]
    """Role by which Lake Formation reads files for those who may."""

    def __init__(self, name: str, args: LakeFormationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        role = iam.Role(
            f"{name}-role",
            name=fitting(f"{name}-role", args.stack.project, args.stack.stack, limit=_LONGEST_ROLE),
            assume_role_policy=assume_role("lakeformation.amazonaws.com"),
            opts=self.child(),
        )
        statements = [statement for zone in GOVERNED for statement in args.lake.grant_read(zone)]
        iam.RolePolicy(f"{name}-policy", role=role.name, policy=document(*statements), opts=self.child())
        self.role_arn = role.arn
        self._zones = {zone: self._register(zone, role.arn) for zone in GOVERNED}
        self.publish(role_arn=self.role_arn)

    @property
    def strict(self) -> bool:
        """Whether nobody sees a table who is not named here."""
        return self._args.settings.mode == "strict"

    def open(self, catalog: Catalog) -> None:
        """Give the readers of the settings their permissions on the tables of a catalogue."""
        for key, reader in self._args.settings.readers.items():
            self._database(f"{self.name}-{key}", reader.principal, catalog, ["DESCRIBE"])
            self._reader(f"{self.name}-{key}", reader, catalog)

    def serve(self, key: str, principal: pulumi.Input[str], catalog: Catalog, tables: Sequence[str] | None) -> None:
        """Give a role of the workload what it needs of tables, or of all (None). `key` names it for good."""
        if not self.strict:
            return  # IAM's permissions hold
        self._database(f"{self.name}-{key}", principal, catalog, ["DESCRIBE"])
        for table in ["*"] if tables is None else tables:
            self._table(f"{self.name}-{key}", principal, catalog, table)

    def serve_crawler(self, key: str, principal: pulumi.Input[str], catalog: Catalog, zone: str) -> None:
        """Let a crawler make tables over files of a zone."""
        if not self.strict:
            return
        self._database(f"{self.name}-{key}", principal, catalog, ["ALTER", "CREATE_TABLE", "DESCRIBE"])
        self._permit(
            f"{self.name}-{key}-files",
            principal,
            ["DATA_LOCATION_ACCESS"],
            data_location={"arn": self._zones[zone].arn},
        )

    def _register(self, zone: str, role_arn: pulumi.Output[str]) -> lakeformation.Resource:
        return lakeformation.Resource(
            f"{self.name}-{zone}",
            arn=self._args.lake.zones[zone].arn,
            role_arn=role_arn,
            hybrid_access_enabled=not self.strict,
            region=self._args.region,
            opts=self.child(),
        )

    def _reader(self, name: str, reader: LakeReaderSettings, catalog: Catalog) -> None:
        if reader.columns:
            [table] = reader.tables
            entry = {"database_name": catalog.database, "name": self._named(catalog, table)}
            self._permit(
                f"{name}-{table}",
                reader.principal,
                ["SELECT"],
                table_with_columns={**entry, "column_names": list(reader.columns)},
            )
            return
        for table in reader.tables or ["*"]:
            self._table(name, reader.principal, catalog, table)

    def _database(self, name: str, principal: pulumi.Input[str], catalog: Catalog, permissions: list[str]) -> None:
        self._permit(f"{name}-database", principal, permissions, database={"name": catalog.database})

    def _table(self, name: str, principal: pulumi.Input[str], catalog: Catalog, table: str) -> None:
        entry: Mapping[str, Any] = {"wildcard": True} if table == "*" else {"name": self._named(catalog, table)}
        key = "tables" if table == "*" else table
        self._permit(f"{name}-{key}", principal, _READ, table={"database_name": catalog.database, **entry})

    def _named(self, catalog: Catalog, table: str) -> pulumi.Output[str]:
        return {**catalog.tables, **catalog.views}[table].name

    def _permit(self, name: str, principal: pulumi.Input[str], permissions: list[str], **what: Any) -> None:
        lakeformation.Permissions(
            name,
            principal=principal,
            permissions=permissions,
            region=self._args.region,
            **what,
            # A table over files that are not registered yet has nothing that could be handed out.
            opts=self.child(depends_on=list(self._zones.values())),
        )
