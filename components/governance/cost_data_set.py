"""CostDataSet: the table of the cost reports in QuickSight, for dashboards that people make there."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import quicksight

from components.component import Component
from components.context import StackContext
from components.names import physical_name
from components.settings.cost_reports import QuickSightSettings
from finops.cur.columns import COLUMNS, PARTITION

_TYPES = {"string": "STRING", "double": "DECIMAL", "timestamp": "DATETIME"}
"""Type in Glue → in QuickSight, which knows no maps: those columns are left out."""
_SOURCE_ACTIONS = (
    "quicksight:DescribeDataSource",
    "quicksight:DescribeDataSourcePermissions",
    "quicksight:PassDataSource",
    "quicksight:UpdateDataSource",
    "quicksight:DeleteDataSource",
    "quicksight:UpdateDataSourcePermissions",
)
_SET_ACTIONS = (
    "quicksight:DescribeDataSet",
    "quicksight:DescribeDataSetPermissions",
    "quicksight:PassDataSet",
    "quicksight:DescribeIngestion",
    "quicksight:ListIngestions",
    "quicksight:UpdateDataSet",
    "quicksight:DeleteDataSet",
    "quicksight:CreateIngestion",
    "quicksight:CancelIngestion",
    "quicksight:UpdateDataSetPermissions",
)
"""QuickSight takes permissions in these groups only: an owner's."""


@dataclass(frozen=True, kw_only=True)
class CostDataSetArgs:
    """What the data set is built from."""

    settings: QuickSightSettings
    stack: StackContext
    workgroup: pulumi.Input[str]
    """Workgroup of Athena."""
    database: pulumi.Input[str]
    """Database of Athena."""
    table: pulumi.Input[str]
    """Table of the reports."""
    region: str | None = None
    """Region of the database; None is the stack's."""


class CostDataSet(Component):
    """A data source on Athena and a data set on its table of costs, asked directly: there is no copy to refresh."""

    data_set_arn: pulumi.Output[str]

    def __init__(self, name: str, args: CostDataSetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        owners = args.settings.owners
        base = physical_name(args.stack.project, args.stack.stack, "cost", limit=100)
        source = quicksight.DataSource(
            f"{name}-source",
            data_source_id=base,
            name=f"{args.stack.project} {args.stack.stack}: cost and usage",
            type="ATHENA",
            parameters=quicksight.DataSourceParametersArgs(
                athena=quicksight.DataSourceParametersAthenaArgs(work_group=args.workgroup)
            ),
            permissions=[
                quicksight.DataSourcePermissionArgs(principal=owner, actions=list(_SOURCE_ACTIONS)) for owner in owners
            ],
            region=args.region,
            opts=self.child(),
        )
        columns = {name: _TYPES[kind] for name, kind in COLUMNS.items() if kind in _TYPES} | {PARTITION: "STRING"}
        table = quicksight.DataSetPhysicalTableMapRelationalTableArgs(
            data_source_arn=source.arn,
            catalog="AwsDataCatalog",
            schema=args.database,
            name=args.table,
            input_columns=[
                quicksight.DataSetPhysicalTableMapRelationalTableInputColumnArgs(name=column, type=kind)
                for column, kind in columns.items()
            ],
        )
        data_set = quicksight.DataSet(
            f"{name}-set",
            data_set_id=base,
            name=f"{args.stack.project} {args.stack.stack}: cost and usage",
            import_mode="DIRECT_QUERY",
            physical_table_maps=[
                quicksight.DataSetPhysicalTableMapArgs(physical_table_map_id="cost-and-usage", relational_table=table)
            ],
            permissions=[
                quicksight.DataSetPermissionArgs(principal=owner, actions=list(_SET_ACTIONS)) for owner in owners
            ],
            region=args.region,
            opts=self.child(),
        )
        self.data_set_arn = data_set.arn
        self.publish(data_set_arn=self.data_set_arn)
