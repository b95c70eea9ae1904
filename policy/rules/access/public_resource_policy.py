"""No resource policy is open to everybody."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import UNKNOWN, Resource
from policy.documents import public_statements
from policy.rule import Answer, Undecided, resource_rule


@resource_rule(
    id="IAM-001",
    name="resource-policy-not-public",
    title="No queue, topic, key, secret or repository is open to everybody",
    severity="critical",
    rationale="`Principal: *` without a condition that names an account, organisation or source is every AWS "
    "account there is.",
    fix="Name the principal, or add a condition such as `aws:SourceArn`, `aws:SourceAccount` or `aws:PrincipalOrgID`.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    frameworks=("FSBP SQS.3", "FSBP KMS.5", "FSBP Lambda.1"),
    types=(
        "aws:sqs/queuePolicy:QueuePolicy",
        "aws:sqs/queue:Queue",
        "aws:sns/topicPolicy:TopicPolicy",
        "aws:sns/topic:Topic",
        "aws:kms/key:Key",
        "aws:kms/keyPolicy:KeyPolicy",
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        "aws:lambda/permission:Permission",
    ),
    on_unknown="pass",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Read the policy. At preview its text often waits for an ARN; `up` judges it before it is created."""
    if resource.type == "aws:lambda/permission:Permission":
        sources = ("sourceArn", "sourceAccount", "principalOrgId", "eventSourceToken")
        if resource.get("principal") == "*" and not any(resource.has(name) for name in sources):
            yield "The permission lets everybody invoke the function."
        return
    document = resource.json("policy")
    if document is UNKNOWN:
        yield Undecided("policy")
    for name in public_statements(document):
        yield f"{name} of the policy allows everybody."
