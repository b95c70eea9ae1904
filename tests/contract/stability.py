"""What happened to the resources of a stack between two syntheses: nothing, but for lists that are of everything."""

from __future__ import annotations

from simulator import facts
from synthesis.model import Resource, Synthesis
from tests.support.alarms import rules

LISTS_ALL = {
    "aws:autoscaling/group:Group": {"vpcZoneIdentifiers"},
    # What a distribution does with paths, hosts and errors is one list of all that it serves.
    "aws:cloudfront/distribution:Distribution": {"customErrorResponses", "orderedCacheBehaviors", "origins"},
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": {"alarmRule"},
    "aws:cloudwatch/dashboard:Dashboard": {"dashboardBody"},
    "aws:cloudwatch/queryDefinition:QueryDefinition": {"logGroupNames"},
    "aws:ec2/networkAcl:NetworkAcl": {"subnetIds"},
    "aws:ec2/vpcEndpoint:VpcEndpoint": {"routeTableIds", "subnetIds"},
    "aws:ecs/service:Service": {"networkConfiguration"},
    "aws:elasticache/serverlessCache:ServerlessCache": {"subnetIds"},
    "aws:elasticache/subnetGroup:SubnetGroup": {"subnetIds"},
    "aws:lambda/function:Function": {"vpcConfig"},
    "aws:lb/loadBalancer:LoadBalancer": {"subnets"},
    "aws:rds/subnetGroup:SubnetGroup": {"subnetIds"},
    "aws:xray/group:Group": {"filterExpression"},
}
"""Inputs that are lists of everything of a kind: they grow when something is added."""


def disturbed(before: Synthesis, after: Synthesis) -> list[str]:
    """Return what happened to resources that were there before, beyond lists that grew in place."""
    found = []
    for old in before.resources:
        new = after.by_urn.get(old.urn)
        if new is None:
            found.append(f"{old.urn} is gone")
        elif old.custom:
            found += [f"{old.type} {old.name}: {change}" for change in _changes(old, new)]
    return found


def _changes(old: Resource, new: Resource) -> list[str]:
    replacing = facts.of(old.type).replace
    found = []
    for key in sorted({*old.inputs, *new.inputs}):
        value, changed = old.inputs.get(key), new.inputs.get(key)
        if value == changed:
            continue
        if key not in LISTS_ALL.get(old.type, ()):
            found.append(f"{key} changed from {value} to {changed}")
        elif key in replacing:
            found.append(f"{key} grew, which replaces it")
        elif key == "alarmRule" and not rules.names(value) <= rules.names(changed):
            found.append(f"{key} lost {sorted(rules.names(value) - rules.names(changed))}")
    return found
