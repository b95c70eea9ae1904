"""Alarms, graphs and saved queries of a cache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import pulumi

from components.operations import Alarm, Metric, Operations, Query, Widget
from components.settings.cache import CacheSettings, ServerlessCacheSettings

NAMESPACE = "AWS/ElastiCache"
_CONNECTIONS = 65_000  # what a node takes; ElastiCache does not let it be changed
_SMALL = (".micro", ".small", ".medium", ".large")  # two virtual CPUs


def node_keys(settings: CacheSettings) -> list[str]:
    """Return what ElastiCache appends to the id of the group to name its nodes."""
    copies = [f"{number:03}" for number in range(1, settings.replicas + 2)]
    if settings.shards == 1:
        return copies
    return [f"{shard:04}-{copy}" for shard in range(1, settings.shards + 1) for copy in copies]


def describe_nodes(
    settings: CacheSettings, group_id: pulumi.Output[str], log_groups: Mapping[str, pulumi.Input[str]]
) -> Operations:
    """Return what is to be watched about a node-based cache."""
    nodes = [pulumi.Output.concat(group_id, "-", key) for key in node_keys(settings)]
    name, _ = cpu_limit(settings.node_type)
    widgets = [
        Widget(
            title=f"Cache {title}",
            metrics=[_metric(node, metric, stat) for node in nodes],
            saturation=title != "hit rate",
        )
        for title, metric, stat in (
            ("CPU", name, "Maximum"),
            ("memory", "DatabaseMemoryUsagePercentage", "Maximum"),
            ("hit rate", "CacheHitRate", "Average"),
        )
    ]
    slow = Query(
        name="slow-commands",
        text="fields @timestamp, Duration, Command, ClientAddress\n| sort Duration desc\n| limit 50",
        log_groups=[log_groups["slow-log"]],
    )
    return Operations(alarms=_node_alarms(settings, nodes), widgets=widgets, queries=[slow])


def _node_alarms(settings: CacheSettings, nodes: Sequence[pulumi.Input[str]]) -> list[Alarm]:
    name, threshold = cpu_limit(settings.node_type)
    worst = partial(_worst, nodes)
    alarms = [
        worst(
            "cpu",
            name,
            threshold=threshold,
            description="The cache's CPU is busy: Valkey and Redis run commands on one core. Look for expensive "
            "commands in the slow log, then add replicas for reads or take a larger node.",
        ),
        worst(
            "memory",
            "DatabaseMemoryUsagePercentage",
            threshold=80,
            description="Over 80 % of the cache's memory is in use. Keys will be evicted, or writes refused. "
            "Shorten expiry or take a larger node.",
        ),
        worst(
            "evictions",
            "Evictions",
            stat="Sum",
            threshold=100,
            description="The cache evicts keys because memory is full; sessions may be lost.",
        ),
        worst(
            "connections",
            "CurrConnections",
            threshold=int(_CONNECTIONS * 0.8),
            description="Clients hold over 80 % of the 65,000 connections that a node takes. Look for clients "
            "that do not pool.",
        ),
    ]
    if settings.replicas:
        lag = "A replica is over 10 seconds behind; a failover now would lose that much."
        alarms.append(worst("replication-lag", "ReplicationLag", threshold=10, description=lag))
    return alarms


def describe_serverless(limits: ServerlessCacheSettings, cache_name: pulumi.Input[str]) -> Operations:
    """Return what is to be watched about a serverless cache."""

    def metric(name: str, stat: str) -> Metric:
        return Metric(namespace=NAMESPACE, name=name, dimensions={"clusterId": cache_name}, stat=stat)

    return Operations(
        alarms=[
            Alarm(
                key="throttled",
                severity="critical",
                description="The cache refuses commands: load grew faster than it, or maxEcpuPerSecond is reached.",
                metrics={"m1": metric("ThrottledCmds", "Sum")},
                threshold=0,
                evaluation_periods=1,
            ),
            Alarm(
                key="memory",
                description="The cache holds over 80 % of maxDataGb; beyond it keys are evicted.",
                metrics={"m1": metric("BytesUsedForCache", "Maximum")},
                threshold=int(limits.max_data_gb * 0.8 * 10**9),
            ),
        ],
        widgets=[
            Widget(title="Cache data", metrics=[metric("BytesUsedForCache", "Maximum")], saturation=True),
            Widget(title="Cache processing units", metrics=[metric("ElastiCacheProcessingUnits", "Sum")]),
            Widget(title="Cache hit rate", metrics=[metric("CacheHitRate", "Average")]),
        ],
    )


def cpu_limit(node_type: str) -> tuple[str, int]:
    """Return the metric and the per cent at which a node's CPU is short.

    The engine uses one core. On two it is at its limit when the host shows half, so AWS advises 45 % of the host; with
    four or more the engine's own metric tells better.
    """
    return ("CPUUtilization", 45) if node_type.endswith(_SMALL) else ("EngineCPUUtilization", 90)


def _metric(node: pulumi.Input[str], name: str, stat: str) -> Metric:
    return Metric(namespace=NAMESPACE, name=name, dimensions={"CacheClusterId": node}, stat=stat)


def _worst(
    nodes: Sequence[pulumi.Input[str]],
    key: str,
    metric: str,
    *,
    threshold: float,
    description: str,
    stat: str = "Maximum",
) -> Alarm:
    """Return one alarm over all nodes: on the metric itself for one, on the worst of them for more.

    CloudWatch takes ten metrics in one alarm, its own expression among them; a larger cache is judged by its
    first nine nodes.
    """
    metrics = {f"m{number}": _metric(node, metric, stat) for number, node in enumerate(nodes[:9], 1)}
    expression = f"MAX([{', '.join(metrics)}])" if len(metrics) > 1 else None
    return Alarm(key=key, description=description, metrics=metrics, expression=expression, threshold=threshold)
