"""Off at night and at weekends: what a schedule saves on what can be stopped, and what goes on costing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from finops.advice.case import Case, total
from finops.advice.model import Advice
from finops.advice.schedule import WEEK, Schedule
from finops.advice.text import number, saves
from finops.estimate.charge import HOURS
from finops.estimate.figures import money
from finops.estimate.model import Line, Owner
from finops.estimate.resource import Resource

STOPS: Mapping[str, tuple[str, ...]] = {
    "aws:ec2/instance:Instance": ("ec2.instance", "ec2.detailed-monitoring", "vpc.public-ipv4"),
    "aws:autoscaling/group:Group": ("ec2.instance", "ec2.detailed-monitoring", "vpc.public-ipv4", "ebs."),
    "aws:eks/nodeGroup:NodeGroup": ("ec2.instance", "ebs."),
    "aws:ecs/service:Service": ("fargate.", "vpc.public-ipv4"),
    "aws:rds/instance:Instance": ("rds.instance",),
    "aws:rds/clusterInstance:ClusterInstance": ("aurora.instance", "aurora.acu"),
    "aws:redshift/cluster:Cluster": ("redshift.node",),
}
"""Price rows that end while a resource is off. A stopped instance keeps its volumes; a group has no instances then."""
TAG = "Schedule"
_RDS = "RDS starts a stopped database again after seven days; the scheduler stops it again"
_COUNTED = "the estimate and the gate count all 730 hours: nothing but the scheduler stops it"


def advice(case: Case) -> Iterator[Advice]:
    """Reckon the schedule that a resource carries, and propose one outside Production where there is none."""
    options = case.options
    for lines in case.lines.values():
        owner = lines[0].owner
        stops = [line for line in lines if line.row.startswith(STOPS.get(owner.type, ("-",))) and line.cost is not None]
        one = case.resource(owner)
        if not stops or one.inputs.get("replicateSourceDb"):
            continue
        named = schedule_name(one)
        if options.schedule:
            yield _advice(owner, lines, stops, options.schedule, carried=False)
        elif named in options.schedules:
            yield _advice(owner, lines, stops, replace(options.schedules[named], name=named), carried=True)
        elif named:
            text = f"the tag {TAG} names {named}, which is not defined: hours cannot be told"
            yield Advice(f"hours/{named}", f"Off by the schedule {named}", owner, None, (text,))
        elif options.environment != "Production" and options.schedules:
            proposed = options.schedules.get("business-hours") or next(iter(options.schedules.values()))
            yield _advice(owner, lines, stops, proposed, carried=False)


def _advice(owner: Owner, lines: tuple[Line, ...], stops: list[Line], schedule: Schedule, *, carried: bool) -> Advice:
    saving = total(stops) * ((HOURS - schedule.monthly) / HOURS)
    stays = [line for line in lines if line not in stops and line.cost is not None and line.cost.high > 0]
    on = number(schedule.monthly)
    arithmetic = [
        f"on {number(schedule.weekly)} of {WEEK} hours a week = {on} of {HOURS} hours a month",
        *(f"{line.label}: {money(line.cost)} × (1 - {on} / {HOURS})" for line in stops if line.cost is not None),
        *(f"goes on: {line.label}: {money(line.cost)}" for line in stays if line.cost is not None),
        saves(saving),
    ]
    workload = owner.component.partition("/")[0]
    how = f"quoin:workloads.{workload}.schedule: {schedule.name}" if workload else f"tag {TAG}: {schedule.name}"
    conditions = ["nobody needs it in the hours off", *([_RDS] if owner.type.startswith("aws:rds/") else [])]
    return Advice(
        f"hours/{schedule.name}",
        f"{'Follows' if carried else 'Off by'} the schedule {schedule.name}",
        owner,
        saving,
        tuple(arithmetic),
        (_COUNTED,) if carried else tuple(conditions),
        () if carried else (how,),
    )


def schedule_name(one: Resource) -> str:
    """Return the schedule that a resource's tags name; empty when there is none, or it is not known."""
    for key in ("tags", "tagsAll"):
        found = _tag(one.inputs.get(key))
        if found:
            return found
    return ""


def _tag(tags: Any) -> str:
    if isinstance(tags, Mapping):
        value = tags.get(TAG)
    else:
        items = tags if isinstance(tags, list) else []
        value = next((tag.get("value") for tag in items if isinstance(tag, Mapping) and tag.get("key") == TAG), None)
    return value if isinstance(value, str) else ""
