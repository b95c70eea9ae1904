"""DatabasePassword: the administrator's secret of a global database, with a copy per region, that replaces itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pulumi
from pulumi_aws import secretsmanager

from components.arns import in_region
from components.blocks.function import Function, FunctionArgs
from components.blocks.key import Key
from components.component import Component
from components.context import StackContext
from components.iam import allow
from components.settings.function import FunctionSettings
from components.settings.global_database import GlobalDatabaseSettings

SOURCE = Path("functions/global_password")
ROTATION_DAYS = 7
"""Days between two passwords, as RDS has it where it keeps the password itself."""
_FIRST_LENGTH = 32
_TIMEOUT = 300  # seconds; RDS takes a new password within a minute or two
_NOT_IN_PASSWORDS = "/@\"' \\"


@dataclass(frozen=True, kw_only=True)
class DatabasePasswordArgs:
    """What the secret is built from."""

    settings: GlobalDatabaseSettings
    stack: StackContext
    keys: Mapping[str, Key]
    """Region → key that encrypts the secret there."""
    home: str
    """Region of the secret itself and of what replaces the password; the others have copies."""


class DatabasePassword(Component):
    """A secret that RDS does not keep for us: it refuses to for clusters of a global database.

    No password stands in the program, in the stack file or in the secret that is made first. Secrets Manager makes one
    for the call that creates the cluster; it goes to RDS as a write-only value, and `rotate` replaces it as soon as the
    cluster is there, so that what a state might hold opens nothing.
    """

    arns: dict[str, pulumi.Output[str]]
    """Region → ARN of the secret there."""

    def __init__(self, name: str, args: DatabasePasswordArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts, region=args.home)
        self._args = args
        copies = [region for region in sorted(args.keys) if region != args.home]
        self._secret = secretsmanager.Secret(
            f"{name}-secret",
            description=f"Administrator of the global database {name.removesuffix('-password')}",
            kms_key_id=args.keys[args.home].arn,
            replicas=[
                secretsmanager.SecretReplicaArgs(region=region, kms_key_id=args.keys[region].arn) for region in copies
            ],
            recovery_window_in_days=30 if args.stack.production else 7,
            region=args.home,
            opts=self.child(),
        )
        # AWS rotates a secret that has a value only; this one says who logs in, not with what.
        self._value = secretsmanager.SecretVersion(
            f"{name}-names",
            secret_id=self._secret.id,
            secret_string=pulumi.Output.secret(json.dumps(_names(args.settings), sort_keys=True)),
            region=args.home,
            opts=self.child(),
        )
        self.arns = {region: _copy(self._secret.arn, region) for region in args.keys}
        made = secretsmanager.get_random_password_output(
            password_length=_FIRST_LENGTH,
            exclude_characters=_NOT_IN_PASSWORDS,
            region=args.home,
            opts=pulumi.InvokeOutputOptions(parent=self),
        )
        self._first_password = pulumi.Output.secret(made.random_password)
        self.publish(arns=self.arns)

    @property
    def first_password(self) -> pulumi.Output[str]:
        """What the cluster is made with: secret, published nowhere, and of no use once the rotation ran."""
        return self._first_password

    def rotate(
        self,
        global_identifier: pulumi.Input[str],
        global_arn: pulumi.Input[str],
        cluster_arns: Sequence[pulumi.Input[str]],
        after: Sequence[pulumi.Resource],
    ) -> None:
        """Replace the password at once, when `after` stand, and every seven days from then on.

        Args:
            global_identifier: the global database, which knows which of its clusters writes.
            global_arn: its ARN.
            cluster_arns: its clusters in all regions: any of them may write one day.
            after: the cluster that writes first, with its instances.

        """
        args = self._args
        function = self._function(global_identifier, global_arn, cluster_arns)
        permission = function.permit(
            self.name,
            service="secretsmanager.amazonaws.com",
            source_arn=self.arns[args.home],
            opts=self.child(),
        )
        secretsmanager.SecretRotation(
            f"{self.name}-schedule",
            secret_id=self._secret.id,
            rotation_lambda_arn=function.arn,
            rotate_immediately=True,
            rotation_rules=secretsmanager.SecretRotationRotationRulesArgs(automatically_after_days=ROTATION_DAYS),
            region=args.home,
            opts=self.child(depends_on=[permission, self._value, *after]),
        )

    def _function(
        self,
        global_identifier: pulumi.Input[str],
        global_arn: pulumi.Input[str],
        cluster_arns: Sequence[pulumi.Input[str]],
    ) -> Function:
        args, settings = self._args, self._args.settings
        actions = ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"]
        function_args = FunctionArgs(
            settings=FunctionSettings.of(args.stack.environment, timeout_seconds=_TIMEOUT, log_level="INFO"),
            stack=args.stack,
            source=SOURCE,
            description="Replaces the administrator's password of a global database",
            environment={
                "GLOBAL_CLUSTER": global_identifier,
                "DB_ENGINE": settings.engine,
                "DB_USER": settings.username,
                "DB_NAME": settings.database_name,
                "DB_PORT": str(settings.of_engine.port),
            },
            statements=[
                allow([f"secretsmanager:{action}" for action in actions], [self.arns[args.home]]),
                args.keys[args.home].grant_encrypt("secretsmanager"),
                allow(["rds:DescribeGlobalClusters"], [global_arn]),
                allow(["rds:DescribeDBClusters", "rds:ModifyDBCluster"], list(cluster_arns)),
            ],
            region=args.home,
        )
        return Function(f"{self.name}-rotation", function_args, self.child())


def _names(settings: GlobalDatabaseSettings) -> dict[str, str]:
    return {"engine": settings.engine, "username": settings.username, "dbname": settings.database_name}


def _copy(arn: pulumi.Output[str], region: str) -> pulumi.Output[str]:
    return arn.apply(lambda known: in_region(known, region))
