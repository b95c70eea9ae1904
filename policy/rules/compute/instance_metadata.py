"""Instances answer metadata requests with a session token only."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import Resource
from policy.rule import Answer, resource_rule


@resource_rule(
    id="EC2-001",
    name="imdsv2-required",
    title="Instances and launch templates require IMDSv2",
    severity="high",
    rationale="With IMDSv1 one forged request through a web application is enough to steal the credentials of "
    "the instance.",
    fix="Set `metadata_options={'http_tokens': 'required'}`. Quoin's AutoScalingService does.",
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
    frameworks=("FSBP EC2.8", "FSBP EC2.170", "CIS 3.0.0 5.6"),
    types=("aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"),
    on_unknown="cannot-decide",
)
def check(resource: Resource) -> Iterator[Answer]:
    """Accept required tokens, or no endpoint at all."""
    if resource.need("metadataOptions.httpEndpoint") == "disabled":
        return
    if resource.need("metadataOptions.httpTokens") != "required":
        yield "metadataOptions.httpTokens is not `required`."
