"""Settings of a registry for container images."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from components.settings.base import Section, by_profile
from components.settings.formats import text

TagFilter = Annotated[str, text(r"[A-Za-z0-9_.*-]{1,128}", "a tag or a pattern of tags such as latest or dev-*")]


class EcrRepositorySettings(Section):
    """An ECR repository: tags that never change their image, a scan of every push, old images removed.

    Storage costs USD 0.10 per GB and month (us-east-1 list price), so old images are worth removing.
    """

    mutable_tags: Annotated[list[TagFilter], Field(max_length=5)] = Field(default_factory=list)
    """Tags that may be moved to another image, such as `latest` or `dev-*`. All others are immutable: what a tag
    names today it names for ever, so a rollback brings back what ran before."""
    scan_on_push: bool = True
    """Scan every image for known vulnerabilities when it is pushed (basic scanning, free of charge)."""
    keep_images: Annotated[int, Field(ge=1, le=10_000)] = by_profile(development=10, staging=30, production=100)
    """Images that are kept; older ones are removed."""
    untagged_days: Annotated[int, Field(ge=1, le=365)] = by_profile(development=1, staging=7, production=14)
    """Days after which images without a tag are removed."""
    force_delete: bool = by_profile(development=True, staging=False, production=False)
    """Whether the repository goes with its images. Otherwise AWS refuses to delete one that is not empty."""
    pull_accounts: list[Annotated[str, text(r"\d{12}", "an AWS account id: 12 digits, in quotes")]] = Field(
        default_factory=list
    )
    """Further accounts that may pull, such as that of the next environment."""
