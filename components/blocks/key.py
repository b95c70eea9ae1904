"""Key: a customer-managed KMS key with a policy that names who may use it, and for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import kms

from components.blocks.account import account_root, partition_of
from components.component import Component
from components.context import StackContext
from components.iam import Statement, allow, document
from components.names import physical_name
from components.settings.key import KeySettings

_USE = ("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey")

_ON_BEHALF = {
    service: f"{service}.amazonaws.com"
    for service in (
        "backup", "dynamodb", "ec2", "elasticache", "elasticfilesystem", "kinesis", "lambda", "rds", "s3",
        "secretsmanager", "sqs", "ssm",
    )
}  # fmt: skip
"""Services that use a key with the permissions of whoever calls them."""

_SOURCELESS = ("events",)
"""Services that do not say for which account they work: a condition on it would refuse them."""


@dataclass(frozen=True, kw_only=True)
class KeyArgs:
    """What a key is built from."""

    settings: KeySettings
    stack: StackContext
    services: Sequence[str]
    """Principals of the AWS services that may use the key, such as `rds.amazonaws.com`."""
    description: str
    """What the key encrypts."""
    region: str | None = None
    """Region of the key; None is the stack's."""


class Key(Component):
    """A symmetric KMS key that rotates, with an alias and a policy for chosen services."""

    arn: pulumi.Output[str]
    key_id: pulumi.Output[str]
    alias: pulumi.Output[str]
    """Name of the alias, such as `alias/shop-prod-database`."""

    def __init__(self, name: str, args: KeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        region = args.region or args.stack.region
        self._region, self._root = region, account_root(self)
        statements = self._root.apply(lambda arn: key_statements(arn, region, args.services))
        key = kms.Key(
            f"{name}-key",
            description=args.description,
            enable_key_rotation=True,
            rotation_period_in_days=args.settings.rotation_days,
            deletion_window_in_days=args.settings.deletion_window_days,
            multi_region=args.settings.multi_region,
            policy=statements.apply(lambda found: document(*found)),
            region=args.region,
            opts=self.child(),
        )
        self.arn, self.key_id = key.arn, key.key_id
        alias = kms.Alias(
            f"{name}-alias",
            name=f"alias/{physical_name(args.stack.project, args.stack.stack, name, limit=200)}",
            target_key_id=key.key_id,
            region=args.region,
            opts=self.child(),
        )
        self.alias = alias.name
        self.publish(arn=self.arn, key_id=self.key_id, alias=self.alias)

    def grant_decrypt(self, service: str) -> Statement:
        """Return the statement that lets a role decrypt what `service` (such as `secretsmanager`) hands out."""
        via = self._root.apply(lambda root: _via(self._region, partition_of(root), service))
        return allow(["kms:Decrypt"], [self.arn], condition={"StringEquals": {"kms:ViaService": via}})

    def grant_encrypt(self, service: str) -> Statement:
        """Return the statement that lets a role hand data to `service` (such as `sqs`), which encrypts it with this."""
        via = self._root.apply(lambda root: _via(self._region, partition_of(root), service))
        actions = ["kms:GenerateDataKey", "kms:Decrypt"]  # SQS and SNS decrypt a data key that they use again
        return allow(actions, [self.arn], condition={"StringEquals": {"kms:ViaService": via}})


def key_statements(root: str, region: str, services: Sequence[str]) -> list[Statement]:
    """Return the statements of a key policy: the account administers, `services` use.

    `Resource: "*"` is right here and nowhere else: in a key policy it means this key alone, and a key cannot name
    its own ARN before it exists.
    """
    _, partition, _, _, account, _ = root.split(":")
    # Without the root statement IAM policies have no say over the key, and a lost principal locks it for good.
    statements = [allow(["kms:*"], ["*"], sid="AccountAdministration", principal={"AWS": root})]
    for service in services:
        short = service.partition(".")[0]
        if service in _ON_BEHALF.values():
            statements += _on_behalf(short, account, _via(region, partition, short))
        elif short == "logs":
            statements.append(_logs(region, partition, account))
        else:
            statements.append(
                allow(
                    _USE,
                    ["*"],
                    sid=_sid(short),
                    principal={"Service": service},
                    condition=None if short in _SOURCELESS else {"StringEquals": {"aws:SourceAccount": account}},
                )
            )
    return statements


def _on_behalf(service: str, account: str, via: str) -> list[Statement]:
    """Callers of `service` in this account use the key through it; it makes grants for what it runs itself."""
    through: Mapping[str, Any] = {"kms:CallerAccount": account, "kms:ViaService": via}
    anyone = {"AWS": "*"}  # narrowed to this account and this service by the conditions
    return [
        allow(_USE, ["*"], sid=_sid(service), principal=anyone, condition={"StringEquals": through}),
        allow(
            ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
            ["*"],
            sid=f"{_sid(service)}Grants",
            principal=anyone,
            condition={"StringEquals": through, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    ]


def _logs(region: str, partition: str, account: str) -> Statement:
    """CloudWatch Logs names its regional principal and the log group, not the source account."""
    return allow(
        _USE,
        ["*"],
        sid=_sid("logs"),
        principal={"Service": f"logs.{region}.{_suffix(partition)}"},
        condition={
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:{partition}:logs:{region}:{account}:log-group:*"}
        },
    )


def _via(region: str, partition: str, service: str) -> str:
    return f"{service}.{region}.{_suffix(partition)}"


def _suffix(partition: str) -> str:
    return "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"


def _sid(service: str) -> str:
    return "Use" + "".join(part.capitalize() for part in service.split("-"))
