"""Crawler: looks at the files of a folder and makes tables of them."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
from pulumi_aws import glue

from components.blocks.catalog import Catalog
from components.blocks.data_lake import DataLake
from components.blocks.glue_setup import GlueSetup
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow
from components.settings.glue import CrawlerSettings

_WRITE = (
    "CreateTable", "UpdateTable", "BatchCreatePartition", "CreatePartition", "UpdatePartition", "BatchUpdatePartition",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CrawlerArgs:
    """What a crawler is built from."""

    settings: CrawlerSettings
    stack: StackContext
    lake: DataLake
    """Lake of the folder."""
    catalog: Catalog
    """Catalogue that receives the tables."""
    setup: GlueSetup
    """Encryption and log of failures."""
    region: str | None = None
    """Region of the crawler; None is the stack's."""


class Crawler(Component):
    """Finds tables in a folder whose files nobody describes. It makes and changes tables with its prefix only."""

    crawler_name: pulumi.Output[str]
    role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: CrawlerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args, settings = args, args.settings
        role, policy = args.setup.role(self, self._statements())
        self.role_arn = role.arn
        crawler = glue.Crawler(
            f"{name}-crawler",
            database_name=args.catalog.database,
            role=role.arn,
            s3_targets=[{"path": args.lake.url(settings.zone, settings.folder)}],
            table_prefix=settings.prefix,
            schedule=settings.schedule,
            # What has gone from the folder is told in the log; a table that queries name does not go by itself.
            schema_change_policy={"update_behavior": "UPDATE_IN_DATABASE", "delete_behavior": "LOG"},
            recrawl_policy={"recrawl_behavior": "CRAWL_EVERYTHING"},
            configuration=json.dumps(_CONFIGURATION),
            security_configuration=args.setup.security_configuration,
            region=args.region,
            opts=self.child(depends_on=[policy]),
        )
        self.crawler_name = crawler.name
        pattern = {
            "source": ["aws.glue"],
            "detail-type": ["Glue Crawler State Change"],
            "detail": {"crawlerName": [crawler.name], "state": ["Failed"]},
        }
        args.setup.failures.watch(
            self, pattern, f"A run of {name} failed. The console shows its log; tables stay as they were found last."
        )
        self.publish(crawler_name=self.crawler_name, role_arn=self.role_arn)

    def _statements(self) -> list[Statement]:
        """Return what the crawler may do beside keeping its log."""
        args, settings = self._args, self._args.settings
        found = args.catalog.arns([f"{settings.prefix}*"])
        return [
            *args.lake.grant_read(settings.zone, settings.folder),
            allow(["s3:GetBucketLocation"], [args.lake.zones[settings.zone].arn]),
            *args.catalog.grant_read([f"{settings.prefix}*"]),
            allow([f"glue:{action}" for action in _WRITE], found),
            *args.setup.grant_read_configuration(),
        ]


_CONFIGURATION = {
    "Version": 1.0,
    # Folders with the same columns are one table with partitions, and partitions take their columns from the table.
    "Grouping": {"TableGroupingPolicy": "CombineCompatibleSchemas"},
    "CrawlerOutput": {"Partitions": {"AddOrUpdateBehavior": "InheritFromTable"}},
}
