"""RDS and Aurora."""

from __future__ import annotations

import re
from decimal import Decimal

from finops.estimate import support
from finops.estimate.charge import Items, Undecided, Unpriced
from finops.estimate.registry import free, not_priced, price
from finops.estimate.resource import Unknown
from finops.estimate.span import Span
from finops.estimate.view import View

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
SERVERLESS = "db.serverless"
LARGE = Decimal(400)
"""GB from which RDS stripes gp3 over four volumes."""
GP3_IOPS, GP3_IOPS_LARGE = Decimal(3000), Decimal(12_000)
GP3_THROUGHPUT, GP3_THROUGHPUT_LARGE = Decimal(125), Decimal(500)
FREE_INSIGHTS_DAYS = 7
EXTENDED_BY_DEFAULT = "open-source-rds-extended-support"
_CALENDARS = {
    "postgres": support.POSTGRES,
    "mysql": support.MYSQL,
    "aurora-postgresql": support.POSTGRES,
    "aurora-mysql": support.AURORA_MYSQL,
}


def vcpus(class_: str) -> int:
    """Return the vCPU of a class such as db.r6g.2xlarge, by AWS's rule of sizes; Unpriced where the rule ends."""
    found = re.fullmatch(r"db\.([a-z]\w+)\.(micro|small|medium|large|(\d*)xlarge)", class_)
    if not found or found[1] in ("t2", "m1", "m2"):
        raise Unpriced(f"vCPU of {class_} are not known")
    return 2 if found[3] is None else 4 * int(found[3] or 1)


def _source(view: View) -> View:
    """Return whose settings hold: a replica takes what it does not say from its source."""
    return view.refer("replicateSourceDb", INSTANCE) or view


def _inherited(view: View, key: str) -> View:
    return view if view.given(key) else _source(view)


def _multi_az(view: View) -> dict[str, Span | None]:
    """Return the factor of a standby; by name of its row when there is one for certain."""
    factor = view.either("multiAz", 2, 1)
    return {"rds.multi-az-factor": None} if factor == Span.of(2) else {"Multi-AZ": factor}


@price(INSTANCE)
def hours(view: View) -> Items:
    """Instance."""
    engine, class_ = _inherited(view, "engine").text("engine"), view.text("instanceClass")
    yield view.hourly("Instance", f"rds.instance/{engine}/{class_}", instances=1, factors=_multi_az(view))


@price(INSTANCE)
def storage(view: View) -> Items:
    """Storage."""
    owner = _inherited(view, "allocatedStorage")
    size = owner.number("allocatedStorage")
    most = max(size, view.number("maxAllocatedStorage", 0))
    row = f"rds.storage/{_storage_type(view)}"
    yield view.charge("Storage", row, gigabytes=Span.between(size, most, size), factors=_multi_az(view))


def _storage_type(view: View) -> str:
    return _inherited(view, "storageType").text("storageType", "io1" if view.given("iops") else "gp2")


@price(INSTANCE)
def performance(view: View) -> Items:
    """IOPS and throughput of the storage."""
    kind = _storage_type(view)
    if kind in ("io1", "io2"):
        yield view.charge("IOPS", f"rds.iops/{kind}", iops=view.number("iops"), factors=_multi_az(view))
    if kind != "gp3":
        return
    large = _inherited(view, "allocatedStorage").number("allocatedStorage") >= LARGE
    included = GP3_IOPS_LARGE if large else GP3_IOPS
    extra = view.number("iops", included) - included
    if extra > 0:
        yield view.charge("IOPS", "rds.iops/gp3", iops_above_included=extra, factors=_multi_az(view))
    if view.number("storageThroughput", 0) > (GP3_THROUGHPUT_LARGE if large else GP3_THROUGHPUT):
        raise Unpriced("gp3 throughput above what is included has no row")


@price(INSTANCE)
def address(view: View) -> Items:
    """Public IPv4."""
    addresses = view.either("publiclyAccessible", 1, 0)
    if addresses.high:
        yield view.hourly("Public IPv4", "vpc.public-ipv4", addresses=addresses)


@price(INSTANCE)
def surplus_credits(view: View) -> Items:
    """Surplus CPU credits."""
    if view.text("instanceClass").startswith(("db.t3.", "db.t4g.")):
        yield view.metered("Surplus CPU credits", "rds.cpu-credits", "surplusCreditHours")


@price(INSTANCE)
def backup(view: View) -> Items:
    """Backups."""
    if isinstance(days := view.value("backupRetentionPeriod"), Unknown) or days not in (None, 0):
        yield view.metered("Backup beyond the size of the storage", "rds.backup", "extraBackupGb")


@price(INSTANCE, CLUSTER)
def secret(view: View) -> Items:
    """Secret of the master user."""
    secrets = view.either("manageMasterUserPassword", 1, 0)
    if secrets.high:
        yield view.charge("Secret of the master user", "secretsmanager.secret", secrets=secrets)


