"""Writes the golden states of `tests/policy/data`: small deployments as `pulumi stack export` gives them.

`python -m tests.policy.states` writes them anew; a test compares.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.policy.harness import TAGS

DATA = Path(__file__).parent / "data"
TIME = "2026-11-01T00:00:00Z"
STACK = "urn:pulumi:prod::quoin::pulumi:pulumi:Stack::quoin-prod"
PROVIDER = "urn:pulumi:prod::quoin::pulumi:providers:aws::aws"
PROVIDER_ID = "0f0f0f0f-1111-4222-8333-444455556666"
BLOCK = {"blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True}
TLS_ONLY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": ["arn:aws:s3:::logs-1", "arn:aws:s3:::logs-1/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }
)
PUBLIC = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]})


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:prod::quoin::{type_}::{name}"


def item(type_: str, name: str, inputs: Mapping[str, Any], **depends: str) -> dict[str, Any]:
    """One resource of a state; `depends` maps input properties to the URN behind them."""
    return {
        "urn": urn(type_, name),
        "custom": True,
        "id": f"{name}-1",
        "type": type_,
        "inputs": inputs,
        "outputs": {**inputs, "id": f"{name}-1"},
        "parent": STACK,
        "provider": f"{PROVIDER}::{PROVIDER_ID}",
        "dependencies": sorted(set(depends.values())),
        "propertyDependencies": {name: [target] for name, target in depends.items()},
        "created": TIME,
        "modified": TIME,
    }


def state(default_tags: Mapping[str, str], resources: Sequence[Mapping[str, Any]]) -> str:
    """A deployment with one provider, as the export of a stack."""
    provider = {"region": "eu-west-1", "defaultTags": json.dumps({"tags": default_tags}), "version": "7.51.1"}
    head = [
        {"urn": STACK, "custom": False, "type": "pulumi:pulumi:Stack", "created": TIME, "modified": TIME},
        {
            "urn": PROVIDER,
            "custom": True,
            "id": PROVIDER_ID,
            "type": "pulumi:providers:aws",
            "inputs": provider,
            "outputs": provider,
            "created": TIME,
            "modified": TIME,
        },
    ]
    manifest = {"time": TIME, "magic": "", "version": ""}
    return (
        json.dumps({"version": 3, "deployment": {"manifest": manifest, "resources": [*head, *resources]}}, indent=1)
        + "\n"
    )


BUCKET, GROUP = "aws:s3/bucket:Bucket", "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
WEB = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": "0.0.0.0/0", "securityGroupId": "web-1"}


def compliant() -> str:
    """A stack that the pack has nothing to say about."""
    return state(
        TAGS,
        [
            item(BUCKET, "logs", {"bucket": "logs-1"}),
            item(
                "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
                "logs-block",
                {**BLOCK, "bucket": "logs-1"},
                bucket=urn(BUCKET, "logs"),
            ),
            item(
                "aws:s3/bucketPolicy:BucketPolicy",
                "logs-policy",
                {"bucket": "logs-1", "policy": TLS_ONLY},
                bucket=urn(BUCKET, "logs"),
            ),
            item(GROUP, "web", {"vpcId": "vpc-1", "description": "web"}),
            item(INGRESS, "web-https", WEB, securityGroupId=urn(GROUP, "web")),
            item(
                "aws:lb/loadBalancer:LoadBalancer",
                "balancer",
                {"securityGroups": ["web-1"], "loadBalancerType": "application", "dropInvalidHeaderFields": True},
                securityGroups=urn(GROUP, "web"),
            ),
            item(
                "aws:rds/instance:Instance",
                "database",
                {"storageEncrypted": True, "publiclyAccessible": False, "manageMasterUserPassword": True},
            ),
        ],
    )


def violating() -> str:
    """A stack that breaks rules of every topic."""
    return state(
        {"Environment": "prod"},
        [
            item(BUCKET, "site", {"bucket": "site-1", "acl": "public-read", "tags": {"owner": "me"}}),
            item(
                "aws:s3/bucketPolicy:BucketPolicy",
                "site-policy",
                {"bucket": "site-1", "policy": PUBLIC},
                bucket=urn(BUCKET, "site"),
            ),
            item(GROUP, "web", {"vpcId": "vpc-1"}),
            item(INGRESS, "web-https", WEB, securityGroupId=urn(GROUP, "web")),
            item(INGRESS, "ssh", {**WEB, "fromPort": 22, "toPort": 22}, securityGroupId=urn(GROUP, "web")),
            item("aws:ec2/instance:Instance", "host", {"ami": "ami-1", "instanceType": "t4g.small"}),
            item(
                "aws:rds/instance:Instance",
                "database",
                {"publiclyAccessible": True, "password": "correct-horse-battery-staple"},
            ),
        ],
    )


STATES = {"state-compliant.json": compliant, "state-violating.json": violating}


def main() -> None:
    for name, build in STATES.items():
        (DATA / name).write_text(build(), encoding="utf-8")


if __name__ == "__main__":
    main()
