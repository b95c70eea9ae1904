"""The role of EC2 instances: a shell through Session Manager, their own logs, and what the application needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from components.component import Component
from components.iam import Statement, allow, assume_role, document


@dataclass(frozen=True, kw_only=True)
class InstanceRoleArgs:
    """What the role is built from."""

    log_group_arn: pulumi.Input[str]
    """Log group that instances write to."""
    statements: Sequence[Statement] = ()
    """What the application may do."""


class InstanceRole(Component):
    """A role that instances take through their profile."""

    arn: pulumi.Output[str]
    profile_arn: pulumi.Output[str]

    def __init__(self, name: str, args: InstanceRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        role = iam.Role(f"{name}-role", assume_role_policy=assume_role("ec2.amazonaws.com"), opts=self.child())
        policies = {"session": [session_manager()], "logs": [write_logs(args.log_group_arn)]}
        if args.statements:
            policies["application"] = list(args.statements)
        for key, statements in policies.items():
            iam.RolePolicy(f"{name}-{key}", role=role.name, policy=document(*statements), opts=self.child())
        profile = iam.InstanceProfile(f"{name}-profile", role=role.name, opts=self.child())
        self.arn, self.profile_arn = role.arn, profile.arn
        self.publish(arn=self.arn, profile_arn=self.profile_arn)


def session_manager() -> Statement:
    """Return what Session Manager needs on an instance, and no more.

    AWS's own AmazonSSMManagedInstanceCore also lets an instance read every parameter of the account. These actions
    know no resource but `*`; each works for the calling instance only.
    """
    return allow(
        [
            "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ],
        ["*"],
        sid="SessionManager",
    )


def write_logs(log_group_arn: pulumi.Input[str]) -> Statement:
    """Return what the CloudWatch agent needs to write to one log group that exists already."""
    streams = pulumi.Output.concat(log_group_arn, ":*")
    return allow(
        ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], [log_group_arn, streams], sid="Logs"
    )
