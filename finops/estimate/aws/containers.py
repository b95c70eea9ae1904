"""ECS on Fargate, EKS, ECR."""

from __future__ import annotations

from decimal import Decimal

from finops.estimate import compute, support
from finops.estimate.charge import Free, Items, Undecided, Unpriced
from finops.estimate.registry import free, not_priced, price
from finops.estimate.resource import Unknown
from finops.estimate.span import ONE, Span
from finops.estimate.view import View

SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
TARGET = "aws:appautoscaling/target:Target"
PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
FARGATE_SPOT = Span.between(Decimal("0.3"), 1)
"""Share of the Fargate price that Fargate Spot may take: AWS advertises up to 70 % off and caps it at on-demand."""
INCLUDED_STORAGE = 20
"""GB of ephemeral storage that every task has."""
NODE_DISK = 20
"""GiB of a managed node's disk when nothing is said (EKS API)."""


def _strategy(view: View) -> list[View]:
    """Return the capacity providers of a service: its own, or its cluster's default."""
    own = view.blocks("capacityProviderStrategies")
    if own or view.given("launchType"):
        return own
    cluster = view.refer("cluster", "aws:ecs/cluster:Cluster")
    defaults = cluster.referrers(PROVIDERS, "clusterName") if cluster else []
    return [block for provider in defaults for block in provider.blocks("defaultCapacityProviderStrategies")]


def _on_fargate(view: View, strategy: list[View]) -> bool:
    if strategy:
        return all(item.text("capacityProvider").startswith("FARGATE") for item in strategy)
    return view.text("launchType", "EC2") == "FARGATE"


def _tasks(view: View) -> Span:
    """Return the desired count, and the range of the scaling target that refers to the service."""
    desired = view.number("desiredCount", 0)
    targets = view.referrers(TARGET, "resourceId")
    if not targets:
        return Span.of(desired)
    least, most = targets[0].number("minCapacity"), targets[0].number("maxCapacity")
    return Span.between(least, max(least, most), min(max(desired, least), most))


def _spot_factor(strategy: list[View], tasks: Span) -> Span:
    """Return what Fargate Spot makes of the price, by base and weights of the strategy."""
    weights = {item.text("capacityProvider"): item.number("weight", 0) for item in strategy}
    if "FARGATE_SPOT" not in weights:
        return ONE
    base = {item.text("capacityProvider"): item.number("base", 0) for item in strategy}
    shares = [_spot_share(count, weights, base) for count in (tasks.low, tasks.expected, tasks.high)]
    return Span.between(1 - max(shares) * (1 - FARGATE_SPOT.low), 1)


def _spot_share(count: Decimal, weights: dict[str, Decimal], base: dict[str, Decimal]) -> Decimal:
    if not count:
        return Decimal(0)
    fixed = min(sum(base.values(), Decimal(0)), count)
    total = sum(weights.values(), Decimal(0)) or Decimal(1)
    spot = min(base.get("FARGATE_SPOT", Decimal(0)), count) + (count - fixed) * weights["FARGATE_SPOT"] / total
    return min(spot / count, Decimal(1))


@price(SERVICE)
def service(view: View) -> Items:
    """Fargate tasks."""
    strategy = _strategy(view)
    if not _on_fargate(view, strategy):
        yield Free("tasks on EC2 pay for the instances")
        return
    task = view.refer("taskDefinition", TASK)
    if task is None:
        raise Undecided("taskDefinition is not among the resources")
    if task.text("runtimePlatform.operatingSystemFamily", "LINUX") != "LINUX":
        raise Unpriced("Fargate for Windows has no row")
    arch = "arm64" if task.text("runtimePlatform.cpuArchitecture", "X86_64") == "ARM64" else "x86_64"
    tasks = _tasks(view)
    factors = {"Fargate Spot": _spot_factor(strategy, tasks)}
    vcpus, gigabytes = _size(task)
    yield view.hourly(f"Fargate vCPU, {arch}", f"fargate.vcpu/{arch}", tasks=tasks, vCPU=vcpus, factors=factors)
    yield view.hourly(f"Fargate memory, {arch}", f"fargate.memory/{arch}", tasks=tasks, GB=gigabytes, factors=factors)
    storage = task.number("ephemeralStorage.sizeInGib", INCLUDED_STORAGE) - INCLUDED_STORAGE
    if storage > 0:
        yield view.hourly("Ephemeral storage", "fargate.ephemeral", tasks=tasks, GB_above_20=storage)


def _size(task: View) -> tuple[Decimal, Decimal]:
    """Return vCPU and GB of a task: `256` or `.25 vCPU`, `512` or `1 GB`."""
    cpu, memory = task.text("cpu").lower(), task.text("memory").lower()
    try:
        vcpus = Decimal(cpu.removesuffix("vcpu").strip()) if "vcpu" in cpu else Decimal(cpu) / 1024
        gigabytes = Decimal(memory.removesuffix("gb").strip()) if "gb" in memory else Decimal(memory) / 1024
    except ArithmeticError:
        raise Undecided(f"cpu {cpu!r} or memory {memory!r} is not a size") from None
    return vcpus, gigabytes


