"""Spot: what may be interrupted takes AWS's spare capacity. The price moves, so the saving is a range from nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from finops.advice.case import Case, Effect, total
from finops.advice.model import Advice
from finops.advice.text import replaced, saves, setting, steps
from finops.estimate.compute import SPOT
from finops.estimate.resource import Resource
from finops.estimate.span import Span

GROUP = "aws:autoscaling/group:Group"
NODES = "aws:eks/nodeGroup:NodeGroup"
SERVICE = "aws:ecs/service:Service"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_CONDITIONS = (
    "the work stands an interruption with two minutes' notice, and starts again by itself",
    "Spot is never dearer than on demand; what it costs on a day nobody can tell before",
)


def advice(case: Case) -> Iterator[Advice]:
    """Propose Spot for what scales: groups, node groups and Fargate services that are on demand as a whole."""
    for effect in case.effects(lambda one: _changed(case, one)):
        fargate = effect.owner.type == SERVICE
        how = (
            "in the program: capacityProviderStrategies [FARGATE_SPOT]"
            if fargate
            else setting(
                effect.owner, "spot", "{share: 100, onDemandBase: 0}", "capacityType SPOT, or a mixed instances policy,"
            )
        )
        saving = _range(effect)
        yield Advice(
            "spot/fargate" if fargate else "spot/group",
            "Fargate Spot" if fargate else "Spot instances",
            effect.owner,
            saving,
            (*steps(effect)[:-1], saves(saving)),
            _CONDITIONS,
            (how,),
        )


def _range(effect: Effect) -> Span:
    """Return from nothing, on the dearest day, to the greatest discount of the greatest size."""
    before, after = total(effect.before), total(effect.after)
    share = after.low / before.low if before.low else SPOT.low
    return Span.between(0, before.high * (1 - share), 0)


def _changed(case: Case, one: Resource) -> Mapping[str, Any] | None:
    inputs = one.inputs
    if one.type == NODES and inputs.get("capacityType", "ON_DEMAND") == "ON_DEMAND":
        return {**inputs, "capacityType": "SPOT"}
    if one.type == SERVICE and not inputs.get("capacityProviderStrategies") and inputs.get("launchType") == "FARGATE":
        rest = {key: value for key, value in inputs.items() if key != "launchType"}
        return {**rest, "capacityProviderStrategies": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}
    if one.type == GROUP and not inputs.get("mixedInstancesPolicy"):
        return _mixed(case, one)
    return None


def _mixed(case: Case, one: Resource) -> Mapping[str, Any] | None:
    """Return a group with a mixed instances policy that is Spot as a whole, for the template that it has."""
    template = case.graph.referred(one, "launchTemplate.id", TEMPLATE)
    if template is None or template.inputs.get("instanceMarketOptions"):
        return None
    given = one.inputs["launchTemplate"]
    block = given[0] if isinstance(given, list) else given
    rest = {key: value for key, value in one.inputs.items() if key != "launchTemplate"}
    path = "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateId"
    mixed = replaced(rest, path, f"${{{template.name}}}" if not isinstance(block.get("id"), str) else block["id"])
    return replaced(
        mixed,
        "mixedInstancesPolicy.instancesDistribution",
        {"onDemandBaseCapacity": 0, "onDemandPercentageAboveBaseCapacity": 0},
    )