@price(INSTANCE, CLUSTER_INSTANCE)
def extended_support(view: View) -> Items:
    """Extended support."""
    owner = view.refer("clusterIdentifier", CLUSTER) or _source(view)
    calendar = _CALENDARS.get(owner.text("engine", view.value("engine") or "mariadb"))
    if calendar is None or owner.text("engineLifecycleSupport", EXTENDED_BY_DEFAULT) != EXTENDED_BY_DEFAULT:
        return
    if owner.value("engineVersion") is None:
        return  # AWS takes its current version
    years = support.years_extended(calendar, owner.text("engineVersion"), view.context.on)
    if years > support.YEAR_THREE:
        raise Unpriced("extended support from its third year on has no row")
    if years:
        cores = vcpus(view.text("instanceClass"))
        yield view.hourly("Extended support", "rds.extended-support/year-1", vCPU=cores, factors=_multi_az(view))


@price(INSTANCE, CLUSTER_INSTANCE)
def insights(view: View) -> Items:
    """Performance Insights beyond seven days."""
    if view.flag("performanceInsightsEnabled") is False:
        return
    if view.number("performanceInsightsRetentionPeriod", FREE_INSIGHTS_DAYS) > FREE_INSIGHTS_DAYS:
        raise Unpriced("Performance Insights with more than 7 days have no row")
    yield from ()


def _io_optimized(cluster: View) -> bool:
    return cluster.text("storageType", "aurora") == "aurora-iopt1"


@price(CLUSTER)
def cluster_storage(view: View) -> Items:
    """Storage and I/O of Aurora."""
    engine = view.text("engine")
    if not engine.startswith("aurora") or view.text("engineMode", "provisioned") == "serverless":
        raise Unpriced(f"a cluster of {engine} in this mode has no row")
    kind = "io-optimized" if _io_optimized(view) else "standard"
    yield view.metered("Storage", f"aurora.storage/{kind}", "storageGb")
    if kind == "standard":
        yield view.metered("I/O requests", "aurora.io", "monthlyIos", per=1_000_000)
    yield view.metered("Backup beyond the size of the storage", "aurora.backup", "extraBackupGb")
    if view.number("backtrackWindow", 0) > 0:
        yield view.metered("Backtrack", "aurora.backtrack", "backtrackRecords", per=1_000_000)


@price(CLUSTER_INSTANCE)
def cluster_instance(view: View) -> Items:
    """Instance of Aurora."""
    cluster = view.refer("clusterIdentifier", CLUSTER)
    class_ = view.text("instanceClass")
    if class_ == SERVERLESS:
        if cluster is None:
            raise Undecided("clusterIdentifier is not among the resources: it has the range of capacity units")
        kind = "io-optimized" if _io_optimized(cluster) else "standard"
        yield view.hourly("Serverless v2 capacity", f"aurora.acu/{kind}", ACU=_capacity(view, cluster))
        return
    if cluster is not None and _io_optimized(cluster):
        raise Unpriced("instances of an I/O-optimized cluster have no row")
    yield view.hourly("Instance", f"aurora.instance/{class_}", instances=1)


def _capacity(view: View, cluster: View) -> Span:
    """Return the range of capacity units; what is expected is the usage, or the high end when nobody told it."""
    path = "serverlessv2ScalingConfiguration"
    least, most = cluster.number(f"{path}.minCapacity"), cluster.number(f"{path}.maxCapacity")
    average = view.assumed("averageAcu")
    return Span.between(least, most, None if average is None else average.expected)


@price("aws:rds/globalCluster:GlobalCluster")
def replicated_writes(view: View) -> Items:
    """Writes that go to the clusters of other regions."""
    yield view.metered("Replicated writes", "aurora.replicated-write", "monthlyWrites", per=1_000_000)


@price("aws:rds/snapshot:Snapshot", "aws:rds/clusterSnapshot:ClusterSnapshot", "aws:rds/snapshotCopy:SnapshotCopy")
def snapshot(view: View) -> Items:
    """Snapshot storage."""
    row = "aurora.backup" if "cluster" in view.type else "rds.backup"
    yield view.metered("Snapshot storage", row, "storageGb")


free(
    "no charge of its own",
    "aws:rds/clusterEndpoint:ClusterEndpoint",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    "aws:rds/clusterRoleAssociation:ClusterRoleAssociation",
    "aws:rds/eventSubscription:EventSubscription",
    "aws:rds/optionGroup:OptionGroup",
    "aws:rds/parameterGroup:ParameterGroup",
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
    "aws:rds/proxyEndpoint:ProxyEndpoint",
    "aws:rds/proxyTarget:ProxyTarget",
    "aws:rds/roleAssociation:RoleAssociation",
    "aws:rds/subnetGroup:SubnetGroup",
)
not_priced(
    "no row with evidence yet",
    "aws:rds/proxy:Proxy",
    "aws:rds/customDbEngineVersion:CustomDbEngineVersion",
    "aws:rds/reservedInstance:ReservedInstance",
)
