"""DatabaseSetup: SQL that a deployment runs over the Data API, again whenever it changes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pulumi
from pulumi_aws import lambda_

from components.blocks import archive
from components.blocks.database import Database
from components.blocks.function import Function, FunctionArgs
from components.component import Component
from components.context import StackContext
from components.settings.database import DatabaseSettings
from components.settings.function import FunctionSettings

SOURCE = Path("functions/database_setup")
_SECONDS = 300  # a paused cluster takes half a minute to wake up, and the function tries eight times


@dataclass(frozen=True, kw_only=True)
class DatabaseSetupArgs:
    """What the preparation is built from."""

    stack: StackContext
    database: Database
    """The cluster; it offers the Data API."""
    database_settings: DatabaseSettings
    """Settings of the cluster: the names of database and user."""


class DatabaseSetup(Component):
    """A function with the SQL, and one call of it: at the first deployment, and when code or names change.

    Its statements may run any number of times, so a call that was made twice does no harm.
    """

    result: pulumi.Output[str]
    """What the function answered."""

    def __init__(self, name: str, args: DatabaseSetupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        names = {"DB_NAME": args.database_settings.database_name, "DB_USER": args.database_settings.app_user}
        database = args.database
        function = Function(
            f"{name}-function",
            FunctionArgs(
                settings=FunctionSettings.of(args.stack.environment, timeout_seconds=_SECONDS, retries=0),
                stack=args.stack,
                source=SOURCE,
                description="Prepares the database of a platform",
                environment={"DB_CLUSTER_ARN": database.arn, "DB_SECRET_ARN": database.secret_arn, **names},
                statements=[database.grant_data_api(), *database.grant_read_secret()],
            ),
            self.child(),
        )
        code = archive.code_hash(archive.zip_bytes(archive.folder_files(SOURCE)))
        call = lambda_.Invocation(
            f"{name}-call",
            function_name=function.function_name,
            input=json.dumps({"code": code, **names}),
            triggers={"code": code, **names},
            # The Data API answers only when an instance of the cluster runs.
            opts=self.child(depends_on=[database, function]),
        )
        self.result = call.result
        self.publish(result=self.result)
