"""Alarms, graphs and saved queries of a Kubernetes cluster."""

from __future__ import annotations

import pulumi

from components.operations import Alarm, Metric, Operations, Query, Widget
from components.settings.eks import EksSettings

_MINUTE = 60
_STORAGE_BYTES = 6 * 1024**3
"""Of 8 GiB, at which the database of the control plane takes no more writes (EKS best practices)."""
_ERROR_PERCENT, _FULL, _DISK_FULL = 1, 90, 80


def describe(
    settings: EksSettings, cluster: pulumi.Input[str], log_group: pulumi.Input[str] | None, region: str | None
) -> Operations:
    """Return what is to be watched of a cluster. Metrics of the control plane are EKS's own, free of charge."""
    watched = _Watched(cluster, region)
    alarms = [watched.api_errors(), watched.unschedulable(), watched.storage()]
    widgets = [watched.requests(), watched.pods()]
    if settings.insights:
        alarms += [watched.failed_nodes(), *watched.full_nodes()]
        widgets.append(watched.nodes())
    queries: list[Query] = []
    if log_group is not None:
        texts = {name: text for name, (kind, text) in QUERIES.items() if kind in settings.logs}
        queries = [Query(name=name, text=text, log_groups=[log_group], region=region) for name, text in texts.items()]
    return Operations(alarms=alarms, widgets=widgets, queries=queries)


class _Watched:
    """What is known of a cluster that is to be watched."""

    def __init__(self, cluster: pulumi.Input[str], region: str | None) -> None:
        self.dimensions = {"ClusterName": cluster}
        self.region = region

    def control(self, name: str, stat: str = "Sum", label: str | None = None) -> Metric:
        return Metric(
            namespace="AWS/EKS", name=name, dimensions=self.dimensions, stat=stat, period=_MINUTE, label=label
        )

    def node(self, name: str, stat: str = "Average", label: str | None = None) -> Metric:
        return Metric(namespace="ContainerInsights", name=name, dimensions=self.dimensions, stat=stat, label=label)

    def api_errors(self) -> Alarm:
        return Alarm(
            key="api-errors",
            description=f"More than {_ERROR_PERCENT} % of the requests to the Kubernetes API end in a server error for "
            "ten minutes. Often an admission webhook that does not answer: the saved query 'slow requests' names it.",
            metrics={
                "m1": self.control("apiserver_request_total_5XX"),
                "m2": self.control("apiserver_request_total"),
            },
            expression="IF(FILL(m2, 0) > 0, 100 * FILL(m1, 0) / FILL(m2, 0), 0)",
            threshold=_ERROR_PERCENT,
            severity="critical",
            evaluation_periods=10,
            datapoints_to_alarm=8,
            region=self.region,
        )

    def unschedulable(self) -> Alarm:
        return Alarm(
            key="unschedulable",
            description="Pods find no node for 15 minutes. Raise maxSize of a node group, or lower what the pods ask "
            "for; `kubectl describe pod` says what is missing.",
            metrics={"m1": self.control("scheduler_pending_pods_UNSCHEDULABLE")},
            threshold=0,
            evaluation_periods=15,
            datapoints_to_alarm=15,
            region=self.region,
        )

    def storage(self) -> Alarm:
        return Alarm(
            key="storage",
            description="The database of the control plane holds over 6 GiB; at 8 it takes no more changes. Find what "
            "makes so many objects: the saved query 'busiest clients' shows who writes.",
            metrics={"m1": self.control("apiserver_storage_size_bytes", "Maximum")},
            threshold=_STORAGE_BYTES,
            severity="critical",
            evaluation_periods=5,
            region=self.region,
        )

    def failed_nodes(self) -> Alarm:
        return Alarm(
            key="failed-nodes",
            description="A node is not ready for 15 minutes. `kubectl describe node` shows its conditions; EKS "
            "replaces it by itself where the node group has repair.",
            metrics={"m1": self.node("cluster_failed_node_count", "Maximum")},
            threshold=0,
            region=self.region,
        )

    def full_nodes(self) -> list[Alarm]:
        limits = {"cpu": _FULL, "memory": _FULL, "filesystem": _DISK_FULL}
        return [
            Alarm(
                key=f"nodes-{what}",
                description=f"Nodes use over {limit} % of their {what} on average for half an hour. Raise maxSize, "
                "take larger nodes, or find the pods that ask for less than they use.",
                metrics={"m1": self.node(f"node_{what}_utilization")},
                threshold=limit,
                evaluation_periods=6,
                region=self.region,
            )
            for what, limit in limits.items()
        ]

    def requests(self) -> Widget:
        return Widget(
            title="Requests to the Kubernetes API",
            metrics=[
                self.control("apiserver_request_total", label="all"),
                self.control("apiserver_request_total_5XX", label="errors"),
                self.control("apiserver_request_total_429", label="refused as too many"),
            ],
            region=self.region,
        )

    def pods(self) -> Widget:
        return Widget(
            title="Pods that wait for a node",
            metrics=[
                self.control("scheduler_pending_pods", label="all"),
                self.control("scheduler_pending_pods_UNSCHEDULABLE", label="fit nowhere"),
            ],
            region=self.region,
        )

    def nodes(self) -> Widget:
        return Widget(
            title="Nodes: CPU, memory and disk in per cent",
            saturation=True,
            metrics=[
                self.node("node_cpu_utilization", label="CPU"),
                self.node("node_memory_utilization", label="memory"),
                self.node("node_filesystem_utilization", label="disk"),
            ],
            region=self.region,
        )


QUERIES = {
    "who changed what": (
        "audit",
        """filter @logStream like /kube-apiserver-audit/ and verb in ['create', 'update', 'patch', 'delete']
| filter user.username not like /^system:/
| fields @timestamp, user.username, verb, objectRef.namespace, objectRef.resource, objectRef.name
| sort @timestamp desc
| limit 100""",
    ),
    "refused requests": (
        "audit",
        """filter @logStream like /kube-apiserver-audit/ and responseStatus.code = 403
| stats count() as refused by user.username, verb, objectRef.namespace, objectRef.resource
| sort refused desc
| limit 50""",
    ),
    "shells and secrets": (
        "audit",
        """filter @logStream like /kube-apiserver-audit/
| filter objectRef.subresource in ['exec', 'attach', 'portforward']
    or (objectRef.resource = 'secrets' and verb in ['get', 'list'])
| filter user.username not like /^system:/
| fields @timestamp, user.username, verb, objectRef.namespace, objectRef.resource, objectRef.name
| sort @timestamp desc
| limit 100""",
    ),
    "busiest clients": (
        "audit",
        """filter @logStream like /kube-apiserver-audit/
| stats count() as requests by userAgent, verb
| sort requests desc
| limit 50""",
    ),
    "who signed in": (
        "authenticator",
        """filter @logStream like /authenticator/ and @message like /access granted/
| parse @message /arn="(?<principal>[^"]+)"/
| stats count() as times by principal
| sort times desc""",
    ),
    "slow requests": (
        "api",
        """filter @logStream like /^kube-apiserver-[^a]/ and @message like /Trace\\[/
| fields @timestamp, @message
| sort @timestamp desc
| limit 50""",
    ),
}
"""Saved queries on the control plane's log by name, each with the log that it reads."""
