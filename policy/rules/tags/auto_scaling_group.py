"""Instances of an Auto Scaling group inherit its tags."""

from __future__ import annotations

from collections.abc import Iterator

from finops.tags import MANDATORY
from policy.accessor import UNKNOWN, Resource
from policy.rule import Answer, Undecided, resource_rule
from policy.tags import AUTO_SCALING_GROUP


@resource_rule(
    id="TAG-007",
    name="tags-reach-group-instances",
    title="An Auto Scaling group hands its mandatory tags on to its instances",
    severity="high",
    rationale="Provider default tags do not reach the group, and tags of the group do not reach its instances, "
    "which cost the money.",
    fix="List every tag on the group with `propagate_at_launch=True`. Quoin's AutoScalingService does.",
    url="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html",
    types=(AUTO_SCALING_GROUP,),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Name the mandatory tags that are set but not handed on (TAG-001 names those that are not set at all)."""
    for index, item in enumerate(resource.list("tags")):
        key = item.get("key") if isinstance(item, dict) else None
        if key not in MANDATORY or not isinstance(item, dict):
            continue
        handed_on = item.get("propagateAtLaunch")
        if handed_on is UNKNOWN:
            yield Undecided(f"tags[{index}].propagateAtLaunch")
        elif handed_on is not True:
            yield f"Tag {key} is not propagated at launch."
