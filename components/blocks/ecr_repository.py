"""EcrRepository: a private registry for the images of one service."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import ecr

from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, document
from components.names import physical_name
from components.settings.ecr_repository import EcrRepositorySettings

PULL_ACTIONS = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
PUSH_ACTIONS = (
    *PULL_ACTIONS,
    "ecr:CompleteLayerUpload",
    "ecr:DescribeImages",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
)


@dataclass(frozen=True, kw_only=True)
class EcrRepositoryArgs:
    """What a repository is built from."""

    settings: EcrRepositorySettings
    stack: StackContext
    region: str | None = None
    """Region of the repository; None is the stack's."""


class EcrRepository(Component):
    """A repository whose tags are immutable, whose images are scanned, and which removes old ones."""

    url: pulumi.Output[str]
    """What images are named by: `<url>:<tag>`."""
    arn: pulumi.Output[str]
    repository_name: pulumi.Output[str]

    def __init__(self, name: str, args: EcrRepositoryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        settings = args.settings
        repository = ecr.Repository(
            f"{name}-repository",
            # Pipelines push to it, so its name is the same in every life of the stack.
            name=physical_name(args.stack.project, args.stack.stack, name, limit=256),
            image_scanning_configuration={"scan_on_push": settings.scan_on_push},
            encryption_configurations=[{"encryption_type": "AES256"}],
            force_delete=settings.force_delete,
            region=args.region,
            **_mutability(settings.mutable_tags),
            opts=self.child(),
        )
        self.url, self.arn, self.repository_name = repository.repository_url, repository.arn, repository.name
        ecr.LifecyclePolicy(
            f"{name}-lifecycle",
            repository=repository.name,
            policy=json.dumps({"rules": lifecycle_rules(settings)}),
            region=args.region,
            opts=self.child(),
        )
        if settings.pull_accounts:
            ecr.RepositoryPolicy(
                f"{name}-policy",
                repository=repository.name,
                policy=document(_pull_from(settings.pull_accounts)),
                region=args.region,
                opts=self.child(),
            )
        self.publish(url=self.url, arn=self.arn, repository_name=self.repository_name)

    def grant_pull(self) -> Statement:
        """Return the statement that lets a role pull the images."""
        return allow(PULL_ACTIONS, [self.arn])

    def grant_push(self) -> Statement:
        """Return the statement that lets a role, such as that of a pipeline, push images."""
        return allow(PUSH_ACTIONS, [self.arn])


def lifecycle_rules(settings: EcrRepositorySettings) -> list[Mapping[str, Any]]:
    """Return the rules of a repository's lifecycle: AWS applies them in the order of their priority."""
    return [
        {
            "rulePriority": 1,
            "description": f"Images without a tag go after {settings.untagged_days} days",
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": settings.untagged_days,
            },
            "action": {"type": "expire"},
        },
        {
            "rulePriority": 2,
            "description": f"The newest {settings.keep_images} images stay",
            "selection": {
                "tagStatus": "any",
                "countType": "imageCountMoreThan",
                "countNumber": settings.keep_images,
            },
            "action": {"type": "expire"},
        },
    ]


def _mutability(mutable_tags: Sequence[str]) -> dict[str, Any]:
    if not mutable_tags:
        return {"image_tag_mutability": "IMMUTABLE"}
    return {
        "image_tag_mutability": "IMMUTABLE_WITH_EXCLUSION",
        "image_tag_mutability_exclusion_filters": [
            {"filter": tag, "filter_type": "WILDCARD"} for tag in sorted(mutable_tags)
        ],
    }


def _pull_from(accounts: Sequence[str]) -> Statement:
    # The policy of a repository speaks of that repository alone; it takes no Resource.
    statement = allow(PULL_ACTIONS, [], sid="Pull", principal={"AWS": sorted(accounts)})
    return {key: value for key, value in statement.items() if key != "Resource"}
