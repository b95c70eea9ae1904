"""The bucket that takes the logs of a load balancer."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.blocks.bucket import Bucket, BucketArgs
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow
from components.settings.bucket import BucketSettings

ACCESS, CONNECTIONS = "access", "connections"
"""Prefixes of the two kinds of log."""


def log_bucket(owner: Component, stack: StackContext, days: int, region: str | None) -> Bucket:
    """Make the bucket, as a child of the load balancer. Its keys are S3's: log delivery takes no others."""
    account = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(parent=owner)).account_id
    return Bucket(
        f"{owner.name}-logs",
        BucketArgs(
            settings=BucketSettings.of(stack.environment, purpose="logs", expire_after_days=days),
            stack=stack,
            statements=lambda arn: [delivery_statement(arn, account)],
            region=region,
        ),
        owner.child(),
    )


def delivery_statement(bucket_arn: pulumi.Input[str], account: pulumi.Input[str]) -> Statement:
    """Return the statement by which a bucket takes the logs of this account's load balancers.

    The service writes below the id of the account that owns the load balancer, so the path keeps out those of others.
    AWS documents no condition on the source for this service, and one that is never met loses every log in silence.
    """
    paths = [pulumi.Output.concat(bucket_arn, f"/{prefix}/AWSLogs/", account, "/*") for prefix in (ACCESS, CONNECTIONS)]
    principal = {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    return allow(["s3:PutObject"], paths, sid="LoadBalancerLogs", principal=principal)
