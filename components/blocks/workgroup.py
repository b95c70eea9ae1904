"""Workgroup: where Athena queries a lake, with settings that hold for everybody, a limit, and saved queries."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
from pulumi_aws import athena, iam

from components.blocks.account import account_root
from components.blocks.analytics_files import ANALYTICS, query_text
from components.blocks.catalog import Catalog
from components.blocks.data_lake import DataLake
from components.blocks.key import Key
from components.blocks.workgroup_operations import alarms, widget
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, document
from components.names import physical_name
from components.settings.athena import NamedQuerySettings, WorkgroupSettings
from components.settings.base import Environment

FOLDER = "athena"
"""Folder of the results zone for the answers of queries."""
_MB = 1_000_000
_QUERY = (
    "StartQueryExecution", "StopQueryExecution", "GetQueryExecution", "BatchGetQueryExecution", "GetQueryResults",
    "GetQueryResultsStream", "ListQueryExecutions", "GetWorkGroup", "GetNamedQuery", "BatchGetNamedQuery",
    "ListNamedQueries",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class WorkgroupArgs:
    """What a workgroup is built from."""

    settings: WorkgroupSettings
    stack: StackContext
    lake: DataLake
    """Lake that is queried, and that receives the answers."""
    catalog: Catalog
    """Catalogue of its tables."""
    key: Key | None = None
    """Key that encrypts the answers; None: keys that S3 owns."""
    governed: bool = False
    """Whether Lake Formation hands out the permission to read files."""
    files: Path = ANALYTICS
    """Folder of the SQL files, relative to the project."""
    region: str | None = None
    """Region of the workgroup; None is the stack's."""


class Workgroup(Component):
    """Queries that cannot write elsewhere, cannot go unencrypted and cannot read more than the limit."""

    workgroup: pulumi.Output[str]
    """Name of the workgroup."""
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: WorkgroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        made = athena.Workgroup(
            f"{name}-workgroup",
            name=physical_name(args.stack.project, args.stack.stack, name, limit=128),
            description=f"Queries of {name}, {args.settings.scan_limit_mb:,} MB each at most",
            configuration=self._configuration(),
            # With queries in it a workgroup stays; those of Development go with it.
            force_destroy=args.stack.environment is Environment.DEVELOPMENT,
            region=args.region,
            opts=self.child(),
        )
        self.workgroup, self.arn = made.name, made.arn
        for key, query in args.settings.queries.items():
            self._query(key, query)
        self.operations.alarms += alarms(name, args.settings, made.name, args.region)
        self.operations.widgets.append(widget(name, made.name, args.region))
        self.publish(workgroup=self.workgroup, arn=self.arn)

    def grant_query(self) -> list[Statement]:
        """Return what a role needs to query every table of the lake in this workgroup."""
        args = self._args
        found = [
            allow([f"athena:{action}" for action in _QUERY], [self.arn]),
            *args.catalog.grant_read(),
            *args.lake.grant_read("results", FOLDER),
            *args.lake.grant_add("results", FOLDER),
            allow(["s3:GetBucketLocation"], [args.lake.zones["results"].arn]),
        ]
        if args.governed:
            # Lake Formation gives keys for the files that its permissions allow; the action takes * only.
            found.append(allow(["lakeformation:GetDataAccess"], ["*"]))
        else:
            for zone in ("raw", "curated"):
                found += args.lake.grant_read(zone)
        return found

    def access(self) -> pulumi.Output[str]:
        """Make an IAM policy for those who query; return its ARN."""
        policy = iam.Policy(
            f"{self.name}-query",
            description=f"For people and programs that are to query in {self.name}",
            policy=document(*self.grant_query()),
            opts=self.child(),
        )
        return policy.arn

    def _configuration(self) -> Any:
        args = self._args
        account = account_root(self).apply(lambda root: root.split(":")[4])
        encryption: dict[str, Any] = {"encryption_option": "SSE_S3"}
        if args.key:
            encryption = {"encryption_option": "SSE_KMS", "kms_key_arn": args.key.arn}
        return {
            "enforce_workgroup_configuration": True,
            "publish_cloudwatch_metrics_enabled": True,
            "bytes_scanned_cutoff_per_query": args.settings.scan_limit_mb * _MB,
            "engine_version": {"selected_engine_version": "AUTO"},
            "result_configuration": {
                "output_location": args.lake.url("results", FOLDER),
                "encryption_configuration": encryption,
                "expected_bucket_owner": account,
            },
        }

    def _query(self, key: str, settings: NamedQuerySettings) -> None:
        args = self._args
        athena.NamedQuery(
            f"{self.name}-{key}",
            name=key,
            description=settings.description or None,
            database=args.catalog.database,
            workgroup=self.workgroup,
            query=query_text(settings.sql, args.files),
            region=args.region,
            opts=self.child(),
        )
