"""Alarms, graphs and saved queries of a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.blocks.database_limits import GIB, max_connections, memory_bytes
from components.operations import Alarm, Metric, Operations, Query, Widget
from components.settings.database import DatabaseSettings

NAMESPACE = "AWS/RDS"
CPU_FULL = 80
"""Per cent of the CPU above which a database is too busy."""
GLOBAL_LAG_MS = 5000
"""Milliseconds. A global database is usually less than a second behind (Aurora user guide)."""
Dimensions = Mapping[str, pulumi.Input[str]]


@dataclass(frozen=True)
class Watched:
    """A database in the eyes of CloudWatch."""

    settings: DatabaseSettings
    dimensions: Dimensions
    """Those of the instance, or of the cluster's writer."""
    readers: Dimensions | None
    """Those of the cluster's readers, when there are any."""
    log_groups: Mapping[str, pulumi.Input[str]]
    behind: Dimensions | None = None
    """Those of a cluster that follows the writer of a global database in another region."""


def describe(watched: Watched) -> Operations:
    """Return all that is to be watched about a database."""
    return Operations(alarms=_alarms(watched), widgets=_widgets(watched), queries=_queries(watched))


def _metric(watched: Watched, name: str, stat: str = "Average") -> Metric:
    return Metric(namespace=NAMESPACE, name=name, dimensions=watched.dimensions, stat=stat)


def _alarms(watched: Watched) -> list[Alarm]:
    settings = watched.settings
    alarms = [
        Alarm(
            key="cpu",
            description=f"Database CPU over {CPU_FULL} % for 15 minutes. Look for the heaviest statements in "
            "Database Insights or the saved query of slow statements; a larger class helps after that.",
            metrics={"m1": _metric(watched, "CPUUtilization")},
            threshold=CPU_FULL,
        ),
        *_capacity_alarms(watched),
        *(
            Alarm(
                key=f"{kind}-latency",
                description=f"Disk {kind}s take more than 50 ms on average. Storage is short of IOPS, or memory is "
                "short and pages are fetched again and again.",
                metrics={"m1": _metric(watched, f"{kind.capitalize()}Latency")},
                threshold=0.05,
            )
            for kind in ("read", "write")
        ),
    ]
    if settings.aurora is None:
        alarms.append(_storage_alarm(watched))
    elif not settings.provisioned:
        alarms.append(
            Alarm(
                key="capacity",
                description="The cluster runs at over 90 % of its maxCapacity. Raise it, or find what loads it.",
                metrics={"m1": _metric(watched, "ACUUtilization")},
                threshold=90,
            )
        )
    if watched.readers:
        lag = Metric(namespace=NAMESPACE, name="AuroraReplicaLag", dimensions=watched.readers, stat="Maximum")
        alarms.append(
            Alarm(
                key="replica-lag",
                description="Readers are more than one second behind the writer; reads return old data.",
                metrics={"m1": lag},
                threshold=1000,
            )
        )
    if watched.behind:
        alarms.append(_global_lag(watched.behind))
    return alarms


def _global_lag(cluster: Dimensions) -> Alarm:
    lag = Metric(namespace=NAMESPACE, name="AuroraGlobalDBReplicationLag", dimensions=cluster, stat="Maximum")
    return Alarm(
        key="global-lag",
        description=f"This region is more than {GLOBAL_LAG_MS // 1000} seconds behind the writer of the global "
        "database: that much is lost in an unplanned failover. Look at the writer's load and at this cluster's.",
        metrics={"m1": lag},
        threshold=GLOBAL_LAG_MS,
    )


def _capacity_alarms(watched: Watched) -> list[Alarm]:
    """Return the alarms whose threshold follows from the size of the class; none for an unknown class."""
    settings = watched.settings
    alarms = []
    connections = max_connections(settings)
    if connections:
        alarms.append(
            Alarm(
                key="connections",
                description=f"More than 80 % of about {connections} connections are in use. Check pools for leaks; "
                "RDS Proxy (proxy: true) shares connections.",
                metrics={"m1": _metric(watched, "DatabaseConnections", "Maximum")},
                threshold=int(connections * 0.8),
            )
        )
    memory = memory_bytes(settings.instance_class) if settings.provisioned else None
    if memory:
        alarms.append(
            Alarm(
                key="memory",
                description="Less than 5 % of the database's memory is free; it will swap or restart. Reduce "
                "connections or take a larger class.",
                metrics={"m1": _metric(watched, "FreeableMemory")},
                threshold=int(memory * 0.05),
                comparison="LessThanThreshold",
            )
        )
    return alarms


def _storage_alarm(watched: Watched) -> Alarm:
    # RDS grows the storage when a tenth is free. At half of that it did not, or could not.
    free = max(int(watched.settings.storage_gb * 0.05 * GIB), GIB)
    return Alarm(
        key="storage",
        severity="critical",
        description="The database's disk is nearly full and did not grow. Compare its size with maxStorageGb; a full "
        "disk stops the database.",
        metrics={"m1": _metric(watched, "FreeStorageSpace", "Minimum")},
        threshold=free,
        comparison="LessThanThreshold",
    )


def _widgets(watched: Watched) -> list[Widget]:
    last = (
        [_metric(watched, "FreeStorageSpace", "Minimum")]
        if watched.settings.aurora is None
        else [_metric(watched, "ServerlessDatabaseCapacity")]
        if not watched.settings.provisioned
        else [_metric(watched, "FreeableMemory")]
    )
    return [
        Widget(
            title="Database CPU",
            metrics=[_metric(watched, "CPUUtilization")],
            saturation=True,
            lines={"alarm": CPU_FULL},
        ),
        Widget(
            title="Database connections",
            metrics=[_metric(watched, "DatabaseConnections", "Maximum")],
            saturation=True,
        ),
        Widget(title="Database latency", metrics=[_metric(watched, "ReadLatency"), _metric(watched, "WriteLatency")]),
        Widget(title="Database capacity", metrics=last),
    ]


def _queries(watched: Watched) -> list[Query]:
    if "postgresql" in watched.log_groups:
        groups = [watched.log_groups["postgresql"]]
        slow = "filter @message like /duration:/\n| parse @message /duration: (?<ms>[0-9.]+) ms/\n| sort ms desc"
        return [
            Query(name="slow-statements", text=_shown(slow, "ms"), log_groups=groups),
            Query(
                name="errors",
                text=_shown("filter @message like /ERROR|FATAL|PANIC/\n| sort @timestamp desc"),
                log_groups=groups,
            ),
        ]
    slow = "parse @message /Query_time: (?<seconds>[0-9.]+)/\n| filter ispresent(seconds)\n| sort seconds desc"
    return [
        Query(name="slow-statements", text=_shown(slow, "seconds"), log_groups=[watched.log_groups["slowquery"]]),
        Query(
            name="errors",
            text=_shown("filter @message like /ERROR/\n| sort @timestamp desc"),
            log_groups=[watched.log_groups["error"]],
        ),
    ]


def _shown(body: str, *fields: str) -> str:
    return f"{body}\n| display {', '.join(('@timestamp', *fields, '@message'))}\n| limit 50"
