"""What the parts of a data-analytics workload name of each other, checked: everything that is named is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from components.settings.delivery import DeliverySettings
from components.settings.glue import CrawlerSettings, DataQualitySettings, EtlJobSettings
from components.settings.hints import nearest
from components.settings.lake import LakeTableSettings, ViewSettings
from components.settings.lake_formation import LakeFormationSettings
from components.settings.quick_sight import QuickSightSettings
from components.settings.stream import StreamSettings

PREFIXES = ("errors", "originals")
"""Folders of the zones that deliveries use by themselves."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The parts of a workload by name."""

    streams: Mapping[str, StreamSettings]
    deliveries: Mapping[str, DeliverySettings]
    tables: Mapping[str, LakeTableSettings]
    views: Mapping[str, ViewSettings]
    jobs: Mapping[str, EtlJobSettings]
    crawlers: Mapping[str, CrawlerSettings]
    quality: Mapping[str, DataQualitySettings]
    quick_sight: QuickSightSettings | None
    lake_formation: LakeFormationSettings | None


def broken_references(parts: Parts) -> Iterator[str]:
    """Yield a sentence for everything that is named somewhere and exists nowhere, or that cannot work together."""
    yield from _names(parts)
    for name, delivery in parts.deliveries.items():
        yield from _delivery(f"deliveries.{name}", delivery, parts)
        if delivery.table is None and name in parts.tables and parts.tables[name].zone == "raw":
            yield f"deliveries.{name} writes into the folder of tables.{name}; expected its key table, or another name"
    for name, job in parts.jobs.items():
        yield from _unknown(f"jobs.{name}.reads", job.reads, parts.tables, "tables")
        yield from _unknown(f"jobs.{name}.writes", job.writes, parts.tables, "tables")
        both = sorted(set(job.reads) & set(job.writes))
        if both:
            yield f"jobs.{name} reads and writes {', '.join(both)}, and would delete what it reads; expected two tables"
    for name, crawler in parts.crawlers.items():
        if crawler.folder in parts.tables and parts.tables[crawler.folder].zone == crawler.zone:
            yield f"crawlers.{name}.folder is that of tables.{crawler.folder}; expected one that no table describes"
    for name, rules in parts.quality.items():
        yield from _unknown(f"quality.{name}.table", [rules.table], parts.tables, "tables")
    yield from _readers(parts)


def _names(parts: Parts) -> Iterator[str]:
    for name in sorted(set(parts.tables) & set(parts.views)):
        yield f"{name} is both a table and a view; expected two names"
    for name in PREFIXES:
        if name in parts.tables:
            yield f"tables.{name} has the name of a folder that deliveries use; expected another"
        if name in parts.deliveries:
            yield f"deliveries.{name} has the name of a folder that deliveries use; expected another"
    if not (parts.streams or parts.deliveries or parts.tables):
        yield "it has no streams, deliveries or tables; expected at least one of them"


def _delivery(path: str, delivery: DeliverySettings, parts: Parts) -> Iterator[str]:
    if delivery.stream is not None:
        yield from _unknown(f"{path}.stream", [delivery.stream], parts.streams, "streams")
    if delivery.table is None:
        return
    yield from _unknown(f"{path}.table", [delivery.table], parts.tables, "tables")
    table = parts.tables.get(delivery.table)
    if table is None:
        return
    yield from _unknown(
        f"{path}.partitionBy", delivery.partition_by, table.partitions, f"partitions of {delivery.table}"
    )
    for name, partition in table.partitions.items():
        if partition.kind == "value" and name not in delivery.partition_by:
            yield f"{path}.partitionBy lacks {name}, which the time of arrival does not tell; expected where it stands"


def _readers(parts: Parts) -> Iterator[str]:
    known: dict[str, LakeTableSettings | ViewSettings] = {**parts.tables, **parts.views}
    if parts.quick_sight:
        for name, data_set in parts.quick_sight.data_sets.items():
            yield from _unknown(f"quickSight.dataSets.{name}.source", [data_set.source], known, "tables and views")
    for name, reader in (parts.lake_formation.readers if parts.lake_formation else {}).items():
        path = f"lakeFormation.readers.{name}"
        yield from _unknown(f"{path}.tables", reader.tables, known, "tables and views")
        for table in reader.tables if reader.columns else ():
            if table in known:
                yield from _unknown(
                    f"{path}.columns", reader.columns, known[table].all_columns(), f"columns of {table}"
                )


def _unknown(path: str, names: Iterable[str], known: Mapping[str, object], where: str) -> Iterator[str]:
    for name in names:
        if name not in known:
            near = nearest(name, list(known))
            hint = (
                f"did you mean {near}" if near else f"expected one of {', '.join(known) or 'those, and there are none'}"
            )
            yield f"{path} names {name}, which is not among {where}; {hint}"
