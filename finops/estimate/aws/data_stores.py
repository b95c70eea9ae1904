"""ElastiCache, DocumentDB, DynamoDB, OpenSearch, Redshift."""

from __future__ import annotations

from decimal import Decimal

from finops.estimate.charge import Items, Unpriced
from finops.estimate.registry import free, not_priced, price
from finops.estimate.resource import Unknown
from finops.estimate.span import Span
from finops.estimate.view import View

MILLION = 1_000_000
REPLICATION = "aws:elasticache/replicationGroup:ReplicationGroup"
CACHE_CLUSTER = "aws:elasticache/cluster:Cluster"


def _nodes(view: View) -> Decimal:
    """Return the nodes of a replication group: as given, or shards times (primary and replicas)."""
    if view.given("numNodeGroups") or view.given("replicasPerNodeGroup"):
        return view.number("numNodeGroups", 1) * (1 + view.number("replicasPerNodeGroup", 0))
    return view.number("numCacheClusters", 1)


@price(REPLICATION, CACHE_CLUSTER)
def cache_nodes(view: View) -> Items:
    """Nodes."""
    if view.type == CACHE_CLUSTER and view.given("replicationGroupId"):
        return  # a node of a group that is charged as a whole
    engine = view.text("engine", "redis" if view.type == REPLICATION else None)
    nodes = _nodes(view) if view.type == REPLICATION else view.number("numCacheNodes", 1)
    priced_as, factors = ("redis", {"elasticache.valkey-factor": None}) if engine == "valkey" else (engine, {})
    row = f"elasticache.node/{priced_as}/{view.text('nodeType')}"
    yield view.hourly(f"Nodes, {engine}", row, nodes=nodes, factors=factors)


@price(REPLICATION, CACHE_CLUSTER)
def cache_backup(view: View) -> Items:
    """Backups."""
    if view.number("snapshotRetentionLimit", 0) > 0:
        yield view.metered("Backups", "elasticache.backup", "backupGb")


@price("aws:docdb/clusterInstance:ClusterInstance")
def docdb_instance(view: View) -> Items:
    """Instance."""
    yield view.hourly("Instance", f"docdb.instance/{view.text('instanceClass')}", instances=1)


@price("aws:docdb/cluster:Cluster")
def docdb_cluster(view: View) -> Items:
    """Storage and I/O."""
    if view.text("storageType", "standard") != "standard":
        raise Unpriced("I/O-optimized storage has no row")
    yield view.metered("Storage", "docdb.storage", "storageGb")
    yield view.metered("I/O requests", "docdb.io", "monthlyIos", per=MILLION)


TABLE = "aws:dynamodb/table:Table"
TARGET = "aws:appautoscaling/target:Target"


@price(TABLE)
def table_capacity(view: View) -> Items:
    """Capacity."""
    if view.text("tableClass", "STANDARD") != "STANDARD":
        raise Unpriced("the class STANDARD_INFREQUENT_ACCESS has no row")
    if view.text("billingMode", "PROVISIONED") == "PAY_PER_REQUEST":
        yield view.metered("Writes", "dynamodb.write", "monthlyWrites", per=MILLION)
        yield view.metered("Reads", "dynamodb.read", "monthlyReads", per=MILLION)
        return
    for label, row, kind in (("Write capacity", "dynamodb.wcu", "Write"), ("Read capacity", "dynamodb.rcu", "Read")):
        yield view.hourly(label, row, units=_capacity(view, view, kind, "table"))
        for index in view.blocks("globalSecondaryIndexes"):
            units = _capacity(view, index, kind, "index")
            yield view.hourly(f"{label} of index {index.text('name')}", row, units=units)


def _capacity(table: View, owner: View, kind: str, scope: str) -> Span:
    """Return capacity units of a table or index, over the range of the target that scales it.

    Before the first deployment a target may not tell which index it scales: then each index may be the one.
    """
    units = owner.number(f"{kind.lower()}Capacity", 1)
    possible: list[Span] = []
    for target in table.referrers(TARGET, "resourceId"):
        if target.text("scalableDimension") != f"dynamodb:{scope}:{kind}CapacityUnits":
            continue
        span = Span.between(target.number("minCapacity"), target.number("maxCapacity"), units)
        if scope == "table" or _names(target, owner):
            return span
        if isinstance(target.value("resourceId"), Unknown):
            possible.append(span)
    if not possible:
        return Span.of(units)
    return Span.between(min(span.low for span in possible), max(span.high for span in possible), units)


def _names(target: View, index: View) -> bool:
    return str(target.value("resourceId")).endswith(f"/index/{index.text('name')}")


@price(TABLE)
def table_storage(view: View) -> Items:
    """Storage, recovery and streams."""
    yield view.metered("Storage", "dynamodb.storage", "storageGb")
    if view.flag("pointInTimeRecovery.enabled") is not False:
        yield view.metered("Point-in-time recovery", "dynamodb.pitr", "storageGb")
    if view.flag("streamEnabled") is not False:
        yield view.metered("Stream reads", "dynamodb.streams", "monthlyStreamReads")


@price(TABLE)
def table_replicas(view: View) -> Items:
    """Replicas in other regions."""
    if view.count("replicas"):
        raise Unpriced("replicas of a global table have no row")
    yield from ()


