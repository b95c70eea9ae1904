"""data-analytics: streams into a lake, tables made of tables, and SQL over all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pulumi
from pydantic import Field, model_validator

from components.blocks.catalog import Catalog, CatalogArgs
from components.blocks.data_lake import DataLake, DataLakeArgs
from components.blocks.workgroup import Workgroup, WorkgroupArgs
from components.pattern import Pattern, PatternArgs
from components.settings.athena import WorkgroupSettings
from components.settings.base import Problems, by_profile
from components.settings.data_analytics import Parts, broken_references
from components.settings.delivery import DeliverySettings
from components.settings.glue import CrawlerSettings, DataQualitySettings, EtlJobSettings
from components.settings.handler import HandlerSettings
from components.settings.key import KeySettings
from components.settings.lake import LakeSettings, LakeTableSettings, TableName, ViewSettings
from components.settings.lake_formation import LakeFormationSettings
from components.settings.quick_sight import QuickSightSettings
from components.settings.stream import StreamSettings
from components.settings.types import ItemName, LogRetention
from components.settings.workload import WorkloadSettings

if TYPE_CHECKING:
    from components.blocks.function import Function
    from components.blocks.glue_setup import GlueSetup
    from components.blocks.key import Key
    from components.blocks.lake_formation import LakeFormation
    from components.blocks.stream import Stream

_KEY_USERS = ("s3.amazonaws.com", "kinesis.amazonaws.com", "logs.amazonaws.com")


class DataAnalyticsSettings(WorkloadSettings):
    """Streams, a lake, tables, jobs and queries. Nothing is required but one stream, delivery or table."""

    pattern: Literal["data-analytics"]  # pyright: ignore[reportIncompatibleVariableOverride] (one value of the text)
    """`data-analytics`."""
    encryption: Literal["key", "managed"] = by_profile(development="managed", staging="key", production="key")
    """Who holds the key of the data: `key` is one of the workload's own, about USD 1 a month, that can be audited and
    withdrawn; `managed` are those of the services, free of charge."""
    key: KeySettings
    """The key, for `encryption: key`."""
    streams: dict[ItemName, StreamSettings] = Field(default_factory=dict)
    """Kinesis data streams by name."""
    deliveries: dict[ItemName, DeliverySettings] = Field(default_factory=dict)
    """What Firehose writes into the lake, by name."""
    lake: LakeSettings
    """The zones of the lake."""
    tables: dict[TableName, LakeTableSettings] = Field(default_factory=dict)
    """Tables by name: folders of the lake with columns."""
    views: dict[TableName, ViewSettings] = Field(default_factory=dict)
    """Views by name."""
    jobs: dict[ItemName, EtlJobSettings] = Field(default_factory=dict)
    """Spark jobs by name."""
    crawlers: dict[ItemName, CrawlerSettings] = Field(default_factory=dict)
    """Crawlers by name, for files whose columns nobody describes."""
    quality: dict[ItemName, DataQualitySettings] = Field(default_factory=dict)
    """Rules for the rows of tables, by name."""
    failure_days: LogRetention = by_profile(development=7, staging=30, production=90)
    """Days that failures of jobs, crawlers and rules are kept."""
    workgroup: WorkgroupSettings
    """Where the lake is queried."""
    quick_sight: QuickSightSettings | None = None
    """Data sets and a dashboard of QuickSight, which has a price per user. Left out: none."""
    lake_formation: LakeFormationSettings | None = None
    """Permissions on tables and columns. Left out: IAM decides, by zone and folder."""

    @model_validator(mode="after")
    def _check(self) -> DataAnalyticsSettings:
        parts = Parts(**{name: getattr(self, name) for name in Parts.__dataclass_fields__})
        problems = list(broken_references(parts))
        if problems:
            raise Problems(problems)
        return self


class DataAnalytics(Pattern):
    """From events to answers: Kinesis and Firehose into an S3 lake, Glue jobs over it, Athena and QuickSight on top.

    Records become Parquet files of tables that stand in the stack file; SQL, scripts, rules and dashboard are files of
    the project. What fails, is late or does not fit sets off an alarm. For devices, clicks, logs.
    """

    def __init__(
        self, name: str, args: PatternArgs[DataAnalyticsSettings], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, opts)
        self._settings, self._stack = args.settings, args.stack
        settings = args.settings
        self._key = self._make_key() if settings.encryption == "key" else None
        lake = DataLakeArgs(settings=settings.lake, stack=args.stack, key=self._key)
        self._lake = DataLake(f"{name}-lake", lake, self.child())
        self._permissions = self._govern() if settings.lake_formation else None
        self._catalog = self._make_catalog()
        if self._permissions:
            self._permissions.open(self._catalog)
        self._streams = {key: self._stream(key, stream) for key, stream in settings.streams.items()}
        self._workgroup = self._make_workgroup()
        self.outputs = {
            "streams": {key: self._served(key, stream) for key, stream in self._streams.items()},
            "deliveries": {key: self._delivery(key, delivery) for key, delivery in settings.deliveries.items()},
            "buckets": self._lake.buckets,
            "database": self._catalog.database,
            "workgroup": self._workgroup.workgroup,
        }
        if settings.jobs or settings.crawlers or settings.quality:
            self._run_glue()
        self._finish()
        self.publish(**self.outputs)

    def _finish(self) -> None:
        """Make what stands on top, and the outputs that not every workload has."""
        if self._settings.workgroup.analysts:
            self.outputs["analystPolicyArn"] = self._workgroup.access()
        if self._settings.quick_sight:
            self._show(self._settings.quick_sight)
        if self._key:
            self.outputs["keyArn"] = self._key.arn

    def _make_key(self) -> Key:
        from components.blocks.key import Key, KeyArgs  # noqa: PLC0415 (imports kms, which Development spares)

        args = KeyArgs(
            settings=self._settings.key, stack=self._stack, services=_KEY_USERS, description=f"Data of {self.name}"
        )
        return Key(f"{self.name}-key", args, self.child())

    def _govern(self) -> LakeFormation | None:
        from components.blocks.lake_formation import (  # noqa: PLC0415 (imports lakeformation, which most spare)
            LakeFormation,
            LakeFormationArgs,
        )

        if self._settings.lake_formation is None:
            return None
        args = LakeFormationArgs(settings=self._settings.lake_formation, stack=self._stack, lake=self._lake)
        return LakeFormation(f"{self.name}-permissions", args, self.child())

    def _make_catalog(self) -> Catalog:
        strict = self._permissions is not None and self._permissions.strict
        args = CatalogArgs(
            stack=self._stack,
            lake=self._lake,
            tables=self._settings.tables,
            views=self._settings.views,
            default_reader=self._permissions.role_arn if self._permissions and strict else None,
            description=f"Tables of {self.name}",
        )
        return Catalog(f"{self.name}-catalog", args, self.child())

    def _make_workgroup(self) -> Workgroup:
        args = WorkgroupArgs(
            settings=self._settings.workgroup,
            stack=self._stack,
            lake=self._lake,
            catalog=self._catalog,
            key=self._key,
            governed=self._permissions is not None and self._permissions.strict,
        )
        return Workgroup(f"{self.name}-queries", args, self.child())

    def _stream(self, key: str, settings: StreamSettings) -> Stream:
        from components.blocks.stream import Stream, StreamArgs  # noqa: PLC0415 (imports kinesis)

        args = StreamArgs(settings=settings, stack=self._stack, key=self._key)
        return Stream(f"{self.name}-stream-{key}", args, self.child())

    def _served(self, key: str, stream: Stream) -> dict[str, Any]:
        """Make the producer of a stream; return what the outputs say of the stream."""
        outputs: dict[str, Any] = {
            "name": stream.stream_name,
            "arn": stream.arn,
            "putPolicyArn": stream.access("put", stream.grant_put()),
            "readPolicyArn": stream.access("read", stream.grant_read()),
        }
        producer = self._settings.streams[key].producer
        if producer:
            function = self._function(
                f"{stream.name}-producer",
                producer,
                environment={"STREAM_NAME": stream.stream_name},
                statements=stream.grant_put(),
            )
            outputs["producerFunction"] = function.function_name
        return outputs

    def _function(self, name: str, settings: HandlerSettings, **more: Any) -> Function:
        from components.blocks.function import Function, FunctionArgs  # noqa: PLC0415 (imports lambda_)

        args = FunctionArgs(
            settings=settings.function, stack=self._stack, source=settings.folder, description=f"Code of {name}", **more
        )
        return Function(name, args, self.child())

    def _delivery(self, key: str, settings: DeliverySettings) -> dict[str, Any]:
        from components.blocks.delivery import Delivery, DeliveryArgs  # noqa: PLC0415 (imports kinesis)

        name = f"{self.name}-delivery-{key}"
        args = DeliveryArgs(
            settings=settings,
            stack=self._stack,
            lake=self._lake,
            folder=key,
            source=self._streams[settings.stream] if settings.stream else None,
            table=self._settings.tables[settings.table] if settings.table else None,
            catalog=self._catalog if settings.table else None,
            transform=self._function(f"{name}-transform", settings.transform) if settings.transform else None,
            key=self._key,
        )
        delivery = Delivery(name, args, self.child())
        if self._permissions and settings.table:
            self._permissions.serve(f"delivery-{key}", delivery.role_arn, self._catalog, [settings.table])
        outputs: dict[str, Any] = {"name": delivery.delivery_name, "arn": delivery.arn}
        if settings.stream is None:
            outputs["putPolicyArn"] = delivery.access()
        return outputs

    def _run_glue(self) -> None:
        """Make jobs, crawlers and rules, and tell their names in the outputs."""
        from components.blocks.glue_setup import GlueSetup, GlueSetupArgs  # noqa: PLC0415 (streams alone spare it)

        days = self._settings.failure_days
        args = GlueSetupArgs(stack=self._stack, workload=self.name, failure_days=days, key=self._key)
        setup = GlueSetup(f"{self.name}-glue", args, self.child())
        self.outputs |= {
            "jobs": self._jobs(setup),
            "crawlers": {key: self._crawler(key, one, setup) for key, one in self._settings.crawlers.items()},
            "quality": {key: self._rules(key, one, setup) for key, one in self._settings.quality.items()},
        }

    def _jobs(self, setup: GlueSetup) -> dict[str, pulumi.Output[str]]:
        if not self._settings.jobs:
            return {}
        from components.blocks.etl_job import EtlJob, EtlJobArgs  # noqa: PLC0415 (as above)

        code, made = self._lake.code(), {}
        for key, settings in self._settings.jobs.items():
            args = EtlJobArgs(
                settings=settings,
                stack=self._stack,
                lake=self._lake,
                catalog=self._catalog,
                tables=self._settings.tables,
                code=code,
                setup=setup,
                key=self._key,
                description=f"Job {key} of {self.name}",
            )
            job = EtlJob(f"{self.name}-job-{key}", args, self.child())
            if self._permissions:
                tables = sorted({*settings.reads, *settings.writes})
                self._permissions.serve(f"job-{key}", job.role_arn, self._catalog, tables)
            made[key] = job.job_name
        return made

    def _crawler(self, key: str, settings: CrawlerSettings, setup: GlueSetup) -> pulumi.Output[str]:
        from components.blocks.crawler import Crawler, CrawlerArgs  # noqa: PLC0415 (as above)

        args = CrawlerArgs(settings=settings, stack=self._stack, lake=self._lake, catalog=self._catalog, setup=setup)
        crawler = Crawler(f"{self.name}-crawler-{key}", args, self.child())
        if self._permissions:
            self._permissions.serve_crawler(f"crawler-{key}", crawler.role_arn, self._catalog, settings.zone)
        return crawler.crawler_name

    def _rules(self, key: str, settings: DataQualitySettings, setup: GlueSetup) -> pulumi.Output[str]:
        from components.blocks.data_quality import DataQuality, DataQualityArgs  # noqa: PLC0415 (as above)

        args = DataQualityArgs(
            settings=settings,
            stack=self._stack,
            lake=self._lake,
            zone=self._settings.tables[settings.table].zone,
            catalog=self._catalog,
            setup=setup,
        )
        rules = DataQuality(f"{self.name}-quality-{key}", args, self.child())
        if self._permissions:
            self._permissions.serve(f"quality-{key}", rules.role_arn, self._catalog, [settings.table])
        return rules.ruleset_name

    def _show(self, quick_sight: QuickSightSettings) -> None:
        from components.blocks.quick_sight import QuickSight, QuickSightArgs  # noqa: PLC0415 (imports quicksight)

        settings = self._settings
        args = QuickSightArgs(
            settings=quick_sight,
            stack=self._stack,
            workgroup=self._workgroup,
            catalog=self._catalog,
            columns={key: one.all_columns() for key, one in (*settings.tables.items(), *settings.views.items())},
        )
        shown = QuickSight(f"{self.name}-shown", args, self.child())
        if self._permissions:
            self._permissions.serve("quicksight", shown.role_arn, self._catalog, None)
        self.outputs |= {"dashboardArn": shown.dashboard_arn} if shown.dashboard_arn else {}