@price(SERVICE)
def addresses(view: View) -> Items:
    """Public IPv4 of the tasks."""
    if not _on_fargate(view, _strategy(view)):
        return
    flag = view.flag("networkConfiguration.assignPublicIp")
    if flag is not False:
        count = Span.between(0, 1) if isinstance(flag, Unknown) else ONE
        yield view.hourly("Public IPv4", "vpc.public-ipv4", tasks=_tasks(view), addresses=count)


@price("aws:ecs/cluster:Cluster")
def insights(view: View) -> Items:
    """Container Insights."""
    for setting in view.blocks("settings"):
        if setting.text("name") != "containerInsights" or setting.text("value") == "disabled":
            continue
        enhanced = setting.text("value") == "enhanced"
        row = "cloudwatch.metric/container-insights-enhanced" if enhanced else "cloudwatch.metric"
        yield view.metered("Container Insights, metrics", row, "insightMetrics")
        return
    yield Free("charged by its tasks and instances")


@price("aws:eks/cluster:Cluster")
def cluster(view: View) -> Items:
    """Control plane."""
    version = view.value("version")
    if isinstance(version, Unknown):
        raise Undecided("version is not known before deployment: extended support costs six times as much")
    years = support.years_extended(support.EKS, str(version), view.context.on) if version is not None else 0
    if years and view.text("upgradePolicy.supportType", "EXTENDED") == "EXTENDED":
        yield view.hourly(f"Control plane {version}, extended support", "eks.cluster/extended", clusters=1)
    else:
        yield view.hourly("Control plane", "eks.cluster", clusters=1)
    if view.flag("computeConfig.enabled") is not False:
        raise Unpriced("EKS Auto Mode brings instances and a management fee that no input tells")


NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"


def _nodes(view: View) -> Span:
    """Return the node count at its desired size; a scaler in the cluster may use the whole range."""
    least, most = view.number("scalingConfig.minSize"), view.number("scalingConfig.maxSize")
    desired = view.number("scalingConfig.desiredSize", least)
    return compute.scaled(least, desired, most, scales=True)


@price(NODE_GROUP)
def nodes(view: View) -> Items:
    """Nodes."""
    types = view.value("instanceTypes")
    if isinstance(types, list) and types:
        chosen = tuple(view.text(f"instanceTypes.{position}") for position in range(len(types)))
    elif view.given("launchTemplate"):
        chosen = (compute.template_of(view, "launchTemplate").text("instanceType"),)
    else:
        chosen = (view.text("instanceTypes", "t3.medium"),)
    row, choice = compute.choice(view, chosen)
    spot = compute.SPOT if view.text("capacityType", "ON_DEMAND") == "SPOT" else ONE
    yield view.hourly("Nodes", row, nodes=_nodes(view), factors={"Spot": spot, "Choice of types": choice})


@price(NODE_GROUP)
def node_volumes(view: View) -> Items:
    """Disks of the nodes."""
    if view.given("launchTemplate"):
        yield from compute.mapped_volumes(view, compute.template_of(view, "launchTemplate"), _nodes(view))
        return
    kind = "gp2" if view.text("amiType", "AL2023_x86_64_STANDARD").startswith("AL2_") else "gp3"
    size = view.number("diskSize", NODE_DISK)
    yield view.charge("Disks of the nodes: storage", f"ebs.storage/{kind}", nodes=_nodes(view), gigabytes=size)


@price("aws:eks/fargateProfile:FargateProfile")
def pods(view: View) -> Items:
    """Pods on Fargate."""
    yield view.metered("Fargate vCPU of the pods", "fargate.vcpu/x86_64", "averageVcpus", hours=730)
    yield view.metered("Fargate memory of the pods", "fargate.memory/x86_64", "averageMemoryGb", hours=730)


@price("aws:eks/addon:Addon")
def addons(view: View) -> Items:
    """Add-ons."""
    if view.text("addonName") == "amazon-cloudwatch-observability":
        raise Unpriced("Container Insights of EKS are billed by observations and logs, which have no row")
    yield Free("an add-on of EKS; what it makes is charged by itself")


@price("aws:ecr/repository:Repository", "aws:ecrpublic/repository:Repository")
def images(view: View) -> Items:
    """Images."""
    yield view.metered("Images", "ecr.storage", "storageGb")


free("charged by its tasks and instances", PROVIDERS, TASK)
free("charged with its Auto Scaling group", "aws:ecs/capacityProvider:CapacityProvider")
free("a setting", "aws:ecs/accountSettingDefault:AccountSettingDefault", "aws:ecs/tag:Tag")
free(
    "no charge of its own",
    "aws:eks/accessEntry:AccessEntry",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    "aws:eks/identityProviderConfig:IdentityProviderConfig",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    "aws:ecr/replicationConfiguration:ReplicationConfiguration",
    "aws:servicediscovery/httpNamespace:HttpNamespace",
)
not_priced(
    "no row with evidence yet",
    "aws:ecs/taskSet:TaskSet",
    "aws:apprunner/service:Service",
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
    "aws:servicediscovery/service:Service",
    "aws:batch/computeEnvironment:ComputeEnvironment",
)
