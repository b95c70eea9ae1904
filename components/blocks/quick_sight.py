"""QuickSight: the tables of a lake as data sets, and a dashboard over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
from pulumi_aws import cloudformation, iam, quicksight

from components.blocks.account import account_root
from components.blocks.analytics_files import ANALYTICS, dashboard_definition
from components.blocks.catalog import Catalog
from components.blocks.quick_sight_parts import QUERY, input_columns, template, too_large, wrong_references
from components.blocks.short_name import fitting
from components.blocks.workgroup import Workgroup
from components.component import Component
from components.context import StackContext
from components.iam import assume_role, document
from components.names import physical_name
from components.settings.quick_sight import DataSetSettings, QuickSightSettings

_INTERVALS = {"hourly": "HOURLY", "daily": "DAILY"}
_LONGEST_ROLE = 64


@dataclass(frozen=True, kw_only=True)
class QuickSightArgs:
    """What data sets and dashboard are built from."""

    settings: QuickSightSettings
    stack: StackContext
    workgroup: Workgroup
    """Workgroup that answers QuickSight's queries."""
    catalog: Catalog
    """Catalogue of the tables."""
    columns: Mapping[str, Mapping[str, str]]
    """Columns of every table and view, with their types."""
    files: Path = ANALYTICS
    """Folder of the dashboard's definition, relative to the project."""
    region: str | None = None
    """Region of all of it; None is the stack's."""


class QuickSight(Component):
    """A data source over the workgroup with a role of its own, data sets over tables and views, a dashboard."""

    role_arn: pulumi.Output[str]
    """Role by which QuickSight queries."""
    data_sets: dict[str, quicksight.DataSet]
    """Data sets by key."""
    dashboard_arn: pulumi.Output[str] | None = None

    def __init__(self, name: str, args: QuickSightArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        role = iam.Role(
            f"{name}-role",
            name=fitting(f"{name}-role", args.stack.project, args.stack.stack, limit=_LONGEST_ROLE),
            assume_role_policy=assume_role("quicksight.amazonaws.com"),
            opts=self.child(),
        )
        policy = iam.RolePolicy(
            f"{name}-policy", role=role.name, policy=document(*args.workgroup.grant_query()), opts=self.child()
        )
        self.role_arn = role.arn
        self._source = quicksight.DataSource(
            f"{name}-source",
            data_source_id=self._id(),
            name=name,
            type="ATHENA",
            parameters={"athena": {"work_group": args.workgroup.workgroup, "role_arn": role.arn}},
            ssl_properties={"disable_ssl": False},
            region=args.region,
            opts=self.child(depends_on=[policy]),
        )
        self.data_sets = {key: self._data_set(key, data_set) for key, data_set in args.settings.data_sets.items()}
        if args.settings.dashboard:
            self.dashboard_arn = self._dashboard(args.settings.dashboard)
        self.publish(role_arn=self.role_arn, dashboard_arn=self.dashboard_arn)

    def _data_set(self, key: str, settings: DataSetSettings) -> quicksight.DataSet:
        args = self._args
        columns = args.columns[settings.source]
        entry = {**args.catalog.tables, **args.catalog.views}[settings.source]
        table: Any = {
            "data_source_arn": self._source.arn,
            "catalog": "AwsDataCatalog",
            "schema": args.catalog.database,
            "name": entry.name,
            "input_columns": input_columns(columns),
        }
        made = quicksight.DataSet(
            f"{self.name}-{key}",
            data_set_id=self._id(key),
            name=key,
            import_mode="SPICE" if settings.mode == "spice" else "DIRECT_QUERY",
            physical_table_maps=[{"physical_table_map_id": key, "relational_table": table}],
            permissions=[
                {"principal": reader, "actions": [f"quicksight:{action}" for action in QUERY]}
                for reader in args.settings.readers
            ],
            region=args.region,
            opts=self.child(),
        )
        if settings.mode == "spice" and settings.refresh:
            frequency: Any = {"interval": _INTERVALS[settings.refresh]}
            if settings.refresh == "daily":
                frequency["time_of_the_day"] = "04:00"
            quicksight.RefreshSchedule(
                f"{self.name}-{key}-refresh",
                data_set_id=made.data_set_id,
                schedule_id=settings.refresh,
                schedule={"refresh_type": "FULL_REFRESH", "schedule_frequency": frequency},
                region=args.region,
                opts=self.child(),
            )
        return made

    def _dashboard(self, file: str) -> pulumi.Output[str]:
        """Make the dashboard; return its ARN.

        Neither the provider's dashboard nor its template takes a definition, only other dashboards and templates of the
        account. CloudFormation takes one, so a stack of CloudFormation with this one resource stands in between.
        """
        args = self._args
        definition = dashboard_definition(file, args.files)
        known = {key: args.columns[data_set.source] for key, data_set in args.settings.data_sets.items()}
        problems = sorted(set(wrong_references(definition, known)))
        if too_large(definition):
            problems.append("it is larger than a template of CloudFormation may be (51,200 bytes)")
        if problems:
            raise pulumi.RunError(f"analytics/{file}.json is no dashboard of {self.name}: {'; '.join(problems)}")
        stack = cloudformation.Stack(
            f"{self.name}-dashboard",
            name=self._id("dashboard"),
            template_body=template(
                definition,
                account=account_root(self).apply(lambda root: root.split(":")[4]),
                dashboard_id=self._id(),
                name=self.name,
                data_sets={key: data_set.arn for key, data_set in self.data_sets.items()},
                readers=list(args.settings.readers),
            ),
            region=args.region,
            opts=self.child(),
        )
        return stack.outputs.apply(lambda outputs: (outputs or {}).get("Arn", ""))

    def _id(self, *rest: str) -> str:
        """Return an id that is the same at every deployment and in no other stack."""
        stack = self._args.stack
        return physical_name(stack.project, stack.stack, self.name, *rest, limit=100)
