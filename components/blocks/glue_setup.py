"""GlueSetup: what all jobs, crawlers and rule sets of a workload share: encryption, the log of failures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import glue, iam

from components.blocks.account import arn_of
from components.blocks.failure_log import FailureLog, FailureLogArgs
from components.blocks.key import Key
from components.blocks.short_name import fitting
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, assume_role, document
from components.settings.types import LogRetention

SERVICE = "glue.amazonaws.com"
_LONGEST_ROLE = 64


@dataclass(frozen=True, kw_only=True)
class GlueSetupArgs:
    """What the common part is built from."""

    stack: StackContext
    workload: str
    """Beginning of the names of all jobs, crawlers and rule sets that share this."""
    failure_days: LogRetention
    """Days that failures are kept."""
    key: Key | None = None
    """Key that encrypts what jobs write, their bookmarks and their logs; None: keys that S3 owns."""
    region: str | None = None
    """Region of all of it; None is the stack's."""


class GlueSetup(Component):
    """The security configuration of a workload's runs, and the log of those that failed."""

    security_configuration: pulumi.Output[str]
    """Name of the configuration."""
    failures: FailureLog

    def __init__(self, name: str, args: GlueSetupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self._args = args
        configuration = glue.SecurityConfiguration(
            f"{name}-security",
            encryption_configuration=_encryption(args.key),
            region=args.region,
            opts=self.child(),
        )
        self.security_configuration = configuration.name
        self.failures = FailureLog(
            f"{name}-failures",
            FailureLogArgs(
                stack=args.stack, workload=args.workload, days=args.failure_days, key=args.key, region=args.region
            ),
            self.child(),
        )
        self.publish(security_configuration=self.security_configuration)

    def role(self, owner: Component, statements: list[Statement]) -> tuple[iam.Role, iam.RolePolicy]:
        """Make the role of one job, crawler or rule set below its component; it may do `statements` and keep its log.

        Returns the role, and the policy that must be there before the role is used.
        """
        stack = self._args.stack
        role = iam.Role(
            f"{owner.name}-role",
            name=fitting(f"{owner.name}-role", stack.project, stack.stack, limit=_LONGEST_ROLE),
            assume_role_policy=assume_role(SERVICE),
            opts=owner.child(),
        )
        policy = iam.RolePolicy(
            f"{owner.name}-policy",
            role=role.name,
            policy=document(*statements, *self._own(owner)),
            opts=owner.child(),
        )
        return role, policy

    def grant_read_configuration(self) -> list[Statement]:
        """Return what a role needs to run under the security configuration."""
        # Security configurations have no ARN: glue:GetSecurityConfiguration takes * only.
        found = [allow(["glue:GetSecurityConfiguration"], ["*"])]
        key = self._args.key
        if key:  # bookmarks are encrypted by Glue's own client, not through S3
            found.append(allow(["kms:Decrypt", "kms:GenerateDataKey"], [key.arn]))
        return found

    def _own(self, owner: Component) -> list[Statement]:
        """Return what every run may do: keep a log below the groups of Glue, report its figures."""
        region = self._args.region or self._args.stack.region
        groups = arn_of(owner, "logs", region, "log-group:/aws-glue/*")
        return [
            allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], [groups]),
            # A metric has no ARN; the condition limits the namespace to Glue's.
            allow(
                ["cloudwatch:PutMetricData"],
                ["*"],
                condition={"StringEquals": {"cloudwatch:namespace": ["Glue", "Glue Data Quality"]}},
            ),
        ]


def _encryption(key: Key | None) -> Any:
    # Logs are encrypted by their group, which we make: with an encryption of its own Glue would make groups whose
    # names nobody knows beforehand, and which never end.
    logs = {"cloudwatch_encryption_mode": "DISABLED"}
    if key is None:
        return {
            "cloudwatch_encryption": logs,
            "job_bookmarks_encryption": {"job_bookmarks_encryption_mode": "DISABLED"},
            "s3_encryption": {"s3_encryption_mode": "SSE-S3"},
        }
    return {
        "cloudwatch_encryption": logs,
        "job_bookmarks_encryption": {"job_bookmarks_encryption_mode": "CSE-KMS", "kms_key_arn": key.arn},
        "s3_encryption": {"s3_encryption_mode": "SSE-KMS", "kms_key_arn": key.arn},
    }
