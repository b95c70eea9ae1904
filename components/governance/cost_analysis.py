"""CostAnalysis: the tables of the reports in Athena, a workgroup with a limit, and the saved queries."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import athena, glue

from components.component import Component
from components.context import StackContext
from components.governance.cost_tables import (
    ESTIMATES_TABLE,
    EXPORT_TABLE,
    TableShape,
    estimates_table,
    export_table,
    storage,
)
from components.names import physical_name
from components.settings.cost_reports import CostReportSettings
from finops.cur.queries import queries

_MAX_DESCRIPTION = 1024
_GB = 1_000_000_000  # as Athena counts and bills


@dataclass(frozen=True, kw_only=True)
class CostAnalysisArgs:
    """What the analysis is built from."""

    settings: CostReportSettings
    stack: StackContext
    bucket: pulumi.Input[str]
    """Bucket of the reports."""
    export_folder: str
    """Folder in which a data export of CUR 2.0 keeps its months."""
    estimates_folder: str
    """Folder of estimates, one JSON object a line, which one query compares with the bill."""
    results_folder: str
    """Folder of what queries answer."""
    months: int = 13
    """Months that the table looks back; those that are not there are skipped."""
    region: str | None = None
    """Region of the bucket and of all of this; None is the stack's."""


class CostAnalysis(Component):
    """A Glue database with the table of the export, whose months Athena finds by itself, and every saved query."""

    database: pulumi.Output[str]
    workgroup: pulumi.Output[str]
    table: pulumi.Output[str]
    """Name of the table of the export."""

    def __init__(self, name: str, args: CostAnalysisArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        base = physical_name(args.stack.project, args.stack.stack, "cost", limit=100)
        database = glue.CatalogDatabase(
            f"{name}-database",
            name=base.replace("-", "_"),  # Athena takes a hyphen in quotes only
            description=f"Cost and usage, from the stack {args.stack.stack} of {args.stack.project}",
            region=args.region,
            opts=self.child(),
        )
        self.database = database.name
        self.table = self._table(export_table(args.bucket, args.export_folder, args.months))
        self._table(estimates_table(args.estimates_folder))
        self.workgroup = self._workgroup(base)
        self._queries()
        if args.settings.quicksight:
            self._show()
        self.publish(database=self.database, workgroup=self.workgroup, table=self.table)

    def _table(self, shape: TableShape) -> pulumi.Output[str]:
        made = glue.CatalogTable(
            f"{self.name}-{shape.name.replace('_', '-')}",
            name=shape.name,
            database_name=self.database,
            table_type="EXTERNAL_TABLE",
            parameters={"EXTERNAL": "TRUE", **shape.parameters},
            partition_keys=[
                glue.CatalogTablePartitionKeyArgs(name=name, type=kind) for name, kind in shape.partitions.items()
            ],
            storage_descriptor=storage(shape, self._args.bucket),
            region=self._args.region,
            opts=self.child(),
        )
        return made.name

    def _workgroup(self, name: str) -> pulumi.Output[str]:
        results = pulumi.Output.concat("s3://", self._args.bucket, "/", self._args.results_folder, "/")
        made = athena.Workgroup(
            f"{self.name}-workgroup",
            name=name,
            description="Questions to the cost and usage reports",
            force_destroy=True,  # what stands in the way is the history of queries
            configuration=athena.WorkgroupConfigurationArgs(
                enforce_workgroup_configuration=True,  # nobody can write the answers elsewhere or read without limit
                publish_cloudwatch_metrics_enabled=True,
                bytes_scanned_cutoff_per_query=self._args.settings.scan_limit_gb * _GB,
                result_configuration=athena.WorkgroupConfigurationResultConfigurationArgs(
                    output_location=results,
                    encryption_configuration=athena.WorkgroupConfigurationResultConfigurationEncryptionConfigurationArgs(
                        encryption_option="SSE_S3"
                    ),
                ),
            ),
            region=self._args.region,
            opts=self.child(),
        )
        return made.name

    def _queries(self) -> None:
        """Save every query of finops/cur/queries: a file more there is a saved query more here."""
        for query in queries():
            athena.NamedQuery(
                f"{self.name}-{query.name.replace('_', '-')}",
                name=query.title,
                description=query.about[:_MAX_DESCRIPTION],
                query=query.saved(table=EXPORT_TABLE, estimates=ESTIMATES_TABLE),
                database=self.database,
                workgroup=self.workgroup,
                region=self._args.region,
                opts=self.child(),
            )

    def _show(self) -> None:
        from components.governance.cost_data_set import CostDataSet, CostDataSetArgs  # noqa: PLC0415

        if self._args.settings.quicksight is None:
            raise ValueError(f"{self.name} has no QuickSight")
        args = CostDataSetArgs(
            settings=self._args.settings.quicksight,
            stack=self._args.stack,
            workgroup=self.workgroup,
            database=self.database,
            table=self.table,
            region=self._args.region,
        )
        CostDataSet(f"{self.name}-quicksight", args, self.child())
