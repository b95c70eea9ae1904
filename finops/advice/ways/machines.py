"""The same vCPU and memory for less: a newer generation, AMD, Graviton; arm64 for Fargate and Lambda."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from finops.advice.case import Case, Effect
from finops.advice.model import Advice
from finops.advice.text import advice as of_effect
from finops.advice.text import replaced, setting
from finops.estimate.aws.data_stores import CACHE_CLUSTER, REPLICATION, SEARCH
from finops.estimate.resource import Resource
from finops.prices import NotPriced
from finops.specs import Spec, equals, spec

TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
FUNCTION = "aws:lambda/function:Function"
DIFFERENT_PROCESSOR = "the software runs on arm64: images, packages and native extensions are built for it"


@dataclass(frozen=True)
class _Kind:
    """Where a type of resource names its machine, and how the price book does."""

    path: str
    row: str
    """Prefix of the rows; {engine} stands for the resource's engine."""
    before: str = ""
    after: str = ""
    """What stands in front of an EC2 type's name, and behind it."""
    key: str = "instanceType"
    """Name of the setting in a stack file."""
    managed: bool = True
    """Whether AWS runs the software: then the processor does not matter to it."""


_EC2 = _Kind("instanceType", "ec2.instance", managed=False)
_KINDS: Mapping[str, _Kind] = {
    "aws:ec2/instance:Instance": _EC2,
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": _EC2,
    TEMPLATE: _EC2,
    "aws:eks/nodeGroup:NodeGroup": _Kind("instanceTypes.0", "ec2.instance", managed=False),
    "aws:rds/instance:Instance": _Kind("instanceClass", "rds.instance/{engine}", "db.", key="instanceClass"),
    "aws:rds/clusterInstance:ClusterInstance": _Kind("instanceClass", "aurora.instance", "db.", key="instanceClass"),
    "aws:docdb/clusterInstance:ClusterInstance": _Kind("instanceClass", "docdb.instance", "db."),
    REPLICATION: _Kind("nodeType", "elasticache.node/redis", "cache.", key="nodeType"),
    CACHE_CLUSTER: _Kind("nodeType", "elasticache.node/{engine}", "cache.", key="nodeType"),
    **dict.fromkeys(SEARCH, _Kind("clusterConfig.instanceType", "opensearch.instance", after=".search")),
}


def advice(case: Case) -> Iterator[Advice]:
    """Propose the cheapest equal of the same architecture, and that of the other one where it is cheaper still."""
    yield from _types(case, same=True)
    yield from _types(case, same=False)
    for effect in case.effects(_arm_task):
        how = setting(effect.owner, "architecture", "ARM64", "runtimePlatform.cpuArchitecture ARM64 in the task")
        yield of_effect("machines/fargate-arm64", "Fargate on Graviton", effect, conditions=[_ARM], how=[how])
    for effect in case.effects(_arm_function):
        how = f"in the program: architectures [arm64] for {effect.owner.name}"
        yield of_effect("machines/lambda-arm64", "Lambda on Graviton", effect, conditions=[_ARM], how=[how])


_ARM = DIFFERENT_PROCESSOR


def _types(case: Case, *, same: bool) -> Iterator[Advice]:
    better = {id(one): found for one in case.resources if (found := _better(case, one, same=same))}

    def change(one: Resource) -> Mapping[str, Any] | None:
        if id(one) not in better:
            return None
        path = _KINDS[one.type].path
        return replaced(one.inputs, path, better[id(one)][1])

    for effect in case.effects(change):
        source = _source(case, effect, better)
        if source is None:
            continue
        old, new, target = better[id(source)][2], better[id(source)][1], better[id(source)][3]
        kind = _KINDS[source.type]
        crossing = target.architecture != old.architecture and not kind.managed
        way = "graviton" if target.architecture == "arm64" and old.architecture != "arm64" else "newer"
        yield of_effect(
            f"machines/{way}",
            f"{new} instead of {better[id(source)][0]}",
            effect,
            arithmetic=[f"both have {old.vcpus} vCPU and {old.memory / 1024:g} GiB of memory"],
            conditions=[DIFFERENT_PROCESSOR] if crossing else [],
            how=[setting(effect.owner, kind.key, new, f"{kind.path} {new}")],
        )


_Better = tuple[str, str, Spec, Spec]


def _better(case: Case, one: Resource, *, same: bool) -> _Better | None:
    """Return the type as it is and the cheapest equal: of the same architecture, or the other if that is cheaper."""
    kind = _KINDS.get(one.type)
    name = None if kind is None else _read(one.inputs, kind.path)
    if kind is None or not isinstance(name, str):
        return None
    bare = name.removeprefix(kind.before).removesuffix(kind.after)
    own = spec(bare)
    prices = _prices(case, kind, one, [bare, *(other.type for other in equals(bare))])
    if own is None or bare not in prices:
        return None
    alike = [other for other in equals(bare) if other.type in prices and other.architecture == own.architecture]
    foreign = [other for other in equals(bare) if other.type in prices and other.architecture != own.architecture]
    cheapest = min([prices[bare], *(prices[other.type] for other in alike)]) if not same else prices[bare]
    chosen = [other for other in (alike if same else foreign) if prices[other.type] < cheapest]
    if not chosen:
        return None
    # Equal prices: the newest generation.
    best = min(chosen, key=lambda other: (prices[other.type], -other.generation, other.type))
    return name, f"{kind.before}{best.type}{kind.after}", own, best


def _prices(case: Case, kind: _Kind, one: Resource, types: list[str]) -> dict[str, Any]:
    """Return the prices of the types that the book of the resource's region has."""
    where = one.inputs.get("region") or one.region or case.region
    try:
        book = case.books(where)
    except (NotPriced, TypeError):
        return {}
    row = kind.row.format(engine=one.inputs.get("engine"))
    found = {type_: book.find(f"{row}/{kind.before}{type_}{kind.after}") for type_ in types}
    return {type_: priced.price for type_, priced in found.items() if priced is not None}


def _read(inputs: Mapping[str, Any], path: str) -> Any:
    value: Any = inputs
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if len(value) == 1 else None  # a choice of types is somebody's own balance
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _source(case: Case, effect: Effect, better: Mapping[int, _Better]) -> Resource | None:
    """Return the changed resource behind an effect: the owner itself, or the launch template that it uses."""
    own = case.resource(effect.owner)
    if id(own) in better:
        return own
    for path in ("launchTemplate.id", "launchTemplate.name", "launchTemplate.version"):
        template = case.graph.referred(own, path, TEMPLATE)
        if template is not None and id(template) in better:
            return template
    return None


def _arm_task(one: Resource) -> Mapping[str, Any] | None:
    if one.type != TASK or _read(one.inputs, "runtimePlatform.cpuArchitecture") not in (None, "X86_64"):
        return None
    if _read(one.inputs, "runtimePlatform.operatingSystemFamily") not in (None, "LINUX"):
        return None
    return replaced(one.inputs, "runtimePlatform.cpuArchitecture", "ARM64")


def _arm_function(one: Resource) -> Mapping[str, Any] | None:
    x86 = one.type == FUNCTION and one.inputs.get("architectures") in (None, [], ["x86_64"], "x86_64")
    return replaced(one.inputs, "architectures", ["arm64"]) if x86 else None
