"""What the instance scheduler may do, in the stack's account and in those whose roles it takes.

Every statement is limited to the regions that are looked after. What changes something is limited to resources that
carry the name of one of the schedules, and, within the scope `stack`, the stack's tags. It may write three tags, and no
other. `Resource: "*"` stands where AWS knows no resource for a call: calls that list things.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pulumi

from components.iam import Statement, allow
from components.settings.instance_scheduler import InstanceSchedulerSettings
from functions.instance_scheduler.decision import CAPACITY_TAG, ERROR_TAG, STATE_TAG
from functions.instance_scheduler.names import SNAPSHOTS

Arn = Callable[[str], pulumi.Input[str]]
"""Takes the end of an ARN, from its service on and without region and account: `rds|db:*`."""

OWN_TAGS = (STATE_TAG, ERROR_TAG, CAPACITY_TAG)

_LISTS: Mapping[str, tuple[str, ...]] = {
    "ec2": ("ec2:DescribeInstances",),
    "autoscaling": ("autoscaling:DescribeAutoScalingGroups",),
    "rds": ("rds:DescribeEvents",),
    "rds-cluster": ("rds:DescribeEvents",),
    "ecs": ("tag:GetResources", "ecs:DescribeTaskDefinition", "application-autoscaling:DescribeScalableTargets"),
    "eks": ("tag:GetResources",),
    "redshift": ("redshift:DescribeClusters",),
}
"""Calls that know no resource: AWS takes them on `*` only."""
_READS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "rds": (("rds:DescribeDBInstances",), ("rds|db:*",)),
    "rds-cluster": (("rds:DescribeDBClusters", "rds:DescribeDBInstances"), ("rds|cluster:*", "rds|db:*")),
    "ecs": (("ecs:DescribeServices",), ("ecs|service/*",)),
    "eks": (("eks:DescribeNodegroup",), ("eks|nodegroup/*",)),
}
_ACTS: Mapping[str, tuple[str, ...]] = {
    "ec2": ("ec2:StartInstances", "ec2:StopInstances"),
    "autoscaling": ("autoscaling:UpdateAutoScalingGroup",),
    "rds": ("rds:StartDBInstance", "rds:StopDBInstance"),
    "rds-cluster": ("rds:StartDBCluster", "rds:StopDBCluster"),
    "ecs": ("ecs:UpdateService",),
    "eks": ("eks:UpdateNodegroupConfig",),
    "redshift": ("redshift:PauseCluster", "redshift:ResumeCluster"),
}
_TAGS: Mapping[str, tuple[str, ...]] = {
    "ec2": ("ec2:CreateTags", "ec2:DeleteTags"),
    "autoscaling": ("autoscaling:CreateOrUpdateTags", "autoscaling:DeleteTags"),
    "rds": ("rds:AddTagsToResource", "rds:RemoveTagsFromResource"),
    "rds-cluster": ("rds:AddTagsToResource", "rds:RemoveTagsFromResource"),
    "ecs": ("ecs:TagResource", "ecs:UntagResource"),
    "eks": ("eks:TagResource", "eks:UntagResource"),
    "redshift": ("redshift:CreateTags", "redshift:DeleteTags"),
}
_RESOURCES: Mapping[str, str] = {
    "ec2": "ec2|instance/*",
    "autoscaling": "autoscaling|autoScalingGroup:*:autoScalingGroupName/*",
    "rds": "rds|db:*",
    "rds-cluster": "rds|cluster:*",
    "ecs": "ecs|service/*",
    "eks": "eks|nodegroup/*",
    "redshift": "redshift|cluster:*",
}


def statements(
    settings: InstanceSchedulerSettings, scope: Mapping[str, str], regions: Sequence[str], arn: Arn
) -> list[Statement]:
    """Return what the scheduler may do in one account; `arn` makes the ARNs of that account."""
    kinds = sorted(settings.kinds)
    here: dict[str, Any] = {"StringEquals": {"aws:RequestedRegion": list(regions)}}
    scoped = {f"aws:ResourceTag/{key}": value for key, value in sorted(scope.items())}
    scheduled = {
        "StringEquals": {
            **here["StringEquals"],
            "aws:ResourceTag/Schedule": sorted(settings.all_schedules),
            **scoped,
        }
    }
    # An error is written on what names a schedule that there is not, too: so any name will do here.
    tagged = {
        "StringEquals": {**here["StringEquals"], **scoped},
        "Null": {"aws:ResourceTag/Schedule": "false", "aws:TagKeys": "false"},
        "ForAllValues:StringEquals": {"aws:TagKeys": list(OWN_TAGS)},
    }
    resources = [arn(_RESOURCES[kind]) for kind in kinds]
    found = [
        allow(_of(_LISTS, kinds), ["*"], sid="List", condition=here),
        allow(_of(_ACTS, kinds), resources, sid="StartAndStop", condition=scheduled),
        allow(_of(_TAGS, kinds), resources, sid="Mark", condition=tagged),
    ]
    reads = sorted({(action, end) for kind in kinds for action, end in _read(kind)})
    if reads:
        actions, ends = sorted({action for action, _ in reads}), sorted({end for _, end in reads})
        found.append(allow(actions, [arn(end) for end in ends], sid="Read", condition=here))
    found += _scaling(kinds, here, arn)
    if any(schedule.snapshots for schedule in settings.all_schedules.values()):
        found += _snapshots(kinds, here, scheduled, arn)
    if "ec2" in kinds and settings.key_arns:
        granted = {**here, "Bool": {"kms:GrantIsForAWSResource": "true"}}
        found.append(allow(["kms:CreateGrant"], settings.key_arns, sid="OpenVolumes", condition=granted))
    return found


def _of(table: Mapping[str, tuple[str, ...]], kinds: Sequence[str]) -> list[str]:
    return sorted({action for kind in kinds for action in table.get(kind, ())})


def _read(kind: str) -> list[tuple[str, str]]:
    actions, ends = _READS.get(kind, ((), ()))
    return [(action, end) for action in actions for end in ends]


def _scaling(kinds: Sequence[str], here: Mapping[str, Any], arn: Arn) -> list[Statement]:
    """Return what holds the auto scaling of ECS services still. Targets carry no tags: their kind is the limit."""
    if "ecs" not in kinds:
        return []
    limit = {
        **here["StringEquals"],
        "application-autoscaling:service-namespace": "ecs",
        "application-autoscaling:scalable-dimension": "ecs:service:DesiredCount",
    }
    action, target = "application-autoscaling:RegisterScalableTarget", "application-autoscaling|scalable-target/*"
    return [allow([action], [arn(target)], sid="HoldScaling", condition={"StringEquals": limit})]


def _snapshots(
    kinds: Sequence[str], here: Mapping[str, Any], scheduled: Mapping[str, Any], arn: Arn
) -> list[Statement]:
    """Return what makes snapshots before a stop and deletes the oldest: its own, which their names tell."""
    found: list[Statement] = []
    if "rds" in kinds:
        own = arn(f"rds|snapshot:{SNAPSHOTS}-*")
        found += [
            # The stop makes the snapshot: AWS asks for this action on the snapshot as well.
            allow(["rds:StopDBInstance", "rds:DeleteDBSnapshot"], [own], sid="Snapshots", condition=here),
            allow(["rds:DescribeDBSnapshots"], [arn("rds|db:*"), arn("rds|snapshot:*")], sid="Kept", condition=here),
        ]
    if "rds-cluster" in kinds:
        own = arn(f"rds|cluster-snapshot:{SNAPSHOTS}-*")
        create, describe = "rds:CreateDBClusterSnapshot", "rds:DescribeDBClusterSnapshots"
        listed = [arn("rds|cluster:*"), arn("rds|cluster-snapshot:*")]
        found += [
            allow([create], [arn("rds|cluster:*")], sid="OfClusters", condition=scheduled),
            allow([create, "rds:DeleteDBClusterSnapshot"], [own], sid="ClusterSnapshots", condition=here),
            allow([describe], listed, sid="KeptOfClusters", condition=here),
        ]
    return found
