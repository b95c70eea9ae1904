"""Metadata answers do not travel."""

from __future__ import annotations

from collections.abc import Iterator

from policy.accessor import MISSING, Resource
from policy.rule import Answer, Context, resource_rule


@resource_rule(
    id="EC2-002",
    name="imds-hop-limit",
    title="Instance metadata answers travel no further than they must",
    severity="medium",
    rationale="Each further hop lets a proxy or a container fetch the credentials of the instance.",
    fix="Set `metadata_options={'http_put_response_hop_limit': 1}`, or 2 where containers need the metadata.",
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-existing-instances.html",
    types=("aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"),
    on_unknown="cannot-decide",
    options={
        "maximumHops": {
            "type": "integer",
            "minimum": 1,
            "default": 2,
            "description": "The largest hop limit that passes.",
        }
    },
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compare with the option; nothing set means 1, or what the account says."""
    hops = resource.need("metadataOptions.httpPutResponseHopLimit")
    maximum = int(context.config["maximumHops"])
    if hops is not MISSING and not (isinstance(hops, int) and hops <= maximum):
        yield f"metadataOptions.httpPutResponseHopLimit is above {maximum}."
