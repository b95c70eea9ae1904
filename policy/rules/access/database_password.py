"""Master passwords are managed by AWS."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import MISSING, Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="IAM-004",
    name="database-password-managed",
    title="No program sets the master password of a database",
    severity="medium",
    rationale="A password in a program is in its state, in its logs and in somebody's shell history, and "
    "nobody rotates it.",
    fix="Set `manage_master_user_password=True`: AWS makes the password, keeps it in Secrets Manager and rotates it.",
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
    frameworks=("Well-Architected SEC02-BP03",),
    types=(
        "aws:rds/instance:Instance",
        "aws:rds/cluster:Cluster",
        "aws:docdb/cluster:Cluster",
        "aws:redshift/cluster:Cluster",
    ),
    on_unknown="pass",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Look for a password, known or not; write-only ones (`passwordWo`) never reach the state."""
    if any(resource.get(name) is not MISSING for name in ("password", "masterPassword")):
        yield "The program sets the master password."
