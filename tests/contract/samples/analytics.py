"""Samples of streams, lakes, catalogues and what runs over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.support.synth import ROOT, Sample, Stage

FILES = ROOT / "analytics"
TABLES = {
    "readings": {
        "columns": {"device_id": "string", "recorded_at": "timestamp"},
        "partitions": {"site": {"kind": "value", "values": ["berlin", "lyon"]}, "hour": {"kind": "hour"}},
    },
    "totals": {"zone": "curated", "columns": {"device_id": "string"}, "format": "json"},
}


@dataclass
class Parts:
    """What most of the blocks need."""

    key: Any
    lake: Any
    catalog: Any
    tables: dict[str, Any]
    setup: Any = None


def _parts(stage: Stage, region: str | None, *, glue: bool = False) -> Parts:
    from components.blocks.catalog import Catalog, CatalogArgs
    from components.blocks.data_lake import DataLake, DataLakeArgs
    from components.blocks.key import Key, KeyArgs
    from components.settings.key import KeySettings
    from components.settings.lake import LakeSettings, LakeTableSettings

    common: dict[str, Any] = {"stack": stage.stack, "region": region}
    services = ["s3.amazonaws.com", "kinesis.amazonaws.com", "logs.amazonaws.com"]
    key_settings = KeySettings.of(stage.environment)
    key = Key("key", KeyArgs(settings=key_settings, services=services, description="Sample", **common), stage.opts)
    lake_settings = LakeSettings.of(stage.environment, access_logs=True)
    lake = DataLake("lake", DataLakeArgs(settings=lake_settings, key=key, **common), stage.opts)
    tables = {name: LakeTableSettings.of(stage.environment, **values) for name, values in TABLES.items()}
    catalog = Catalog("catalog", CatalogArgs(lake=lake, tables=tables, **common), stage.opts)
    parts = Parts(key, lake, catalog, tables)
    if glue:
        from components.blocks.glue_setup import GlueSetup, GlueSetupArgs

        parts.setup = GlueSetup(
            "glue", GlueSetupArgs(workload="sample", failure_days=30, key=key, **common), stage.opts
        )
    return parts


def _stream(stage: Stage, region: str | None) -> Any:
    from components.blocks.stream import Stream, StreamArgs
    from components.settings.stream import StreamSettings

    settings = StreamSettings.of(stage.environment, mode="provisioned", shards=2, silence_minutes=10)
    stream = Stream("stream", StreamArgs(settings=settings, stack=stage.stack, region=region), stage.opts)
    stream.access("put", stream.grant_put())
    return stream


def _delivery(stage: Stage, region: str | None) -> Any:
    from components.blocks.delivery import Delivery, DeliveryArgs
    from components.settings.delivery import DeliverySettings

    parts = _parts(stage, region)
    by_table = DeliverySettings.of(stage.environment, table="readings", partition_by={"site": ".site"})
    as_it_came = DeliverySettings.of(stage.environment, compression="gzip", buffer_mb=5)
    common: dict[str, Any] = {"stack": stage.stack, "lake": parts.lake, "key": parts.key, "region": region}
    Delivery("lines", DeliveryArgs(settings=as_it_came, folder="lines", **common), stage.opts).access()
    args = DeliveryArgs(
        settings=by_table,
        folder="readings",
        source=_stream(stage, region),
        table=parts.tables["readings"],
        catalog=parts.catalog,
        **common,
    )
    return Delivery("delivery", args, stage.opts)


def _job(stage: Stage, region: str | None) -> Any:
    from components.blocks.etl_job import EtlJob, EtlJobArgs
    from components.settings.glue import EtlJobSettings

    parts = _parts(stage, region, glue=True)
    settings = EtlJobSettings.of(
        stage.environment,
        script="iot/device_hours",
        reads=["readings"],
        writes=["totals"],
        schedule="cron(0 4 * * ? *)",
    )
    args = EtlJobArgs(
        settings=settings,
        stack=stage.stack,
        lake=parts.lake,
        catalog=parts.catalog,
        tables=parts.tables,
        code=parts.lake.code(),
        setup=parts.setup,
        key=parts.key,
        files=FILES,
        region=region,
    )
    return EtlJob("job", args, stage.opts)


def _crawler(stage: Stage, region: str | None) -> Any:
    from components.blocks.crawler import Crawler, CrawlerArgs
    from components.settings.glue import CrawlerSettings

    parts = _parts(stage, region, glue=True)
    settings = CrawlerSettings.of(stage.environment, folder="imports")
    args = CrawlerArgs(
        settings=settings, stack=stage.stack, lake=parts.lake, catalog=parts.catalog, setup=parts.setup, region=region
    )
    return Crawler("crawler", args, stage.opts)


def _quality(stage: Stage, region: str | None) -> Any:
    from components.blocks.data_quality import DataQuality, DataQualityArgs
    from components.settings.glue import DataQualitySettings

    parts = _parts(stage, region, glue=True)
    settings = DataQualitySettings.of(
        stage.environment, table="readings", rules="iot/readings", schedule="cron(0 3 * * ? *)", rows="site = 'lyon'"
    )
    args = DataQualityArgs(
        settings=settings,
        stack=stage.stack,
        lake=parts.lake,
        zone="raw",
        catalog=parts.catalog,
        setup=parts.setup,
        files=FILES,
        region=region,
    )
    return DataQuality("quality", args, stage.opts)


def _workgroup(stage: Stage, region: str | None, parts: Parts | None = None) -> Any:
    from components.blocks.workgroup import Workgroup, WorkgroupArgs
    from components.settings.athena import WorkgroupSettings

    parts = parts or _parts(stage, region)
    queries = {"late": {"sql": "iot/late_readings", "description": "Late readings"}}
    args = WorkgroupArgs(
        settings=WorkgroupSettings.of(stage.environment, queries=queries),
        stack=stage.stack,
        lake=parts.lake,
        catalog=parts.catalog,
        key=parts.key,
        files=FILES,
        region=region,
    )
    workgroup = Workgroup("workgroup", args, stage.opts)
    workgroup.access()
    return workgroup


def _shown(stage: Stage, region: str | None) -> Any:
    from components.blocks.quick_sight import QuickSight, QuickSightArgs
    from components.settings.quick_sight import QuickSightSettings

    parts = _parts(stage, region)
    settings = QuickSightSettings.of(
        stage.environment,
        readers=["arn:aws:quicksight:us-east-1:123456789012:group/default/analysts"],
        data_sets={"readings": {"source": "readings", "mode": "spice", "refresh": "daily"}},
    )
    args = QuickSightArgs(
        settings=settings,
        stack=stage.stack,
        workgroup=_workgroup(stage, region, parts),
        catalog=parts.catalog,
        columns={name: table.all_columns() for name, table in parts.tables.items()},
        files=FILES,
        region=region,
    )
    return QuickSight("shown", args, stage.opts)


def _permissions(stage: Stage, region: str | None) -> Any:
    from components.blocks.lake_formation import LakeFormation, LakeFormationArgs
    from components.settings.lake_formation import LakeFormationSettings

    parts = _parts(stage, region)
    role = "arn:aws:iam::123456789012:role/analyst"
    readers = {
        "analysts": {"principal": role},
        "support": {"principal": role, "tables": ["readings"], "columns": ["device_id"]},
    }
    settings = LakeFormationSettings.of(stage.environment, mode="strict", readers=readers)
    args = LakeFormationArgs(settings=settings, stack=stage.stack, lake=parts.lake, region=region)
    permissions = LakeFormation("permissions", args, stage.opts)
    permissions.open(parts.catalog)
    permissions.serve("job", role, parts.catalog, ["readings"])
    permissions.serve_crawler("crawler", role, parts.catalog, "raw")
    return permissions


SAMPLES: dict[str, Sample] = {
    "Catalog": _workgroup,
    "Crawler": _crawler,
    "DataLake": _workgroup,
    "DataQuality": _quality,
    "Delivery": _delivery,
    "EtlJob": _job,
    "FailureLog": _crawler,
    "GlueSetup": _crawler,
    "LakeFormation": _permissions,
    "QuickSight": _shown,
    "Stream": _stream,
    "Workgroup": _workgroup,
}
