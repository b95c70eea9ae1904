"""DataQuality: rules for the rows of a table, evaluated at set times."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
from pulumi_aws import glue

from components.blocks.account import account_root, arn_of, partition_of
from components.blocks.analytics_files import ANALYTICS, read
from components.blocks.catalog import Catalog
from components.blocks.data_lake import DataLake
from components.blocks.glue_setup import GlueSetup
from components.blocks.short_name import fitting
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, assume_role, document
from components.names import physical_name
from components.settings.glue import DataQualitySettings

START = "scheduler:::aws-sdk:glue:startDataQualityRulesetEvaluationRun"
"""Target of EventBridge Scheduler, without its partition: the call of the API itself. No function stands between."""
FOLDER = "quality"
"""Folder of the results zone for what evaluations find."""
_LONGEST_ROLE = 64


@dataclass(frozen=True, kw_only=True)
class DataQualityArgs:
    """What a rule set is built from."""

    settings: DataQualitySettings
    stack: StackContext
    lake: DataLake
    """Lake of the table, and of the results."""
    zone: str
    """Zone of the table."""
    catalog: Catalog
    """Catalogue of the table."""
    setup: GlueSetup
    """Encryption and log of failures."""
    files: Path = ANALYTICS
    """Folder of the rules, relative to the project."""
    region: str | None = None
    """Region of the rule set; None is the stack's."""


class DataQuality(Component):
    """A rule set over a table. An evaluation in which a rule is broken sets off an alarm."""

    ruleset_name: pulumi.Output[str]
    role_arn: pulumi.Output[str]
    """Role of an evaluation, for whoever starts one by hand."""

    def __init__(self, name: str, args: DataQualityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, settings = args, args.settings
        rules = read(args.files / f"{settings.rules}.dqdl")
        ruleset = glue.DataQualityRuleset(
            f"{name}-rules",
            name=physical_name(args.stack.project, args.stack.stack, name, limit=200),
            description=f"Rules for {settings.table}",
            ruleset=rules,
            target_table={
                "database_name": args.catalog.database,
                "table_name": args.catalog.tables[settings.table].name,
            },
            region=args.region,
            opts=self.child(),
        )
        self.ruleset_name = ruleset.name
        role, _ = args.setup.role(self, self._statements())
        self.role_arn = role.arn
        if settings.schedule:
            self._evaluate_at(settings.schedule)
        pattern: dict[str, Any] = {
            "source": ["aws.glue-dataquality"],
            "detail-type": ["Data Quality Evaluation Results Available"],
            "detail": {"rulesetNames": [ruleset.name], "state": ["FAILED"]},
        }
        args.setup.failures.watch(
            self,
            pattern,
            f"Rows of {settings.table} break a rule of {settings.rules}.dqdl, or the evaluation failed. The table's "
            "tab 'Data quality' in the Glue console shows which one and how often.",
        )
        self.publish(ruleset_name=self.ruleset_name, role_arn=self.role_arn)

    def _statements(self) -> list[Statement]:
        """Return what an evaluation may do beside keeping its log."""
        args, table = self._args, self._args.settings.table
        region = args.region or args.stack.region
        rules = arn_of(self, "glue", region, pulumi.Output.concat("dataQualityRuleset/", self.ruleset_name))
        return [
            *args.lake.grant_read(args.zone, table),
            *args.lake.grant_write("results", f"{FOLDER}/{self.name}"),
            *args.catalog.grant_read([table]),
            allow(["glue:GetDataQualityRuleset", "glue:PublishDataQuality"], [rules]),
        ]

    def _evaluate_at(self, schedule: str) -> None:
        from pulumi_aws import scheduler  # noqa: PLC0415 (rules without a schedule spare it)

        args, settings = self._args, self._args.settings
        source: dict[str, Any] = {"DatabaseName": args.catalog.database, "TableName": settings.table}
        if settings.rows:
            source["AdditionalOptions"] = {"pushDownPredicate": settings.rows}
        request = {
            "DataSource": {"GlueTable": source},
            "Role": self.role_arn,
            "RulesetNames": [self.ruleset_name],
            "NumberOfWorkers": settings.workers,
            "Timeout": settings.timeout_minutes,
            "AdditionalRunOptions": {
                "CloudWatchMetricsEnabled": True,
                "ResultsS3Prefix": args.lake.url("results", f"{FOLDER}/{self.name}"),
            },
        }
        scheduler.Schedule(
            f"{self.name}-schedule",
            description=f"Evaluates {self.name}",
            schedule_expression=schedule,
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": account_root(self).apply(lambda root: f"arn:{partition_of(root)}:{START}"),
                "role_arn": self._starter(),
                "input": pulumi.Output.json_dumps(request),
                "retry_policy": {"maximum_retry_attempts": 3, "maximum_event_age_in_seconds": 3600},
            },
            region=args.region,
            opts=self.child(),
        )

    def _starter(self) -> pulumi.Output[str]:
        """Make the role by which the scheduler starts an evaluation; return its ARN."""
        from pulumi_aws import iam  # noqa: PLC0415 (as above)

        args, stack = self._args, self._args.stack
        region = args.region or stack.region
        rules = arn_of(self, "glue", region, pulumi.Output.concat("dataQualityRuleset/", self.ruleset_name))
        role = iam.Role(
            f"{self.name}-starter",
            name=fitting(f"{self.name}-starter", stack.project, stack.stack, limit=_LONGEST_ROLE),
            assume_role_policy=assume_role("scheduler.amazonaws.com"),
            opts=self.child(),
        )
        passing = {"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}}
        iam.RolePolicy(
            f"{self.name}-starter-policy",
            role=role.name,
            policy=document(
                allow(["glue:StartDataQualityRulesetEvaluationRun"], [rules]),
                allow(["iam:PassRole"], [self.role_arn], condition=passing),
            ),
            opts=self.child(),
        )
        return role.arn
