"""ECS tasks inherit tags."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="TAG-010",
    name="ecs-task-tags",
    title="An ECS service hands tags on to its tasks",
    severity="medium",
    rationale="Fargate bills tasks; without tags their cost cannot be told apart.",
    fix="Set `propagate_tags` to SERVICE (or TASK_DEFINITION) on the service.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html",
    frameworks=("Well-Architected COST03-BP02",),
    types=("aws:ecs/service:Service",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Demand one of the two sources of tags."""
    if resource.need("propagateTags") not in ("SERVICE", "TASK_DEFINITION"):
        yield "propagateTags is neither SERVICE nor TASK_DEFINITION."
