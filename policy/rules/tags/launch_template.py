"""What a launch template starts is tagged."""

from __future__ import annotations

from collections.abc import Iterator

from finops.tags import missing_keys
from policy.accessor import UNKNOWN, Resource
from policy.rule import Answer, Undecided, resource_rule
from policy.tags import tag_map

NEEDED = ("instance", "volume")


@resource_rule(
    id="TAG-008",
    name="launch-template-tags",
    title="A launch template tags the instances and the volumes that it starts",
    severity="high",
    rationale="Default tags and `tags=` tag the template itself. Volumes get tags from nowhere else.",
    fix="Give `tag_specifications` for `instance` and for `volume` with all mandatory tags. Quoin's "
    "AutoScalingService does.",
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-launch-template.html",
    types=("aws:ec2/launchTemplate:LaunchTemplate",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Look at the specification of each kind of resource."""
    specifications = {}
    for index, item in enumerate(resource.list("tagSpecifications")):
        kind = item.get("resourceType") if isinstance(item, dict) else UNKNOWN
        if kind is UNKNOWN or not isinstance(item, dict):
            yield Undecided(f"tagSpecifications[{index}]")
            return
        specifications[kind] = tag_map(item.get("tags"))
    for kind in NEEDED:
        tags = specifications.get(kind)
        missing = missing_keys(tags.values if tags else {})
        if missing and tags and not tags.complete:
            yield Undecided(f"tagSpecifications of {kind}")
        elif missing:
            yield f"Tags missing for {kind}s: {', '.join(missing)}."
