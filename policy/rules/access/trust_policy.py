"""No role trusts everybody."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import UNKNOWN, Resource
from policy.documents import public_statements
from policy.rule import Answer, Undecided, resource_rule


@resource_rule(
    id="IAM-003",
    name="trust-policy-not-public",
    title="No role can be taken by everybody",
    severity="critical",
    rationale="`Principal: *` in a trust policy hands the role's permissions to every AWS account.",
    fix="Name the service (`components.iam.assume_role('lambda.amazonaws.com')`) or the account in the trust policy.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    types=("aws:iam/role:Role",),
    on_unknown="pass",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Read the trust policy."""
    document = resource.json("assumeRolePolicy")
    if document is UNKNOWN:
        yield Undecided("assumeRolePolicy")
    for name in public_statements(document):
        yield f"{name} of the trust policy allows everybody."
