"""SiteContent: the files of a folder as objects of a bucket, with content types and cache headers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pulumi
from pulumi_aws import s3

from components.blocks.bucket import Bucket
from components.blocks.site_files import SiteFile, release_of, site_files
from components.component import Component

MOST_FILES = 2_000
"""Files that a stack may hold. Each is a resource of its own; above, a preview takes longer than a pipeline's
copy."""


@dataclass(frozen=True, kw_only=True)
class SiteContentArgs:
    """What the content is built from."""

    bucket: Bucket
    """Bucket that the files go to."""
    folder: Path
    """Folder of the files, relative to the project."""


class SiteContent(Component):
    """The files of a folder in a bucket, one resource per file, named by its path."""

    release: str
    """Id of the content: changes when a file, its type or its cache header does."""
    keys: frozenset[str]
    """Keys of the objects."""

    def __init__(self, name: str, args: SiteContentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        files = _files(args.folder)
        self.release, self.keys = release_of(files), frozenset(file.key for file in files)
        for file in files:
            s3.BucketObjectv2(
                f"{name}/{file.key}",
                bucket=args.bucket.bucket,
                key=file.key,
                source=pulumi.FileAsset(file.path.as_posix()),
                content_type=file.content_type,
                cache_control=file.cache_control,
                opts=self.child(),
            )
        self.publish(release=self.release)


def _files(folder: Path) -> list[SiteFile]:
    try:
        files = site_files(folder)
    except ValueError as error:
        raise pulumi.RunError(f"the content of a site is missing: {error}. Paths start at the project.") from None
    if len(files) > MOST_FILES:
        raise pulumi.RunError(
            f"{folder.as_posix()} holds {len(files)} files, a stack takes {MOST_FILES}. Set `content: null` and let a "
            "pipeline copy the files (`aws s3 sync`), then invalidate the distribution."
        )
    return files
