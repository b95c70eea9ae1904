"""File systems are encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="ENC-005",
    name="file-system-encrypted",
    title="EFS file systems are encrypted at rest",
    severity="high",
    rationale="Encryption cannot be switched on later without copying the file system.",
    fix="Set `encrypted=True`.",
    url="https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html",
    frameworks=("FSBP EFS.1", "CIS 3.0.0 2.4.1"),
    types=("aws:efs/fileSystem:FileSystem",),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Demand the flag."""
    if not resource.flag("encrypted"):
        yield "encrypted is off."
