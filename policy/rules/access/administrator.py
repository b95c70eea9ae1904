"""No policy grants everything."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import UNKNOWN, Resource, parse_json
from policy.documents import administrator_statements
from policy.rule import Answer, Undecided, resource_rule


@resource_rule(
    id="IAM-002",
    name="no-administrator-policy",
    title="No policy allows every action on every resource",
    severity="high",
    rationale="Whoever takes over such a role takes over the account.",
    fix="Name the actions and the ARNs: every Quoin block offers statements for its own resources (`grant_...`).",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    frameworks=("FSBP IAM.1", "CIS 3.0.0 1.16"),
    types=(
        "aws:iam/policy:Policy",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/userPolicy:UserPolicy",
        "aws:iam/groupPolicy:GroupPolicy",
        "aws:iam/role:Role",
    ),
    on_unknown="pass",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Read the policy, and those written into a role."""
    documents = [("policy", resource.json("policy"))]
    inline = resource.get("inlinePolicies")
    for index, item in enumerate(inline if isinstance(inline, list) else []):
        text = item.get("policy") if isinstance(item, dict) else UNKNOWN
        documents.append((f"inlinePolicies[{index}]", parse_json(text)))
    for path, document in documents:
        if document is UNKNOWN:
            yield Undecided(path)
        for name in administrator_statements(document):
            yield f"{name} of {path} allows every action on every resource."
