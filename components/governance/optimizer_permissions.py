"""What the cost optimizer may read, check by check, in the stack's account and in those whose roles it takes.

Nearly all of it stands on `*`: AWS knows no resource for calls that list things, and whoever looks for waste cannot
name it beforehand. It is limited to the regions that are looked at. Nothing here changes or opens anything: no content
of a bucket, log or table can be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from components.iam import Statement, allow
from components.settings.cost_optimizer import CostOptimizerSettings

GLOBAL_REGION = "us-east-1"
"""Where Cost Explorer and the Cost Optimization Hub answer for all regions."""

_METRICS = "cloudwatch:GetMetricData"
REGIONAL: Mapping[str, tuple[str, ...]] = {
    "volumes": ("ec2:DescribeVolumes",),
    "addresses": ("ec2:DescribeAddresses",),
    "snapshots": ("ec2:DescribeSnapshots", "ec2:DescribeImages"),
    "logs": ("logs:DescribeLogGroups",),
    "load-balancers": ("elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTags", _METRICS),
    "nat-gateways": ("ec2:DescribeNatGateways", _METRICS),
    "instances": ("ec2:DescribeInstances", "ec2:DescribeVolumes"),
    "buckets": (_METRICS,),
    "compute-optimizer": (
        "compute-optimizer:GetEnrollmentStatus",
        "compute-optimizer:GetEC2InstanceRecommendations",
        "ec2:DescribeInstances",  # Compute Optimizer asks for it on the caller's behalf
    ),
}
GLOBAL: Mapping[str, tuple[str, ...]] = {
    "compute-optimizer": ("cost-optimization-hub:ListEnrollmentStatuses",),
    "cost-optimization-hub": (
        "cost-optimization-hub:ListEnrollmentStatuses",
        "cost-optimization-hub:ListRecommendations",
    ),
    "untagged-spend": ("ce:GetCostAndUsage",),
}


def statements(settings: CostOptimizerSettings, regions: Sequence[str], partition: str = "aws") -> Iterator[Statement]:
    """Yield what the optimizer may do in one account."""
    regional, everywhere = _of(settings, REGIONAL), _of(settings, GLOBAL)
    if regional:
        here = {"StringEquals": {"aws:RequestedRegion": sorted(regions)}}
        yield allow(regional, ["*"], sid="Look", condition=here)
    if everywhere:
        there = {"StringEquals": {"aws:RequestedRegion": GLOBAL_REGION}}
        yield allow(everywhere, ["*"], sid="LookEverywhere", condition=there)
    if "buckets" in settings.checks:
        yield allow(["s3:ListAllMyBuckets"], ["*"], sid="Buckets")
        settled = ["s3:GetLifecycleConfiguration", "s3:ListBucketMultipartUploads"]
        yield allow(settled, [f"arn:{partition}:s3:::*"], sid="BucketSettings")
        yield allow(["s3:ListMultipartUploadParts"], [f"arn:{partition}:s3:::*/*"], sid="Uploads")


def _of(settings: CostOptimizerSettings, table: Mapping[str, tuple[str, ...]]) -> list[str]:
    return sorted({action for check in settings.checks for action in table.get(check, ())})
