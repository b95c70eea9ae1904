"""CostReports: the bill in every detail, in a bucket of the account, and Athena to ask it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

from components.blocks.account import account_root, partition_of
from components.blocks.bucket import Bucket, BucketArgs
from components.blocks.bucket_rules import Rule, abort_uploads, ageing_rule
from components.component import Component
from components.context import StackContext
from components.governance.cost_topic import BILLING_REGION, billing_region
from components.iam import Statement, allow
from components.names import physical_name
from components.settings.bucket import AGEING, BucketSettings, StorageClass
from components.settings.cost_reports import CostReportSettings
from finops.cur.columns import export_statement

if TYPE_CHECKING:
    from components.governance.cost_analysis import CostAnalysis

LEGACY, EXPORTS, ESTIMATES, RESULTS = "cur", "exports", "estimates", "athena-results"
"""Folders of the bucket."""
READABLE: dict[StorageClass, int] = {"STANDARD_IA": 30}
"""How exports age. They skip GLACIER and DEEP_ARCHIVE, which the older report ends in: Athena leaves out objects there
without a word, so a question about last spring would have no answer."""
_RESULT_DAYS = 30
_MONTH = 30


@dataclass(frozen=True, kw_only=True)
class CostReportsArgs:
    """What the reports are built from."""

    settings: CostReportSettings
    stack: StackContext


class CostReports(Component):
    """A CUR 2.0 data export and the older cost and usage report, daily, in Parquet; Athena with saved queries.

    All of it stands in us-east-1, where AWS makes the reports: elsewhere every query would pay for transfer.
    """

    bucket: pulumi.Output[str]
    """Bucket of the reports. `estimates/` takes what `quoin estimate` writes, to be compared with the bill."""
    workgroup: pulumi.Output[str | None]
    """Workgroup of Athena that has the saved queries; none without the export."""
    database: pulumi.Output[str | None]
    """Database of Athena; none without the export."""

    def __init__(self, name: str, args: CostReportsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, settings = args, args.settings
        self._report = physical_name(args.stack.project, args.stack.stack, "cost", limit=100)
        self._root = account_root(self)
        self._bucket = self._store(settings.retention_days)
        self.bucket = self._bucket.bucket
        if settings.legacy:
            self._legacy()
        analysis = None
        if settings.export:
            self._export()
            analysis = self._analyse()
        self.workgroup = pulumi.Output.from_input(analysis.workgroup if analysis else None)
        self.database = pulumi.Output.from_input(analysis.database if analysis else None)
        self.publish(bucket=self.bucket, workgroup=self.workgroup, database=self.database)

    def _store(self, days: int) -> Bucket:
        # Not versioned: AWS writes a month's files anew every day, and can write them all again.
        settings = BucketSettings.of(self._args.stack.environment, versioning=False)
        args = BucketArgs(
            settings=settings,
            stack=self._args.stack,
            statements=self._writers,
            lifecycle=lifecycle(days),
            region=billing_region(self._args.stack),
        )
        return Bucket(f"{self.name}-files", args, self.child())

    def _writers(self, bucket: pulumi.Output[str]) -> Iterable[Statement]:
        """Let AWS's billing write, for reports and exports of this account only.

        Without the conditions anybody's report could be sent into this bucket.
        """

        def sources(root: str) -> list[str]:
            head, account = f"arn:{partition_of(root)}", root.split(":")[4]
            return [
                f"{head}:cur:{BILLING_REGION}:{account}:definition/*",
                f"{head}:bcm-data-exports:{BILLING_REGION}:{account}:export/*",
            ]

        condition = {
            "StringEquals": {"aws:SourceAccount": self._root.apply(lambda root: root.split(":")[4])},
            "StringLike": {"aws:SourceArn": self._root.apply(sources)},
        }
        services = {"Service": ["billingreports.amazonaws.com", "bcm-data-exports.amazonaws.com"]}
        yield allow(
            ["s3:GetBucketAcl", "s3:GetBucketPolicy"],
            [bucket],
            sid="BillingLooks",
            principal=services,
            condition=condition,
        )
        yield allow(
            ["s3:PutObject"],
            [pulumi.Output.concat(bucket, f"/{folder}/*") for folder in (LEGACY, EXPORTS)],
            sid="BillingWrites",
            principal=services,
            condition=condition,
        )

    def _legacy(self) -> None:
        from pulumi_aws import cur  # noqa: PLC0415 (only where it is asked for)

        cur.ReportDefinition(
            f"{self.name}-legacy",
            report_name=self._report,
            time_unit="DAILY",
            format="Parquet",
            compression="Parquet",
            additional_schema_elements=["RESOURCES"],
            additional_artifacts=["ATHENA"],  # AWS takes no QUICKSIGHT with Parquet: QuickSight reads Athena's table
            report_versioning="OVERWRITE_REPORT",
            refresh_closed_reports=True,
            s3_bucket=self.bucket,
            s3_prefix=LEGACY,
            s3_region=BILLING_REGION,
            opts=self.child(depends_on=[self._bucket]),  # AWS tries the policy when it makes the report
        )

    def _export(self) -> None:
        from pulumi_aws import bcmdata  # noqa: PLC0415 (only where it is asked for)

        view = self._root.apply(
            lambda root: f"arn:{partition_of(root)}:billing::{root.split(':')[4]}:billingview/primary"
        )
        table = {
            "BILLING_VIEW_ARN": view,
            "TIME_GRANULARITY": "DAILY",
            "INCLUDE_RESOURCES": "TRUE",
            "INCLUDE_MANUAL_DISCOUNT_COMPATIBILITY": "FALSE",
            "INCLUDE_SPLIT_COST_ALLOCATION_DATA": "FALSE",
        }
        destination = bcmdata.ExportExportDestinationConfigurationS3DestinationArgs(
            s3_bucket=self.bucket,
            s3_prefix=EXPORTS,
            s3_region=BILLING_REGION,
            s3_output_configurations=[
                bcmdata.ExportExportDestinationConfigurationS3DestinationS3OutputConfigurationArgs(
                    format="PARQUET", compression="PARQUET", output_type="CUSTOM", overwrite="OVERWRITE_REPORT"
                )
            ],
        )
        bcmdata.Export(
            f"{self.name}-export",
            export=bcmdata.ExportExportArgs(
                name=self._report,
                data_queries=[
                    bcmdata.ExportExportDataQueryArgs(
                        query_statement=export_statement(), table_configurations={"COST_AND_USAGE_REPORT": table}
                    )
                ],
                destination_configurations=[
                    bcmdata.ExportExportDestinationConfigurationArgs(s3_destinations=[destination])
                ],
                refresh_cadences=[bcmdata.ExportExportRefreshCadenceArgs(frequency="SYNCHRONOUS")],
            ),
            opts=self.child(depends_on=[self._bucket]),
        )

    def _analyse(self) -> CostAnalysis:
        from components.governance.cost_analysis import CostAnalysis, CostAnalysisArgs  # noqa: PLC0415 (imports athena)

        settings = self._args.settings
        args = CostAnalysisArgs(
            settings=settings,
            stack=self._args.stack,
            bucket=self.bucket,
            export_folder=f"{EXPORTS}/{self._report}/data",
            estimates_folder=ESTIMATES,
            results_folder=RESULTS,
            months=settings.retention_days // _MONTH + 1,
            region=billing_region(self._args.stack),
        )
        return CostAnalysis(f"{self.name}-analysis", args, self.child())


def lifecycle(days: int) -> list[Rule]:
    """Return how the files of the bucket age, when those of a month are kept for so many days."""
    return [
        abort_uploads(),
        ageing_rule("age-legacy-reports", f"{LEGACY}/", AGEING, days),
        ageing_rule("age-exports", f"{EXPORTS}/", READABLE, days),
        ageing_rule("expire-results", f"{RESULTS}/", {}, _RESULT_DAYS),
    ]
