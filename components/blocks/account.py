"""The account and partition that a component is deployed to, for ARNs that must be written before they exist."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.component import Component


def account_root(component: Component) -> pulumi.Output[str]:
    """Return the ARN of the account's root principal, such as `arn:aws:iam::123456789012:root`."""
    caller = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(parent=component))
    return caller.arn.apply(root_of)


def root_of(arn: str) -> str:
    """Return the ARN of the root principal of the account that `arn` belongs to, in its partition."""
    _, partition, _, _, account, *_ = arn.split(":")
    return f"arn:{partition}:iam::{account}:root"


def partition_of(arn: str) -> str:
    """Return the partition of an ARN: `aws`, `aws-cn`, `aws-us-gov` …"""
    return arn.split(":")[1]


def arn_of(component: Component, service: str, region: str, resource: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return the ARN of a resource of this account by its name, such as `glue`, `table/sales/orders`."""

    def build(values: list[str]) -> str:
        root, name = values
        return f"arn:{partition_of(root)}:{service}:{region}:{root.split(':')[4]}:{name}"

    return pulumi.Output.all(account_root(component), resource).apply(build)