@price("aws:dynamodb/tableReplica:TableReplica")
def replica(view: View) -> Items:
    """Replicated writes, storage and recovery."""
    table = view.refer("globalTableArn", TABLE)
    if table is not None and table.text("tableClass", "STANDARD") != "STANDARD":
        raise Unpriced("the class STANDARD_INFREQUENT_ACCESS has no row")
    yield view.metered("Replicated writes", "dynamodb.replicated-write", "monthlyWrites", per=MILLION)
    yield view.metered("Reads", "dynamodb.read", "monthlyReads", per=MILLION)
    yield view.metered("Storage", "dynamodb.storage", "storageGb")
    if view.flag("pointInTimeRecovery") is True:
        yield view.metered("Point-in-time recovery", "dynamodb.pitr", "storageGb")


SEARCH = ("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain")
SEARCH_GP3_IOPS, SEARCH_GP3_THROUGHPUT = Decimal(3000), Decimal(125)


def _search_type(view: View, path: str, default: str) -> str:
    return view.text(path, default).replace(".elasticsearch", ".search")


def _data_nodes(view: View) -> Decimal:
    return view.number("clusterConfig.instanceCount", 1)


@price(*SEARCH)
def search_nodes(view: View) -> Items:
    """Nodes."""
    type_ = _search_type(view, "clusterConfig.instanceType", "m4.large.search")
    yield view.hourly("Data nodes", f"opensearch.instance/{type_}", nodes=_data_nodes(view))


@price(*SEARCH)
def search_masters(view: View) -> Items:
    """Dedicated master nodes."""
    if view.flag("clusterConfig.dedicatedMasterEnabled") is not False:
        type_ = _search_type(view, "clusterConfig.dedicatedMasterType", "m4.large.search")
        count = view.number("clusterConfig.dedicatedMasterCount", 3)
        enabled = view.either("clusterConfig.dedicatedMasterEnabled", 1, 0)
        yield view.hourly("Dedicated master nodes", f"opensearch.instance/{type_}", nodes=enabled * count)


@price(*SEARCH)
def search_warm(view: View) -> Items:
    """Warm nodes."""
    if view.flag("clusterConfig.warmEnabled") is not False:
        size = view.text("clusterConfig.warmType").split(".")[1]
        yield view.hourly("Warm nodes", f"opensearch.ultrawarm/{size}", nodes=view.number("clusterConfig.warmCount"))


@price(*SEARCH)
def search_storage(view: View) -> Items:
    """Storage, for every data node."""
    if view.flag("ebsOptions.ebsEnabled", default=view.given("ebsOptions.volumeSize")) is False:
        return
    kind, nodes = view.text("ebsOptions.volumeType", "gp2"), _data_nodes(view)
    size = view.number("ebsOptions.volumeSize")
    yield view.charge("Storage", f"opensearch.storage/{kind}", nodes=nodes, gigabytes=size)
    if kind == "io1":
        yield view.charge("IOPS", "opensearch.iops", nodes=nodes, iops=view.number("ebsOptions.iops"))
    if kind == "gp3":
        extra = view.number("ebsOptions.throughput", SEARCH_GP3_THROUGHPUT) - SEARCH_GP3_THROUGHPUT
        if extra > 0:
            yield view.charge("Throughput", "opensearch.throughput/gp3", nodes=nodes, mibps_above_125=extra)
        if view.number("ebsOptions.iops", SEARCH_GP3_IOPS) > SEARCH_GP3_IOPS:
            raise Unpriced("gp3 IOPS above what is included have no row")


@price("aws:redshift/cluster:Cluster")
def redshift(view: View) -> Items:
    """Nodes and managed storage."""
    type_ = view.text("nodeType")
    nodes = view.number("numberOfNodes", 1)
    factors = {"Multi-AZ": view.either("multiAz", 2, 1)}
    yield view.hourly("Nodes", f"redshift.node/{type_}", nodes=nodes, factors=factors)
    if type_.startswith("ra3."):
        yield view.metered("Managed storage", "redshift.storage", "storageGb")


@price("aws:redshiftserverless/workgroup:Workgroup")
def redshift_serverless(view: View) -> Items:
    """Processing units."""
    yield view.metered("Processing units", "redshift.serverless", "busyHours", RPU=view.number("baseCapacity", 128))


free(
    "no charge of its own",
    "aws:elasticache/parameterGroup:ParameterGroup",
    "aws:elasticache/subnetGroup:SubnetGroup",
    "aws:elasticache/user:User",
    "aws:elasticache/userGroup:UserGroup",
    "aws:elasticache/userGroupAssociation:UserGroupAssociation",
    "aws:docdb/clusterParameterGroup:ClusterParameterGroup",
    "aws:docdb/subnetGroup:SubnetGroup",
    "aws:dynamodb/tableItem:TableItem",
    "aws:dynamodb/resourcePolicy:ResourcePolicy",
    "aws:opensearch/domainPolicy:DomainPolicy",
    "aws:redshift/parameterGroup:ParameterGroup",
    "aws:redshift/subnetGroup:SubnetGroup",
    "aws:redshiftserverless/namespace:Namespace",
    "aws:elasticsearch/domainPolicy:DomainPolicy",
)
not_priced(
    "no row with evidence yet",
    "aws:elasticache/serverlessCache:ServerlessCache",
    "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",
    "aws:dynamodb/globalTable:GlobalTable",
    "aws:neptune/cluster:Cluster",
    "aws:neptune/clusterInstance:ClusterInstance",
    "aws:memorydb/cluster:Cluster",
    "aws:opensearch/serverlessCollection:ServerlessCollection",
    "aws:timestreamwrite/table:Table",
    "aws:keyspaces/table:Table",
    "aws:dax/cluster:Cluster",
)
